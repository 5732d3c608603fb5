import COpenBLAS

/// A row-major matrix as an operand of a product.
public struct MatrixOperand {
    let elements: UnsafePointer<Float>
    let stride: Int
    let isTransposed: Bool

    /// - Parameters:
    ///   - elements: the matrix as it lies in memory, row by row.
    ///   - stride: the distance between the beginnings of two rows in memory: its number of columns there.
    ///   - transposed: whether the product is to see its transpose.
    public init(_ elements: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
        self.elements = elements
        self.stride = stride
        isTransposed = transposed
    }
}

/// `result = scale · left · right + keep · result`, row-major; `left` is `rows × inner`, `right` is `inner × columns` as
/// seen after transposition, `result` is `rows × columns`, its rows `resultStride` apart (without gaps, if nil). With `keep`
/// 0 the old `result` is not read.
public func multiply(
    _ left: MatrixOperand, _ right: MatrixOperand, into result: UnsafeMutablePointer<Float>, resultStride: Int? = nil,
    rows: Int, columns: Int, inner: Int, scale: Float = 1, keep: Float = 0
) {
    cblas_sgemm(
        CblasRowMajor, left.isTransposed ? CblasTrans : CblasNoTrans, right.isTransposed ? CblasTrans : CblasNoTrans,
        blasint(rows), blasint(columns), blasint(inner),
        scale, left.elements, blasint(left.stride), right.elements, blasint(right.stride),
        keep, result, blasint(resultStride ?? columns))
}
