/// Adds `bias` (`columns`) to each row of `matrix` (`rows × columns`).
public func addBias(_ bias: UnsafePointer<Float>, to matrix: UnsafeMutablePointer<Float>, rows: Int, columns: Int) {
    for row in 0..<rows {
        let values = matrix + row * columns
        for column in 0..<columns { values[column] += bias[column] }
    }
}

/// Adds `bias` to each row and rectifies, in one pass.
public func addBiasAndRectify(
    _ bias: UnsafePointer<Float>, to matrix: UnsafeMutablePointer<Float>, rows: Int, columns: Int
) {
    for row in 0..<rows {
        let values = matrix + row * columns
        for column in 0..<columns {
            let value = values[column] + bias[column]
            values[column] = value < 0 ? 0 : value
        }
    }
}
