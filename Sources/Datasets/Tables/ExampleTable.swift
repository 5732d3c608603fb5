/// A table of examples: one row of features and one target each. Immutable, and shared freely between threads.
///
/// The features stay as they came, 8-bit pixels mapped from a file or 32-bit reals, and become `Float` only as they are
/// copied into a batch. A part of a data set is a view (`part(_:)`) of the same memory.
public final class ExampleTable: @unchecked Sendable {
    /// Row-major features, `rows × featureCount`.
    public enum Features {
        /// 8-bit values; a feature is `scale · byte`.
        case bytes(UnsafePointer<UInt8>, scale: Float)
        /// Features as they are.
        case reals(UnsafePointer<Float>)
    }

    /// What a row is to be mapped to.
    public enum Targets: Sendable {
        /// A class index in `0..<count` for each row.
        case classes([Int32], count: Int)
        /// A number for each row.
        case numbers([Float])
    }

    /// The number of examples.
    public let rows: Int
    /// The shape of one example: `[features]`, or `[channels, height, width]`.
    public let shape: [Int]
    /// The number of features of one example: the product of `shape`.
    public let featureCount: Int
    public let features: Features
    public let targets: Targets
    /// Per-feature shift and factor, `(x − shift) · factor`, when the data set is standardized; both of `featureCount`.
    public let standardization: (shift: [Float], factor: [Float])?
    /// Whatever owns the memory behind `features`.
    let owner: AnyObject

    /// - Parameter owner: keeps the memory behind `features` alive for as long as the table.
    public init(
        rows: Int, shape: [Int], features: Features, targets: Targets,
        standardization: (shift: [Float], factor: [Float])? = nil, owner: AnyObject
    ) {
        let featureCount = shape.reduce(1, *)
        if let standardization {
            precondition(
                standardization.shift.count == featureCount && standardization.factor.count == featureCount,
                "a shift and a factor for each feature")
        }
        self.rows = rows
        self.shape = shape
        self.featureCount = featureCount
        self.features = features
        self.targets = targets
        self.standardization = standardization
        self.owner = owner
    }

    /// The examples `range` as a table of their own, over the same memory.
    public func part(_ range: Range<Int>) -> ExampleTable {
        part(range, standardization: standardization)
    }

    /// The examples `range`, with a standardization of their own.
    func part(_ range: Range<Int>, standardization: (shift: [Float], factor: [Float])?) -> ExampleTable {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "a part lies within its table")
        let offset = range.lowerBound * featureCount
        let features: Features =
            switch self.features {
            case .bytes(let pointer, let scale): .bytes(pointer + offset, scale: scale)
            case .reals(let pointer): .reals(pointer + offset)
            }
        let targets: Targets =
            switch self.targets {
            case .classes(let labels, let count): .classes(Array(labels[range]), count: count)
            case .numbers(let numbers): .numbers(Array(numbers[range]))
            }
        return ExampleTable(
            rows: range.count, shape: shape, features: features, targets: targets, standardization: standardization,
            owner: owner)
    }
}
