import AllocationCounter
import Datasets
import Optimizers
import Testing

@testable import Networks

@Suite("Allocations")
struct AllocationTests {
    static let architectures: [[LayerDescription]] = [
        [.dense(outputs: 16), .relu, .dense(outputs: 8), .sigmoid, .dense(outputs: 3), .tanh, .dense(outputs: 4)],
        [.tanh, .dense(outputs: 16), .batchNormalization, .relu, .sigmoid, .dense(outputs: 4)],
    ]
    static let optimizers: [OptimizerDescription] = [
        .sgd(SGD(learningRate: 0.1, weightDecay: 0.01)), .momentum(Momentum(learningRate: 0.1, weightDecay: 0.01)),
        .momentum(Momentum(learningRate: 0.1, nesterov: true)), .adam(Adam(learningRate: 0.1)),
        .adam(Adam(learningRate: 0.1, epsilonInsideRoot: true)), .adamW(AdamW(learningRate: 0.1)),
        .rmsProp(RMSProp(learningRate: 0.1)), .adagrad(Adagrad(learningRate: 0.1)),
    ]

    static let images: [LayerDescription] = [
        .convolution(Convolution(channels: 8, kernel: 3, padding: 2)), .batchNormalization, .relu,
        .convolution(Convolution(channels: 8, kernel: 3, padding: 1)), .relu, .maximumPooling(Pooling(size: 2)),
        .convolution(Convolution(channels: 9, kernel: 2, stride: 2, padding: 1)), .tanh, .layerNormalization,
        .averagePooling(Pooling(size: 2, stride: 1)), .flatten, .dropout(0.3), .dense(outputs: 8), .layerNormalization,
        .relu, .dropout(0.5), .dense(outputs: 4),
    ]

    @Test("a warm training step allocates nothing", arguments: architectures, optimizers)
    func warmStep(layers: [LayerDescription], optimizer: OptimizerDescription) throws {
        try expectNoAllocations(
            .small(layers, optimizer: optimizer, batch: .rows(16)),
            makeExamples(rows: 64, features: 10, classes: 4))
    }

    @Test("nor does one on images", arguments: optimizers)
    func images(optimizer: OptimizerDescription) throws {
        try expectNoAllocations(
            .small(Self.images, optimizer: optimizer, batch: .rows(16)),
            makeExamples(rows: 64, features: 128, classes: 4, shape: [2, 8, 8]))
    }

    @Test("nor does one with another loss, a schedule, clipping, an order by class, and tracked gradients")
    func options() throws {
        try expectNoAllocations(
            .small(
                Self.architectures[0], loss: .meanSquaredError,
                schedule: LearningRateSchedule(.cosine(minimum: 0), period: .step, warmUp: 2), clipNorm: 0.1,
                batch: .rows(16), order: .byClass, tracking: Tracking(gradientNorms: true)),
            makeExamples(rows: 64, features: 10, classes: 4))
    }

    @Test("nor does one that predicts numbers")
    func numbers() throws {
        try expectNoAllocations(
            .small([.dense(outputs: 8), .relu, .dense(outputs: 1)], batch: .rows(16)),
            makeNumbers(rows: 64, features: 10))
    }

    func expectNoAllocations(_ description: NetworkDescription, _ table: ExampleTable) throws {
        let trainer = try NetworkTrainer(description, data: TrainingData(training: table), seed: 1)
        _ = try trainer.trainEpoch()
        let order = trainer.epochOrder()
        let allocations = order.withUnsafeBufferPointer { order -> Int in
            let before = allocations_of_this_thread()
            for first in stride(from: 0, to: 64, by: 16) {
                trainer.trainBatch(UnsafeBufferPointer(rebasing: order[first..<first + 16]))
            }
            return allocations_of_this_thread() - before
        }
        #expect(allocations == 0)
    }

    #if canImport(Glibc)
        @Test("the counter counts")
        func counter() {
            let before = allocations_of_this_thread()
            let array = [Int](repeating: before, count: 1000)
            #expect(allocations_of_this_thread() > before)
            #expect(array.count == 1000)
        }
    #endif
}
