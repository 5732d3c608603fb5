import Optimizers
import Testing

@testable import Networks

/// A first layer leaves out inputs that are zero throughout a batch. What it computes must not show it.
@Suite("Inputs that are zero throughout a batch")
struct ActiveInputsTests {
    static let optimizers: [OptimizerDescription] = [
        .sgd(SGD(learningRate: 0.1, weightDecay: 0.01)), .momentum(Momentum(learningRate: 0.05)),
        .adam(Adam(learningRate: 0.01)),
    ]

    /// Every third run of eight features is zero.
    static func examples(rows: Int, empty: Bool) -> [Float] {
        (0..<rows * 96).map { index in
            let column = index % 96
            let value = Float((index &* 2_654_435_761) % 1000) / 500 - 1
            return empty && column / 8 % 3 == 0 ? 0 : value
        }
    }

    /// The parameters after a few steps; the empty inputs' features are zero, or so small that they are none.
    static func parameters(_ optimizer: OptimizerDescription, filler: Float) throws -> [[Float]] {
        let rows = 80
        var features = examples(rows: 2 * rows, empty: true)
        for index in features.indices where features[index] == 0 { features[index] = filler }
        let labels = (0..<2 * rows).map { Int32($0 % 4) }
        let table = makeTable(features, shape: [96], labels: labels, classes: 4)
        let description = NetworkDescription(
            architecture: .hidden(HiddenLayers(widths: [64])), optimizer: optimizer, batchSize: .rows(rows), epochs: 3)
        let trainer = try NetworkTrainer(description, data: TrainingData(training: table), seed: 5)
        for _ in 0..<3 { _ = try trainer.trainEpoch() }
        return trainer.plan.layout.tensors.map { Array(trainer.network.values(of: $0)) }
    }

    @Test("the same parameters come out as with inputs that are almost zero", arguments: optimizers)
    func sameParameters(optimizer: OptimizerDescription) throws {
        let left = try Self.parameters(optimizer, filler: 0)
        let kept = try Self.parameters(optimizer, filler: 1e-30)
        for (values, expected) in zip(left, kept) { #expect(relativeDeviation(values, from: expected) < 1e-5) }
    }

    @Test("inputs are left out where there is enough to gain, and only there")
    func use() throws {
        func runs(_ examples: [Float], width: Int) throws -> Int? {
            let table = makeTable(
                examples, shape: [96], labels: [Int32](repeating: 1, count: 80), classes: 4)
            let description = NetworkDescription(
                architecture: .hidden(HiddenLayers(widths: [width])), optimizer: .sgd(SGD(learningRate: 0.1)),
                batchSize: .rows(80), epochs: 1)
            let trainer = try NetworkTrainer(description, data: TrainingData(training: table), seed: 5)
            _ = try trainer.trainEpoch()
            let dense = try #require(trainer.plan.layers[0] as? DenseLayer)
            return dense.activeInputs?.activeCount(trainer.network.memory)
        }
        #expect(try runs(Self.examples(rows: 80, empty: true), width: 64) == 64)
        #expect(try runs(Self.examples(rows: 80, empty: false), width: 64) == 0)
        #expect(try runs(Self.examples(rows: 80, empty: true), width: 4) == nil)
    }
}
