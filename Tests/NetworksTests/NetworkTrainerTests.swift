import Datasets
import Optimizers
import Synchronization
import Testing

@testable import Networks

@Suite("Training")
struct NetworkTrainerTests {
    static let data = TrainingData(
        training: makeExamples(rows: 203, features: 12, classes: 4),
        validation: makeExamples(rows: 77, features: 12, classes: 4, seed: 4),
        test: makeExamples(rows: 50, features: 12, classes: 4, seed: 5))

    static func description(_ optimizer: OptimizerDescription = .sgd(SGD(learningRate: 0.2))) -> NetworkDescription {
        NetworkDescription(
            architecture: .hidden(HiddenLayers(widths: [16, 8], batchNormalization: true)), optimizer: optimizer,
            batchSize: .rows(10), epochs: 3, tracking: Tracking(fullTraining: true, testCurve: true))
    }

    static func trainer(
        _ description: NetworkDescription = description(), data: TrainingData = data, seed: UInt64 = 9
    ) throws -> NetworkTrainer {
        try NetworkTrainer(description, data: data, seed: seed, secondsNow: { 0 })
    }

    /// The measurements of `epochs` epochs.
    static func run(_ trainer: NetworkTrainer, epochs: Int = 3) throws -> [EpochMeasurement] {
        try (0..<epochs).map { _ in try #require(try trainer.trainEpoch()) }
    }

    @Test(
        "a network learns, with every optimizer",
        arguments: [
            OptimizerDescription.sgd(SGD(learningRate: 0.3)), .momentum(Momentum(learningRate: 0.05)),
            .momentum(Momentum(learningRate: 0.05, nesterov: true)), .adam(Adam(learningRate: 0.02)),
            .adamW(AdamW(learningRate: 0.02)), .rmsProp(RMSProp(learningRate: 0.005)),
            .adagrad(Adagrad(learningRate: 0.1)),
        ])
    func learning(optimizer: OptimizerDescription) throws {
        let trainer = try Self.trainer(Self.description(optimizer))
        let start = try trainer.evaluate(Self.data.training, part: .training)
        let epochs = try Self.run(trainer, epochs: 20)
        #expect(epochs.map(\.epoch) == Array(1...20))
        #expect(try #require(epochs.last?.fullTraining).loss < start.loss / 4)
        #expect(try #require(epochs.last?.validation?.accuracy) > 0.65)
    }

    @Test("the same seed gives the same bits, another seed others")
    func determinism() throws {
        let first = try Self.run(Self.trainer())
        #expect(try Self.run(Self.trainer()) == first)
        #expect(try Self.run(Self.trainer(seed: 10)) != first)
    }

    @Test("each epoch takes every row once, in an order of its own")
    func order() throws {
        let trainer = try Self.trainer()
        let first = trainer.epochOrder()
        #expect(first.sorted() == (0..<203).map { Int32($0) })
        #expect(first == trainer.epochOrder())
        _ = try trainer.trainEpoch()
        #expect(trainer.epochOrder() != first)
    }

    @Test("evaluation measures what the tracking asks for, and its bits add up to the accuracy")
    func evaluation() throws {
        let trainer = try Self.trainer()
        let epoch = try Self.run(trainer, epochs: 1)[0]
        #expect(epoch.validation == (try trainer.evaluate(try #require(Self.data.validation))))
        #expect(epoch.test == (try trainer.evaluate(try #require(Self.data.test))))
        #expect(epoch.fullTraining == (try trainer.evaluate(Self.data.training)))
        let validation = try #require(epoch.validation)
        #expect(validation.correct.count == 10)
        #expect(
            validation.correct.reduce(0) { $0 + $1.nonzeroBitCount }
                == Int((try #require(validation.accuracy) * 77).rounded()))
        #expect(validation.correct[9] >> 5 == 0)

        var plain = Self.description()
        plain.tracking = Tracking()
        let untracked = try Self.run(
            Self.trainer(plain, data: TrainingData(training: Self.data.training)), epochs: 1)[0]
        #expect(untracked.validation == nil && untracked.test == nil && untracked.fullTraining == nil)
        #expect(untracked.trainingLoss == epoch.trainingLoss)
    }

    @Test("an evaluation over several chunks equals the mean over its rows")
    func chunks() throws {
        let trainer = try Self.trainer()
        let rows = trainer.plan.layout.evaluationRows + 100
        let table = makeExamples(rows: rows, features: 12, classes: 4, seed: 6)
        let whole = try trainer.evaluate(table)
        let parts = try [0..<500, 500..<rows].map { (try trainer.evaluate(table.part($0)), $0.count) }
        let mean = parts.reduce(0) { $0 + $1.0.loss * Double($1.1) } / Double(rows)
        #expect(abs(whole.loss / mean - 1) < 1e-6)
        for row in 0..<rows {
            let (part, index) = row < 500 ? (parts[0].0, row) : (parts[1].0, row - 500)
            #expect(whole.correct[row / 8] >> (row % 8) & 1 == part.correct[index / 8] >> (index % 8) & 1)
        }
    }

    @Test("a network of no epochs is its initialization, which can be evaluated")
    func noEpochs() throws {
        var description = Self.description()
        description.epochs = 0
        description.initialization = Initialization(weights: .constant(0), biases: .zero)
        let trainer = try Self.trainer(description)
        let evaluation = try trainer.evaluate(try #require(Self.data.test))
        #expect(abs(evaluation.loss - 1.386_294_4) < 1e-6)
        #expect(trainer.parameterCount == 12 * 16 + 16 + 32 + 16 * 8 + 8 + 16 + 8 * 4 + 4)
    }

    @Test("an evaluation of nothing is not a number")
    func nothing() throws {
        let evaluation = try Self.trainer().evaluate(Self.data.training.part(0..<0))
        #expect(evaluation.loss.isNaN && evaluation.accuracy?.isNaN == true && evaluation.correct.isEmpty)
    }

    @Test("full batches and batches of one train; the whole epoch is one step, or one step a row")
    func batchSizes() throws {
        for (size, steps) in [(BatchSize.full, 1), (.rows(1), 203), (.rows(203), 1), (.rows(100), 3)] {
            let trainer = try Self.trainer(
                .small([.dense(outputs: 4)], optimizer: .sgd(SGD(learningRate: 0.05)), batch: size))
            let epoch = try #require(try trainer.trainEpoch())
            #expect(trainer.network.step == steps)
            #expect(epoch.trainingLoss.isFinite)
        }
    }

    @Test("a network that learns nothing is evaluated all the same")
    func nothingToLearn() throws {
        let table = makeExamples(rows: 20, features: 4, classes: 4)
        let trainer = try Self.trainer(.small([.relu]), data: TrainingData(training: table))
        let epoch = try #require(try trainer.trainEpoch())
        #expect(trainer.parameterCount == 0)
        #expect(epoch.trainingLoss > 0 && epoch.trainingLoss < 1.4)
    }

    @Test("a loss that is not finite ends the epoch and is told")
    func divergence() throws {
        let trainer = try Self.trainer(.small([.dense(outputs: 4)], optimizer: .sgd(SGD(learningRate: 1e38))))
        let epoch = try #require(try trainer.trainEpoch())
        #expect(epoch.isDiverged)
        #expect(epoch.epoch == 1)
        #expect(!epoch.trainingLoss.isFinite)
        #expect(epoch.validation == nil)
        #expect(trainer.network.step < 26)
        #expect(try #require(try trainer.trainEpoch()).isDiverged)
    }

    @Test("stopped in the middle of an epoch, the trainer carries on as though it had not been")
    func stopping() throws {
        let expected = try Self.run(Self.trainer())
        let trainer = try Self.trainer()
        var epochs: [EpochMeasurement] = []
        var stops = 0
        while epochs.count < 3 {
            var batches = 0
            let measurement = try trainer.trainEpoch {
                batches += 1
                return batches > 4
            }
            if let measurement { epochs.append(measurement) } else { stops += 1 }
        }
        #expect(epochs == expected)
        #expect(stops == 15)
    }

    @Test("a trainer restored from a checkpoint carries on with the same bits", arguments: [0, 7])
    func checkpoints(batches: Int) throws {
        for optimizer in [
            OptimizerDescription.sgd(SGD(learningRate: 0.2)), .momentum(Momentum(learningRate: 0.1)),
            .adam(Adam(learningRate: 0.01)),
        ] {
            let original = try Self.trainer(Self.description(optimizer))
            _ = try original.trainEpoch()
            var count = 0
            _ = try original.trainEpoch {
                count += 1
                return count > batches
            }
            let copy = try Self.trainer(Self.description(optimizer))
            try copy.restore(original.checkpoint())
            #expect(try Self.run(copy) == (try Self.run(original)))
        }
    }

    @Test("a checkpoint of another network or another seed is refused")
    func foreignCheckpoint() throws {
        let checkpoint = try Self.trainer().checkpoint()
        let other = try Self.trainer(.small([.dense(outputs: 4)]))
        #expect(throws: NetworkError.checkpointDoesNotFit) { try other.restore(checkpoint) }
        #expect(throws: NetworkError.checkpointDoesNotFit) { try Self.trainer(seed: 1).restore(checkpoint) }
    }

    @Test("an epoch's seconds are those of its training, by the clock that is given")
    func clock() throws {
        let readings = Mutex(0)
        let trainer = try NetworkTrainer(Self.description(), data: Self.data, seed: 1) {
            readings.withLock {
                $0 += 1
                return Double($0 * $0)
            }
        }
        // Read twice an epoch: 4 − 1, then 16 − 9.
        #expect(try Self.run(trainer, epochs: 2).map(\.seconds) == [3, 7])
    }
}
