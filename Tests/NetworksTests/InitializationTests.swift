import Testing

@testable import Networks

@Suite("Initialization")
struct InitializationTests {
    static let (inputs, outputs) = (300, 200)

    /// The parameters of one dense layer.
    static func tensors(_ initialization: Initialization, seed: UInt64 = 1) throws -> [[Float]] {
        let plan = try NetworkPlan(
            .small([.dense(outputs: outputs)], initialization: initialization), inputShape: [inputs],
            targets: .classes(outputs), trainingRows: 8)
        let network = try Network(plan: plan)
        network.initialize(seed: seed)
        return plan.layout.tensors.map { Array(network.values(of: $0)) }
    }

    static func variance(_ values: [Float]) -> Double {
        let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
        return values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
    }

    @Test(
        "uniform weights fill their bounds evenly",
        arguments: [
            (WeightInitialization.kaimingUniform, (6.0 / 300).squareRoot()),
            (.xavierUniform, (6.0 / 500).squareRoot()), (.pytorch, (1.0 / 300).squareRoot()),
        ])
    func uniform(weights: WeightInitialization, bound: Double) throws {
        let values = try Self.tensors(Initialization(weights: weights, biases: .zero))[0]
        let largest = Double(values.map { abs($0) }.max() ?? 0)
        #expect(largest <= bound * 1.000_001)
        #expect(largest > bound * 0.999)
        #expect(abs(Self.variance(values) / (bound * bound / 3) - 1) < 0.02)
        #expect(abs(values.reduce(0, +) / Float(values.count)) < Float(bound) * 0.01)
    }

    @Test(
        "normal weights have their variance",
        arguments: [(WeightInitialization.kaimingNormal, 2.0 / 300), (.xavierNormal, 2.0 / 500)])
    func normal(weights: WeightInitialization, variance: Double) throws {
        let values = try Self.tensors(Initialization(weights: weights, biases: .zero))[0]
        #expect(abs(Self.variance(values) / variance - 1) < 0.03)
        let beyond = values.count { Double($0 * $0) > 4 * variance }
        #expect(abs(Double(beyond) / Double(values.count) - 0.0455) < 0.004)
    }

    @Test("biases are zero, PyTorch's or constant, whatever the weights are")
    func biases() throws {
        let zero = try Self.tensors(Initialization(weights: .xavierNormal, biases: .zero))[1]
        #expect(zero.allSatisfy { $0 == 0 })
        let pytorch = try Self.tensors(.pytorch)[1]
        let bound = Float((1.0 / 300).squareRoot())
        #expect(pytorch.allSatisfy { abs($0) <= bound })
        #expect(abs(Self.variance(pytorch) / (1.0 / 900) - 1) < 0.3)
        let constant = try Self.tensors(Initialization(weights: .constant(-0.5), biases: .constant(0.25)))
        #expect(constant[0].allSatisfy { $0 == -0.5 })
        #expect(constant[1].allSatisfy { $0 == 0.25 })
    }

    @Test("each tensor has a stream of its own, and the seed decides")
    func streams() throws {
        let first = try Self.tensors(.pytorch)
        #expect(try Self.tensors(.pytorch) == first)
        #expect(try Self.tensors(.pytorch, seed: 2) != first)
        #expect(first[0].prefix(100) != first[1].prefix(100))
    }

    @Test("batch normalization starts as the identity")
    func batchNormalization() throws {
        let plan = try NetworkPlan(
            .small(
                [.batchNormalization, .dense(outputs: 3)],
                initialization: Initialization(weights: .constant(7), biases: .constant(7))),
            inputShape: [4], targets: .classes(3), trainingRows: 8)
        let network = try Network(plan: plan)
        network.initialize(seed: 1)
        #expect(plan.layout.tensors.map(\.name) == ["0.weight", "0.bias", "1.weight", "1.bias"])
        #expect(Array(network.values(of: plan.layout.tensors[0])) == [1, 1, 1, 1])
        #expect(Array(network.values(of: plan.layout.tensors[1])) == [0, 0, 0, 0])
        #expect(plan.layout.statistics.map(\.start) == [0, 1])
    }
}
