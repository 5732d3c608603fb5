import Datasets
import Optimizers
import Testing

@testable import Networks

@Suite("Options of training")
struct TrainingOptionTests {
    static let layers: [LayerDescription] = [
        .dense(outputs: 9), .batchNormalization, .relu, .dropout(0.2), .dense(outputs: 5), .tanh, .dense(outputs: 4),
    ]
    static let table = makeExamples(rows: 61, features: 6, classes: 4)

    static func trainer(_ description: NetworkDescription, validation: ExampleTable? = nil) throws -> NetworkTrainer {
        try NetworkTrainer(
            description, data: TrainingData(training: table, validation: validation), seed: 4, secondsNow: { 0 })
    }

    @Test("gradient norms are those of the epoch's first batch, and tracking them changes nothing else")
    func gradientNorms() throws {
        let tracking = Tracking(gradientNorms: true)
        for optimizer in [OptimizerDescription.sgd(SGD(learningRate: 0.1)), .adam(Adam(learningRate: 0.01))] {
            let plain = try Self.trainer(.small(Self.layers, optimizer: optimizer))
            let tracked = try Self.trainer(.small(Self.layers, optimizer: optimizer, tracking: tracking))
            let reference = try Self.trainer(.small(Self.layers, optimizer: .adam(Adam(learningRate: 0.01))))

            let first = tracked.epochOrder().prefix(8)
            let row = UnsafeMutablePointer<Float>.allocate(capacity: 48)
            defer { row.deallocate() }
            Array(first).withUnsafeBufferPointer { Self.table.gather($0, into: row) }
            guard case .classes(let labels, _) = Self.table.targets else { return }
            reference.network.setBatch(
                Array(UnsafeBufferPointer(start: row, count: 48)), labels: first.map { labels[Int($0)] })
            reference.network.position = BatchPosition(seed: 4, epoch: 1, row: 0)
            let gradients = reference.network.gradients(rows: 8).gradients
            let expected = [0, 4, 6].map { number in
                gradients[number].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            }

            let epochs = try [tracked.trainEpoch(), tracked.trainEpoch()].compactMap { $0 }
            #expect(epochs[0].gradientNorms.count == 3)
            for (norm, expected) in zip(epochs[0].gradientNorms, expected) { #expect(abs(norm / expected - 1) < 1e-5) }
            #expect(epochs[1].gradientNorms != epochs[0].gradientNorms)
            let others = try [plain.trainEpoch(), plain.trainEpoch()].compactMap { $0 }
            #expect(others.map(\.trainingLoss) == epochs.map(\.trainingLoss))
            #expect(others.allSatisfy { $0.gradientNorms.isEmpty })
        }
    }

    @Test("by class, the rows come in the order of their classes, shuffled within them, the same in every epoch")
    func byClass() throws {
        guard case .classes(let labels, _) = Self.table.targets else { return }
        let trainer = try Self.trainer(.small(Self.layers, batch: .rows(7), order: .byClass))
        let order = trainer.epochOrder()
        #expect(order.sorted() == (0..<61).map { Int32($0) })
        let classes = order.map { labels[Int($0)] }
        #expect(classes == classes.sorted())
        let unshuffled = Self.table.rowsByClass()
        #expect(order != unshuffled)
        _ = try trainer.trainEpoch()
        #expect(trainer.epochOrder() == order)
        let other = try NetworkTrainer(
            .small(Self.layers, batch: .rows(7), order: .byClass), data: TrainingData(training: Self.table), seed: 5)
        #expect(other.epochOrder() != order)
    }

    @Test("the learning rate follows its schedule by epochs or by steps")
    func schedule() throws {
        let byEpoch = try Self.trainer(
            .small(
                Self.layers, optimizer: .sgd(SGD(learningRate: 1)),
                schedule: LearningRateSchedule(.step(every: 1, factor: 0.5)), epochs: 3))
        #expect(byEpoch.learningRate == 1)
        _ = try byEpoch.trainEpoch()
        #expect(byEpoch.learningRate == 0.5)
        let byStep = try Self.trainer(
            .small(
                Self.layers, optimizer: .sgd(SGD(learningRate: 1)),
                schedule: LearningRateSchedule(.cosine(minimum: 0), period: .step), epochs: 2))
        _ = try byStep.trainEpoch()
        // Eight batches of sixteen: half the way.
        #expect(abs(byStep.learningRate - 0.5) < 1e-12)
    }

    @Test("numbers are predicted: the loss falls, R² nears 1, nothing counts as right or wrong")
    func regression() throws {
        let validation = makeNumbers(rows: 50, features: 5, seed: 4)
        let trainer = try NetworkTrainer(
            .small([.dense(outputs: 16), .tanh, .dense(outputs: 1)], epochs: 60),
            data: TrainingData(training: makeNumbers(rows: 200, features: 5), validation: validation), seed: 1)
        let before = try trainer.evaluate(validation)
        var last: EpochMeasurement?
        for _ in 0..<60 { last = try trainer.trainEpoch() }
        let epoch = try #require(last)
        #expect(epoch.trainingAccuracy == nil)
        let evaluation = try #require(epoch.validation)
        #expect(evaluation.accuracy == nil && evaluation.correct.isEmpty)
        #expect(evaluation.loss < before.loss / 10)
        #expect(try #require(evaluation.r2) > 0.9)
        guard case .numbers(let numbers) = validation.targets else { return }
        let mean = numbers.reduce(0, +) / 50
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50
        #expect(abs(try #require(evaluation.r2) - (1 - evaluation.loss / Double(variance))) < 1e-5)
    }

    @Test("R² of numbers that are all the same is not a number")
    func constantNumbers() {
        #expect(coefficientOfDetermination(squaredErrors: 1, targets: [2, 2, 2]).isNaN)
        #expect(coefficientOfDetermination(squaredErrors: 1, targets: [1, 3]) == 0.5)
    }

    @Test("one output on two classes is right on its side of a half")
    func binary() throws {
        let table = makeTable([-2, -1, 1, 2], shape: [1], labels: [0, 1, 1, 0], classes: 2)
        let trainer = try NetworkTrainer(
            .small([.dense(outputs: 1), .sigmoid], loss: .meanSquaredError, batch: .full),
            data: TrainingData(training: table), seed: 1)
        trainer.network.setParameters([[100], [0]])
        let evaluation = try trainer.evaluate(table)
        #expect(evaluation.accuracy == 0.5)
        #expect(evaluation.correct == [0b0101])
        #expect(abs(evaluation.loss - 0.5) < 1e-6)
    }

    /// Measurements with nothing but a validation loss and accuracy.
    static func epochs(_ values: [(loss: Double, accuracy: Double)]) -> [EpochMeasurement] {
        values.enumerated().map { index, value in
            EpochMeasurement(
                epoch: index + 1, trainingLoss: 0, trainingAccuracy: 0, fullTraining: nil,
                validation: Evaluation(loss: value.loss, accuracy: value.accuracy, r2: nil, correct: []), test: nil,
                gradientNorms: [], seconds: 0, isDiverged: false)
        }
    }

    @Test("the best epoch is the first with the best value; patience counts the epochs since")
    func selection() {
        let epochs = Self.epochs([(3, 0.2), (2, 0.5), (2.5, 0.5), (.nan, 0.4), (1, 0.1)])
        var byLoss = EpochSelector(
            Selection(earlyStopping: EarlyStopping(patience: 2), metric: .loss), usual: .accuracy)
        #expect(epochs.map { byLoss.record($0) } == [true, true, false, false, true])
        var byAccuracy = EpochSelector(Selection(earlyStopping: EarlyStopping(patience: 2)), usual: .accuracy)
        var exhausted: [Bool] = []
        for epoch in epochs {
            _ = byAccuracy.record(epoch)
            exhausted.append(byAccuracy.isExhausted)
        }
        #expect(exhausted == [false, false, false, true, true])
        var notANumberFirst = EpochSelector(Selection(), usual: .loss)
        #expect(Self.epochs([(.nan, 0), (7, 0)]).map { notANumberFirst.record($0) } == [true, true])
        #expect(!notANumberFirst.isExhausted)
    }
}
