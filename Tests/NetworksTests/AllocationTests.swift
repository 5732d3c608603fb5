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

    @Test("a warm training step allocates nothing", arguments: architectures, optimizers)
    func warmStep(layers: [LayerDescription], optimizer: OptimizerDescription) throws {
        let table = makeExamples(rows: 64, features: 10, classes: 4)
        let trainer = try NetworkTrainer(
            .small(layers, optimizer: optimizer, batch: .rows(16)), data: TrainingData(training: table), seed: 1)
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
