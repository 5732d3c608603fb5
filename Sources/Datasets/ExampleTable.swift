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
    public let features: Features
    public let targets: Targets
    /// Per-feature shift and factor, `(x − shift) · factor`, when the data set is standardized; both of `featureCount`.
    public let standardization: (shift: [Float], factor: [Float])?
    /// Whatever owns the memory behind `features`.
    let owner: AnyObject

    /// The number of features of one example: the product of `shape`.
    public let featureCount: Int

    /// - Parameter owner: keeps the memory behind `features` alive for as long as the table.
    public init(
        rows: Int, shape: [Int], features: Features, targets: Targets,
        standardization: (shift: [Float], factor: [Float])? = nil, owner: AnyObject
    ) {
        self.rows = rows
        self.shape = shape
        featureCount = shape.reduce(1, *)
        self.features = features
        self.targets = targets
        self.standardization = standardization
        self.owner = owner
    }

    /// The examples `range` as a table of their own, over the same memory.
    public func part(_ range: Range<Int>) -> ExampleTable {
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

    /// Writes the features of the rows `indices`, in that order, into `destination`
    /// (`indices.count × featureCount`, row-major). Allocates nothing.
    public func gather(_ indices: UnsafeBufferPointer<Int32>, into destination: UnsafeMutablePointer<Float>) {
        let width = featureCount
        for (position, row) in indices.enumerated() {
            copyRow(Int(row), width: width, into: destination + position * width)
        }
    }

    /// Writes the features of consecutive rows into `destination` (`range.count × featureCount`). Allocates nothing.
    public func copy(rows range: Range<Int>, into destination: UnsafeMutablePointer<Float>) {
        let width = featureCount
        for (position, row) in range.enumerated() {
            copyRow(row, width: width, into: destination + position * width)
        }
    }

    @inline(__always)
    private func copyRow(_ row: Int, width: Int, into destination: UnsafeMutablePointer<Float>) {
        switch features {
        case .bytes(let pointer, let scale):
            let source = pointer + row * width
            for column in 0..<width { destination[column] = Float(source[column]) * scale }
        case .reals(let pointer):
            destination.update(from: pointer + row * width, count: width)
        }
        if let standardization {
            standardization.shift.withUnsafeBufferPointer { shift in
                standardization.factor.withUnsafeBufferPointer { factor in
                    for column in 0..<width { destination[column] = (destination[column] - shift[column]) * factor[column] }
                }
            }
        }
    }
}
