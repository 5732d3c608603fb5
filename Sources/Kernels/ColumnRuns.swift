/// The columns of a matrix that are not zero in every row, as runs of neighbours.
///
/// A product over the other columns adds nothing but zeros: images with an empty border lose a third of their columns in a
/// batch of a hundred, and the products as much of their time.
public struct ColumnRuns {
    /// The number of runs, how many columns they hold, and each run's first column and length.
    private let storage: UnsafeMutablePointer<Int32>

    /// - Parameter storage: as many numbers as `storageCount(columns:)`; it keeps what `find` found.
    public init(storage: UnsafeMutablePointer<Int32>) { self.storage = storage }

    /// How many numbers the runs take.
    public static func storageCount(columns: Int) -> Int { 2 + columns + 1 }

    /// The number of columns in the runs.
    public var columns: Int { Int(storage[1]) }

    /// Gaps of fewer columns stay in a run: to leave them out would cost more than to compute them.
    private static let shortestGap = 4
    /// The rows after which a matrix with few empty columns is given up.
    private static let trialRows = 8

    /// Finds the runs, unless they hold more than seven eighths of the columns: then they are empty.
    /// - Parameters:
    ///   - matrix: `rows × columns`.
    ///   - scratch: `columns` numbers.
    /// - Returns: whether there are any.
    public func find(
        in matrix: UnsafePointer<Float>, rows: Int, columns: Int, scratch: UnsafeMutablePointer<Float>
    ) -> Bool {
        (storage[0], storage[1]) = (0, 0)
        return scratch.withMemoryRebound(to: UInt32.self, capacity: columns) { seen in
            seen.update(repeating: 0, count: columns)
            return matrix.withMemoryRebound(to: UInt32.self, capacity: rows * columns) { bits in
                for row in 0..<min(rows, Self.trialRows) { join(bits + row * columns, to: seen, count: columns) }
                guard isWorthwhile(seen, columns: columns) else { return false }
                for row in min(rows, Self.trialRows)..<rows {
                    join(bits + row * columns, to: seen, count: columns)
                }
                guard isWorthwhile(seen, columns: columns) else { return false }
                collect(seen, columns: columns)
                return true
            }
        }
    }

    private func join(_ row: UnsafePointer<UInt32>, to seen: UnsafeMutablePointer<UInt32>, count: Int) {
        for column in 0..<count { seen[column] |= row[column] }
    }

    private func isWorthwhile(_ seen: UnsafePointer<UInt32>, columns: Int) -> Bool {
        var empty = 0
        for column in 0..<columns where seen[column] == 0 { empty += 1 }
        return empty * 8 >= columns && empty < columns
    }

    private func collect(_ seen: UnsafePointer<UInt32>, columns: Int) {
        var (count, total, column) = (0, 0, 0)
        while column < columns {
            guard seen[column] != 0 else {
                column += 1
                continue
            }
            let first = column
            var end = column + 1
            column += 1
            while column < columns, column - end < Self.shortestGap {
                if seen[column] != 0 { end = column + 1 }
                column += 1
            }
            storage[2 + 2 * count] = Int32(first)
            storage[3 + 2 * count] = Int32(end - first)
            count += 1
            total += end - first
        }
        (storage[0], storage[1]) = (Int32(count), Int32(total))
    }

    /// Copies the runs' columns of a matrix so that they lie without gaps, `rows × self.columns`.
    public func pack(
        _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, into packed: UnsafeMutablePointer<Float>
    ) {
        var target = packed
        for row in 0..<rows {
            let source = matrix + row * columns
            forEachRun { first, length in
                copyShort(source + first, to: target, count: length)
                target += length
            }
        }
    }

    /// Copies one packed row back to where its columns were; leaves the others as they are.
    public func unpack(_ packed: UnsafePointer<Float>, into row: UnsafeMutablePointer<Float>) {
        var source = packed
        forEachRun { first, length in
            copyShort(source, to: row + first, count: length)
            source += length
        }
    }

    @inline(__always)
    private func forEachRun(_ body: (_ first: Int, _ length: Int) -> Void) {
        for run in 0..<Int(storage[0]) { body(Int(storage[2 + 2 * run]), Int(storage[3 + 2 * run])) }
    }
}
