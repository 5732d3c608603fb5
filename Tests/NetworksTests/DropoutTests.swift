import Datasets
import Optimizers
import Testing

@testable import Networks

@Suite("Dropout")
struct DropoutTests {
    static let layers: [LayerDescription] = [
        .dropout(0.3), .dense(outputs: 40), .relu, .dropout(0.6), .dense(outputs: 4),
    ]

    /// A network with one dropout layer of 50 values, and its input, all ones.
    static func network(rows: Int, probability: Double = 0.3) throws -> Network {
        let plan = try NetworkPlan(
            .small([.dropout(probability), .dense(outputs: 2)], batch: .full), inputShape: [50], targets: .classes(2),
            trainingRows: rows)
        let network = try Network(plan: plan)
        network.initialize(seed: 1)
        network.setBatch([Float](repeating: 1, count: rows * 50), labels: [Int32](repeating: 0, count: rows))
        network.position = BatchPosition(seed: 7, epoch: 2, row: 0)
        return network
    }

    /// What comes out of the dropout layer.
    static func dropped(_ network: Network, rows: Int) -> [Float] {
        network.forward(rows: rows)
        let output = network.memory.activations + network.plan.arenas.outputs[0].offset
        return Array(UnsafeBufferPointer(start: output, count: rows * 50))
    }

    @Test("as many values fall as the probability says, and the others are scaled up")
    func share() throws {
        let values = Self.dropped(try Self.network(rows: 400), rows: 400)
        let fallen = values.count { $0 == 0 }
        // 20,000 draws: a standard deviation of 0.0032.
        #expect(abs(Double(fallen) / 20_000 - 0.3) < 0.013)
        #expect(values.allSatisfy { $0 == 0 || $0 == Float(1 / 0.7) })
    }

    @Test("an example's mask depends on its place in the epoch, not on the batch")
    func places() throws {
        let whole = Self.dropped(try Self.network(rows: 12), rows: 12)
        let part = try Self.network(rows: 12)
        part.position.row = 5
        #expect(Self.dropped(part, rows: 3) == Array(whole[5 * 50..<8 * 50]))
        part.position = BatchPosition(seed: 7, epoch: 3, row: 5)
        #expect(Self.dropped(part, rows: 3) != Array(whole[5 * 50..<8 * 50]))
        part.position = BatchPosition(seed: 8, epoch: 2, row: 5)
        #expect(Self.dropped(part, rows: 3) != Array(whole[5 * 50..<8 * 50]))
    }

    @Test("a probability of 0 changes nothing")
    func none() throws {
        #expect(Self.dropped(try Self.network(rows: 3, probability: 0), rows: 3).allSatisfy { $0 == 1 })
    }

    @Test("evaluation is the network without dropout")
    func evaluation() throws {
        let data = makeExamples(rows: 30, features: 12, classes: 4)
        func evaluated(_ layers: [LayerDescription]) throws -> Double {
            let trainer = try NetworkTrainer(.small(layers), data: TrainingData(training: data), seed: 3)
            for tensor in trainer.plan.layout.tensors {
                let values = trainer.network.values(of: tensor)
                for index in values.indices { values[index] = Float(index % 7) * 0.1 - 0.3 }
            }
            return try trainer.evaluate(data).loss
        }
        #expect(try evaluated(Self.layers) == (try evaluated([.dense(outputs: 40), .relu, .dense(outputs: 4)])))
    }

    @Test("a run stopped in the middle of an epoch carries on with the same masks")
    func stopping() throws {
        let data = TrainingData(training: makeExamples(rows: 60, features: 12, classes: 4))
        func trainer() throws -> NetworkTrainer {
            try NetworkTrainer(.small(Self.layers), data: data, seed: 3, secondsNow: { 0 })
        }
        let whole = try trainer()
        let expected = try [whole.trainEpoch(), whole.trainEpoch()]
        let original = try trainer()
        var batches = 0
        #expect(
            try original.trainEpoch {
                batches += 1
                return batches > 3
            } == nil)
        let copy = try trainer()
        try copy.restore(original.checkpoint())
        #expect(try [copy.trainEpoch(), copy.trainEpoch()] == expected)
    }

    @Test("the shorthand puts it behind each activation")
    func shorthand() {
        let hidden = HiddenLayers(widths: [8, 4], activation: .tanh, batchNormalization: true, dropout: 0.5)
        #expect(
            hidden.layers == [
                .dense(outputs: 8), .batchNormalization, .tanh, .dropout(0.5), .dense(outputs: 4), .batchNormalization,
                .tanh, .dropout(0.5),
            ])
    }
}
