import Kernels
import Testing

@Suite("Matrix products")
struct MatrixProductTests {
    @Test(
        "agree with the sum of products, transposed or not, at sizes down to 1",
        arguments: [(1, 1, 1), (3, 5, 2), (7, 1, 9), (1, 33, 17)], [false, true])
    func products(size: (rows: Int, columns: Int, inner: Int), transposed: Bool) {
        let (rows, columns, inner) = size
        let left = (0..<rows * inner).map { Float($0 % 7) - 3 }
        let right = (0..<inner * columns).map { Float($0 % 5) - 2 }
        var result = [Float](repeating: 10, count: rows * columns)
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                // The left operand is kept transposed where the right is not, and the other way round.
                multiply(
                    MatrixOperand(left.baseAddress!, stride: transposed ? inner : rows, transposed: !transposed),
                    MatrixOperand(right.baseAddress!, stride: transposed ? inner : columns, transposed: transposed),
                    into: &result, rows: rows, columns: columns, inner: inner, scale: 2, keep: 0.5)
            }
        }
        for row in 0..<rows {
            for column in 0..<columns {
                let sum = (0..<inner).reduce(Float(0)) { sum, index in
                    let first = transposed ? left[row * inner + index] : left[index * rows + row]
                    let second = transposed ? right[column * inner + index] : right[index * columns + column]
                    return sum + first * second
                }
                #expect(result[row * columns + column] == 2 * sum + 5)
            }
        }
    }

    @Test("do not read the old result when nothing of it is kept")
    func nothingKept() {
        var result: [Float] = [.nan]
        var (left, right): (Float, Float) = (2, 3)
        withUnsafePointer(to: &left) { left in
            withUnsafePointer(to: &right) { right in
                multiply(
                    MatrixOperand(left, stride: 1), MatrixOperand(right, stride: 1), into: &result, rows: 1, columns: 1,
                    inner: 1)
            }
        }
        #expect(result == [6])
    }

    @Test("the library tells its version and its core")
    func library() {
        #expect(BLAS.configuration.hasPrefix("OpenBLAS"))
        #expect(BLAS.version.first?.isNumber == true)
        #expect(!BLAS.coreName.isEmpty)
    }
}
