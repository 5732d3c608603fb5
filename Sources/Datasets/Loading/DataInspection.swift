/// What a request would give, without loading it.
public struct DataInspection: Hashable, Sendable {
    /// The data set's name, or the CSV file's.
    public let name: String
    public let size: DatasetSize
    public let counts: SplitCounts
    /// False where no file is here and the size is the published one.
    public let isExact: Bool
}

extension DataInspection: CustomStringConvertible {
    /// One line, without a full stop.
    public var description: String {
        "\(name): \(counts.train.grouped) to train, \(counts.validation.grouped) to validate, \(counts.test.grouped) held"
            + " out; \(size.shape.shapeText)\(size.shape.count > 1 ? "" : size.shape == [1] ? " feature" : " features"), "
            + (size.classCount == 0 ? "a number to predict" : "\(size.classCount) classes")
    }
}
