import Testing

@testable import Networks

@Suite("Sizes of a planned network")
struct NetworkPlanTests {
    /// Convolutions 16-16-32-32 over 28×28 pixels, with batch normalization, then 512-128-10.
    static let layers: [LayerDescription] =
        [16, 16, 32, 32].enumerated().flatMap { index, channels -> [LayerDescription] in
            [.convolution(Convolution(channels: channels, kernel: 3)), .batchNormalization, .relu]
                + (index % 2 == 1 ? [.maximumPooling(Pooling(size: 2))] : [])
        } + [.flatten, .dense(outputs: 128), .relu, .dense(outputs: 10)]

    @Test("a convolutional network's parameters and operations are those counted by hand")
    func convolutions() throws {
        let plan = try NetworkPlan(
            .small(Self.layers, batch: .rows(100)), inputShape: [1, 28, 28], targets: .classes(10), trainingRows: 1000)
        #expect(plan.parameterCount == 160 + 32 + 2320 + 32 + 4640 + 64 + 9248 + 64 + 65_664 + 1290)
        let products = [9 * 16 * 676, 144 * 16 * 576, 144 * 32 * 100, 288 * 32 * 64, 512 * 128, 128 * 10]
        #expect(plan.forwardOperations == 2 * products.reduce(0, +))
        // No gradient by the pixels.
        #expect(plan.trainingOperations == 3 * plan.forwardOperations - 2 * products[0])
        #expect(throws: Never.self) { try plan.requireMemory() }
    }

    @Test("what the layers are called is what PyTorch calls them")
    func names() throws {
        let plan = try NetworkPlan(
            .small(Self.layers), inputShape: [1, 28, 28], targets: .classes(10), trainingRows: 8)
        let names = plan.layout.tensors.map(\.name)
        #expect(names.prefix(4) == ["0.weight", "0.bias", "1.weight", "1.bias"])
        #expect(names.suffix(4) == ["15.weight", "15.bias", "17.weight", "17.bias"])
        #expect(plan.layout.tensors[4].shape == [16, 16, 3, 3])
        #expect(plan.layout.statistics.first?.name == "1.running_mean")
    }

    @Test("a network that needs more memory than there is is refused by its plan")
    func memory() throws {
        let plan = try NetworkPlan(
            .small([.dense(outputs: 1 << 30), .dense(outputs: 1 << 10), .dense(outputs: 3)]), inputShape: [1 << 8],
            targets: .classes(3), trainingRows: 8)
        #expect(throws: NetworkError.self) { try plan.requireMemory() }
    }

    @Test("a network that needs more memory than a run may take is refused before anything is allocated")
    func memoryLimit() throws {
        let plan = try NetworkPlan(
            .small([.dense(outputs: 64), .dense(outputs: 3)]), inputShape: [8], targets: .classes(3), trainingRows: 8)
        #expect(throws: Never.self) { try plan.requireMemory(limit: plan.memoryBytes) }
        let error = NetworkError.needsMoreThanAllowed(bytes: plan.memoryBytes, limit: plan.memoryBytes - 1)
        #expect(throws: error) { try plan.requireMemory(limit: plan.memoryBytes - 1) }
        #expect(throws: error) { try Network(plan: plan, memory: plan.memoryBytes - 1) }
        #expect(error.isLackOfMemory && !NetworkError.tooLarge.isLackOfMemory)
    }
}
