import Datasets
import Optimizers
import Testing

@testable import Networks

@Suite("What a network refuses")
struct NetworkErrorTests {
    static let table = makeExamples(rows: 21, features: 6, classes: 3)

    /// The sentence with which a trainer is refused, if it is.
    static func sentence(
        _ layers: [LayerDescription] = [.dense(outputs: 3)], loss: LossDescription? = nil,
        optimizer: OptimizerDescription = .sgd(SGD(learningRate: 0.1)), batch: BatchSize = .rows(5), epochs: Int = 1,
        clipNorm: Double? = nil, schedule: LearningRateSchedule = LearningRateSchedule(),
        order: ExampleOrder = .shuffled, selection: Selection = Selection(), training: ExampleTable = table,
        validation: ExampleTable? = nil, test: ExampleTable? = nil
    ) -> String? {
        do throws(NetworkError) {
            _ = try NetworkTrainer(
                .small(
                    layers, loss: loss, optimizer: optimizer, schedule: schedule, clipNorm: clipNorm, batch: batch,
                    epochs: epochs, order: order, selection: selection),
                data: TrainingData(training: training, validation: validation, test: test), seed: 1)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("a sound network is not refused; empty parts count as none")
    func sound() {
        #expect(Self.sentence() == nil)
        #expect(Self.sentence(validation: Self.table.part(0..<0), test: Self.table.part(0..<0)) == nil)
        #expect(Self.sentence(epochs: 0) == nil)
    }

    @Test("layers")
    func layers() {
        #expect(Self.sentence([]) == "a network needs at least one layer")
        #expect(
            Self.sentence([.dense(outputs: 4), .relu, .dense(outputs: 0)])
                == "layer 3: a dense layer needs at least one unit (got 0)")
        #expect(Self.sentence([.dense(outputs: -7)]) == "layer 1: a dense layer needs at least one unit (got -7)")
        #expect(
            Self.sentence([.dense(outputs: 4)]) == "the last layer gives 4 outputs, but the data set has 3 classes")
    }

