/// `sums[column] = Σ over rows of matrix[row, column]`; `matrix` is `rows × columns`, row-major.
///
/// Four rows at a time, and blocks of 256 rows apart from each other: the rounding error grows with the number of blocks,
/// not of rows. `scratch` holds `columns` values.
public func columnSums(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
) {
    forEachBlock(of: rows, columns: columns, into: sums, scratch: scratch) { first, count, partial in
        addRows(matrix + first * columns, rows: count, columns: columns, into: partial)
    }
}

/// `destination = scale · source + keep · destination`; with `keep` 0 the old `destination` is not read.
public func combine(
    _ source: UnsafePointer<Float>, scale: Float, into destination: UnsafeMutablePointer<Float>, keep: Float, count: Int
) {
    if keep == 0 {
        for index in 0..<count { destination[index] = scale * source[index] }
    } else {
        for index in 0..<count { destination[index] = scale * source[index] + keep * destination[index] }
    }
}

/// The number of rows that are summed before their sum joins the others.
private let blockRows = 256

/// Calls `add(first row, rows, partial)` for each block of rows, which adds to `partial`, and adds the partial sums up.
@inline(__always)
func forEachBlock(
    of rows: Int, columns: Int, into sums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    _ add: (_ first: Int, _ count: Int, _ partial: UnsafeMutablePointer<Float>) -> Void
) {
    sums.update(repeating: 0, count: columns)
    add(0, min(rows, blockRows), sums)
    var first = blockRows
    while first < rows {
        scratch.update(repeating: 0, count: columns)
        add(first, min(blockRows, rows - first), scratch)
        for column in 0..<columns { sums[column] += scratch[column] }
        first += blockRows
    }
}

/// Adds each row of `matrix` to `sums`, four at a time.
@inline(__always)
private func addRows(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Float>
) {
    var row = 0
    while row + 4 <= rows {
        let first = matrix + row * columns
        let second = first + columns
        let third = second + columns
        let fourth = third + columns
        for column in 0..<columns {
            sums[column] += (first[column] + second[column]) + (third[column] + fourth[column])
        }
        row += 4
    }
    while row < rows {
        let values = matrix + row * columns
        for column in 0..<columns { sums[column] += values[column] }
        row += 1
    }
}
