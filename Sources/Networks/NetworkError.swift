import Optimizers

/// Why a network cannot be built or trained. Its description is the sentence to show.
public enum NetworkError: Error, Hashable {
    case noLayers
    /// `layer` counts from 1.
    case widthNotPositive(layer: Int, width: Int)
    /// A convolution or pooling of what is no image.
    case needsImages(layer: Int, name: String, shape: [Int])
    case settingTooSmall(layer: Int, name: String, key: String, value: Int, least: Int)
    case kernelLargerThanImage(layer: Int, kernel: Int, height: Int, width: Int, padding: Int)
    case poolingLeavesNothing(layer: Int, name: String, size: Int, height: Int, width: Int)
    case dropoutOutOfRange(layer: Int, probability: Double)
    case outputsDifferFromClasses(outputs: Int, classes: Int)
    case outputsForOneNumber(outputs: Int)
    case noTrainingRows
    case noFeatures
    case batchSizeNotPositive(Int)
    case batchLargerThanData(batch: Int, rows: Int)
    case batchTooSmallForNormalization(batch: Int, rows: Int)
    case negativeEpochs(Int)
    case targetsAreNotClasses(part: DataPart)
    case targetsAreNotNumbers(part: DataPart)
    case classOrderOfNumbers
    case clipNormNotPositive(Double)
    /// `key` is what needs validation rows: `report`, `early_stopping`.
    case nothingToSelectBy(key: String)
    case metricOfOtherTargets(SelectionMetric)
    case patienceNotPositive(Int)
    case labelOutOfRange(part: DataPart, row: Int, label: Int, classes: Int)
    case shapesDiffer(part: DataPart, expected: [Int], found: [Int])
    case classCountsDiffer(part: DataPart, expected: Int, found: Int)
    case optimizer(OptimizerError)
    case tooLarge
    case needsMoreThanAllowed(bytes: Int, limit: Int)
    case needsMoreMemory(bytes: Int, available: Int)
    case outOfMemory(bytes: Int)
    case checkpointDoesNotFit

    /// Whether there is not enough memory for the network, though it is right in itself.
    public var isLackOfMemory: Bool {
        switch self {
        case .needsMoreThanAllowed, .needsMoreMemory, .outOfMemory: true
        default: false
        }
    }
}

/// A part of a data set.
public enum DataPart: String, Sendable, Hashable {
    case training
    case validation
    case test
}

extension NetworkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noLayers:
            "a network needs at least one layer"
        case .widthNotPositive(let layer, let width):
            "layer \(layer): a dense layer needs at least one unit (got \(width))"
        case .needsImages(let layer, let name, let shape):
            "layer \(layer): \(name) needs images, but \(shape.reduce(1, *)) features in a row come in; put it before "
                + "flatten and dense, and give a table's rows a shape: [channels, height, width] under 'data'"
        case .settingTooSmall(let layer, let name, let key, let value, let least):
            "layer \(layer): the \(key) of \(name) must be at least \(least) (got \(value))"
        case .kernelLargerThanImage(let layer, let kernel, let height, let width, let padding):
            "layer \(layer): a kernel of \(kernel)×\(kernel) does not fit into an image of \(height)×\(width)"
                + (padding > 0 ? " with a padding of \(padding)" : "")
        case .poolingLeavesNothing(let layer, let name, let size, let height, let width):
            "layer \(layer): \(name) over \(size)×\(size) leaves nothing of an image of \(height)×\(width)"
        case .dropoutOutOfRange(let layer, let probability):
            "layer \(layer): dropout must be a number from 0 to below 1 (got \(probability))"
        case .outputsDifferFromClasses(let outputs, let classes):
            "the last layer gives \(outputs) outputs, but the data set has \(classes) classes"
        case .outputsForOneNumber(let outputs):
            "the last layer gives \(outputs) outputs, but there is one number to predict"
        case .noTrainingRows:
            "the training part has no rows"
        case .noFeatures:
            "the training part has no features"
        case .batchSizeNotPositive(let batch):
            "batch_size must be at least 1 (got \(batch))"
        case .batchLargerThanData(let batch, let rows):
            "batch_size \(batch) is larger than the training part, which has \(rows) rows"
        case .batchTooSmallForNormalization(let batch, let rows):
            batch == 1
                ? "batch normalization needs at least two rows in a batch (batch_size is 1)"
                : "batch normalization needs at least two rows in a batch, but \(rows) rows in batches of \(batch) leave a "
                    + "last batch of one; choose another batch_size, or one training row more or less"
        case .negativeEpochs(let epochs):
            "epochs must not be negative (got \(epochs))"
        case .targetsAreNotClasses(let part):
            "cross_entropy needs class labels, but the \(part.rawValue) part has numbers as targets"
        case .targetsAreNotNumbers(let part):
            "the \(part.rawValue) part has classes as targets, the training part numbers"
        case .classOrderOfNumbers:
            "order: by_class needs class labels, but the targets are numbers"
        case .clipNormNotPositive(let norm):
            "clip_norm must be a finite number above 0 (got \(norm))"
        case .nothingToSelectBy(let key):
            "\(key == "report" ? "report: best_epoch" : key) goes by the validation part, which has no rows"
        case .metricOfOtherTargets(let metric):
            "there is no \(metric.rawValue) where the targets are \(metric == .r2 ? "classes" : "numbers")"
        case .patienceNotPositive(let patience):
            "patience must be at least 1 (got \(patience))"
        case .labelOutOfRange(let part, let row, let label, let classes):
            "row \(row) of the \(part.rawValue) part has the label \(label); the labels of \(classes) classes are 0 to "
                + "\(classes - 1)"
        case .shapesDiffer(let part, let expected, let found):
            "an example of the \(part.rawValue) part has the shape \(found), one of the training part \(expected)"
        case .classCountsDiffer(let part, let expected, let found):
            "the \(part.rawValue) part has \(found) classes, the training part \(expected)"
        case .optimizer(let error):
            error.description
        case .tooLarge:
            "the network is too large: its size in bytes does not fit into 64 bits"
        case .needsMoreThanAllowed(let bytes, let limit):
            Self.needsMore(bytes, than: limit, allowedBy: "limits.memory")
        case .needsMoreMemory(let bytes, let available):
            "the network needs \(mebibytes(bytes)) of memory, and this machine has \(mebibytes(available))"
        case .outOfMemory(let bytes):
            "the system gave no memory for the network (\(mebibytes(bytes)))"
        case .checkpointDoesNotFit:
            "the checkpoint belongs to another network: its size or its seed differs"
        }
    }
}

extension NetworkError {
    /// The sentence, with the key of the study file that limits the memory.
    public func description(memoryKey: String) -> String {
        guard case .needsMoreThanAllowed(let bytes, let limit) = self else { return description }
        return Self.needsMore(bytes, than: limit, allowedBy: memoryKey)
    }

    fileprivate static func needsMore(_ bytes: Int, than limit: Int, allowedBy key: String) -> String {
        "the network needs \(mebibytes(bytes)) of memory, and \(key) allows \(limit >> 20) MiB"
    }
}

private func mebibytes(_ bytes: Int) -> String { "\((bytes >> 20) + (bytes & 0xFFFFF == 0 ? 0 : 1)) MiB" }