    @Test("batches and epochs")
    func batches() {
        #expect(
            Self.sentence(batch: .rows(22))
                == "batch_size 22 is larger than the training part, which has 21 rows")
        #expect(Self.sentence(batch: .rows(0)) == "batch_size must be at least 1 (got 0)")
        #expect(Self.sentence(batch: .rows(-3)) == "batch_size must be at least 1 (got -3)")
        #expect(Self.sentence(epochs: -1) == "epochs must not be negative (got -1)")
        #expect(Self.sentence(training: Self.table.part(3..<3)) == "the training part has no rows")
    }

    @Test("batch normalization of one row")
    func normalization() {
        let layers: [LayerDescription] = [.batchNormalization, .dense(outputs: 3)]
        #expect(
            Self.sentence(layers, batch: .rows(1))
                == "batch normalization needs at least two rows in a batch (batch_size is 1)")
        #expect(
            Self.sentence(layers, batch: .rows(5))
                == "batch normalization needs at least two rows in a batch, but 21 rows in batches of 5 leave a last "
                + "batch of one; choose another batch_size, or one training row more or less")
        #expect(Self.sentence(layers, batch: .rows(7)) == nil)
        #expect(Self.sentence(layers, batch: .full) == nil)
    }

    @Test("targets")
    func targets() {
        let features = [Float](repeating: 0, count: 126)
        #expect(
            Self.sentence(training: makeTable([], shape: [0], labels: [0, 1, 2, 0, 1], classes: 3))
                == "the training part has no features")
        let wrong = makeTable(features, shape: [6], labels: (0..<21).map { Int32($0 == 4 ? 3 : 1) }, classes: 3)
        #expect(
            Self.sentence(training: wrong)
                == "row 4 of the training part has the label 3; the labels of 3 classes are 0 to 2")
        let negative = makeTable(features, shape: [6], labels: (0..<21).map { Int32($0 == 0 ? -1 : 1) }, classes: 3)
        #expect(
            Self.sentence(test: negative)
                == "row 0 of the test part has the label -1; the labels of 3 classes are 0 to 2")
        let four = makeTable(features, shape: [6], labels: [Int32](repeating: 0, count: 21), classes: 4)
        #expect(Self.sentence(validation: four) == "the validation part has 4 classes, the training part 3")
        let owner = FeatureArray(features)
        let numbers = ExampleTable(
            rows: 21, shape: [6], features: .reals(UnsafePointer(owner.memory.baseAddress!)),
            targets: .numbers([Float](repeating: 0, count: 21)), owner: owner)
        #expect(Self.sentence([.dense(outputs: 1)], training: numbers) == nil)
        #expect(
            Self.sentence(training: numbers) == "the last layer gives 3 outputs, but there is one number to predict")
        #expect(
            Self.sentence([.dense(outputs: 1)], training: numbers, validation: Self.table)
                == "the validation part has classes as targets, the training part numbers")
        #expect(
            Self.sentence(validation: numbers)
                == "cross_entropy needs class labels, but the validation part has numbers as targets")
        #expect(
            Self.sentence([.dense(outputs: 1)], order: .byClass, training: numbers)
                == "order: by_class needs class labels, but the targets are numbers")
        #expect(
            Self.sentence(loss: .crossEntropy, training: numbers)
                == "cross_entropy needs class labels, but the training part has numbers as targets")
    }

    @Test("outputs and the squared error")
    func squaredError() {
        #expect(Self.sentence(loss: .meanSquaredError) == nil)
        #expect(
            Self.sentence([.dense(outputs: 1)], loss: .meanSquaredError)
                == "the last layer gives 1 outputs, but the data set has 3 classes")
    }

    @Test("layers that need images, and settings that leave nothing of them")
    func images() {
        func sentence(_ layer: LayerDescription, shape: [Int] = [1, 2, 3]) -> String? {
            Self.sentence(
                [layer, .dense(outputs: 3)],
                training: makeExamples(rows: 21, features: 6, classes: 3, shape: shape))
        }
        #expect(sentence(.convolution(Convolution(channels: 2, kernel: 2))) == nil)
        #expect(
            sentence(.convolution(Convolution(channels: 2, kernel: 2)), shape: [6])
                == "layer 1: conv needs images, but 6 features in a row come in; put it before flatten and dense, and "
                + "give a table's rows a shape: [channels, height, width] under 'data'")
        #expect(
            sentence(.maximumPooling(Pooling(size: 2)), shape: [6])?.hasPrefix("layer 1: max_pool needs images") == true
        )
        #expect(
            sentence(.convolution(Convolution(channels: 2, kernel: 3)))
                == "layer 1: a kernel of 3×3 does not fit into an image of 2×3")
        #expect(
            sentence(.convolution(Convolution(channels: 2, kernel: 5, padding: 1)))
                == "layer 1: a kernel of 5×5 does not fit into an image of 2×3 with a padding of 1")
        #expect(
            sentence(.averagePooling(Pooling(size: 3)))
                == "layer 1: avg_pool over 3×3 leaves nothing of an image of 2×3")
        #expect(
            sentence(.convolution(Convolution(channels: 0, kernel: 1)))
                == "layer 1: the channels of conv must be at least 1 (got 0)")
        #expect(
            sentence(.convolution(Convolution(channels: 1, kernel: 1, padding: -1)))
                == "layer 1: the padding of conv must be at least 0 (got -1)")
        #expect(
            sentence(.maximumPooling(Pooling(size: 1, stride: 0)))
                == "layer 1: the stride of max_pool must be at least 1 (got 0)")
        #expect(
            sentence(.dropout(1)) == "layer 1: dropout must be a number from 0 to below 1 (got 1.0)")
        #expect(
            sentence(.convolution(Convolution(channels: 1 << 24, kernel: 1 << 20, padding: 1 << 22)))
                == "the network is too large: its size in bytes does not fit into 64 bits")
        #expect(Self.sentence([.flatten]) == "the last layer gives 6 outputs, but the data set has 3 classes")
        #expect(
            Self.sentence([.flatten], training: makeExamples(rows: 21, features: 3, classes: 3))
                == "a network needs at least one layer")
    }

    @Test("clipping, schedules and the choice of an epoch")
    func options() {
        #expect(Self.sentence(clipNorm: 0) == "clip_norm must be a finite number above 0 (got 0.0)")
        #expect(
            Self.sentence(schedule: LearningRateSchedule(.step(every: 0, factor: 1)))
                == "every must be at least 1 (got 0)")
        #expect(
            Self.sentence(selection: Selection(reportedEpoch: .best))
                == "report: best_epoch goes by the validation part, which has no rows")
        let stopping = Selection(earlyStopping: EarlyStopping(patience: 1))
        #expect(
            Self.sentence(selection: stopping, validation: Self.table.part(0..<0))
                == "early_stopping goes by the validation part, which has no rows")
        #expect(Self.sentence(selection: stopping, validation: Self.table) == nil)
        #expect(
            Self.sentence(selection: Selection(earlyStopping: EarlyStopping(patience: 0)))
                == "patience must be at least 1 (got 0)")
        #expect(
            Self.sentence(selection: Selection(metric: .r2))
                == "there is no validation.r2 where the targets are classes")
        #expect(
            Self.sentence(
                [.dense(outputs: 1)], selection: Selection(metric: .accuracy),
                training: makeNumbers(rows: 21, features: 6))
                == "there is no validation.accuracy where the targets are numbers")
    }

    @Test("parts of different shapes")
    func shapes() {
        #expect(
            Self.sentence(test: makeExamples(rows: 4, features: 5, classes: 3))
                == "an example of the test part has the shape [5], one of the training part [6]")
    }

    @Test("settings of the optimizer")
    func optimizer() {
        #expect(
            Self.sentence(optimizer: .sgd(SGD(learningRate: -1)))
                == "learning_rate must be a finite number that is not negative (got -1.0)")
    }

    @Test("sizes that overflow, and networks larger than the machine")
    func sizes() {
        #expect(
            Self.sentence([.dense(outputs: 1 << 40), .dense(outputs: 3)])
                == "the network is too large: its size in bytes does not fit into 64 bits")
        #expect(
            Self.sentence([.dense(outputs: .max), .dense(outputs: .max), .dense(outputs: 3)])
                == "the network is too large: its size in bytes does not fit into 64 bits")
        let huge = Self.sentence([.dense(outputs: 1 << 30), .dense(outputs: 1 << 30), .dense(outputs: 3)])
        #expect(huge?.hasPrefix("the network needs ") == true)
        #expect(
            NetworkError.needsMoreMemory(bytes: 5 << 30, available: (1 << 30) + 1).description
                == "the network needs 5120 MiB of memory, and this machine has 1025 MiB")
        #expect(
            NetworkError.needsMoreThanAllowed(bytes: 5 << 30, limit: (1 << 30) + 1).description
                == "the network needs 5120 MiB of memory, and limits.memory allows 1024 MiB")
        #expect(
            NetworkError.outOfMemory(bytes: 3 << 20).description
                == "the system gave no memory for the network (3 MiB)")
        #expect(
            NetworkError.checkpointDoesNotFit.description
                == "the checkpoint belongs to another network: its size or its seed differs")
    }
}
