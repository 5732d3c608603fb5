/// An image of one channel as four planes: the pixels of even and of odd rows, in even and in odd columns, as many of each
/// as there are tiles of 2×2 pixels. What the planes hold beyond the image is never written by `split`.
struct ParityPlanes: Sendable, Hashable {
    /// The sides of the image.
    let height: Int
    let width: Int
    /// How many rows and columns of the planes' picture lie before the image.
    let padding: Int
    /// The width of a plane.
    let columns: Int
    /// The distance of the planes; the plane of a row's parity r and a column's parity c has the number 2r + c.
    let distance: Int

    var pixels: Int { height * width }

    /// Calls `body` with each row's place in the image and in the planes (that of the even columns).
    @inline(__always)
    private func forEachRow(_ body: (_ image: Int, _ plane: Int) -> Void) {
        for row in 0..<height {
            let place = row + padding
            body(row * width, (place & 1) * 2 * distance + (place >> 1) * columns)
        }
    }

    /// The pairs of columns, an even and the odd one beside it, that lie within the image.
    private var pairs: Range<Int> { (padding + 1) / 2..<max((padding + 1) / 2, (width + padding) / 2) }
    /// The pair of which only the odd column lies within, at the image's left side.
    private var leftPair: Int? { padding & 1 == 1 ? padding / 2 : nil }
    /// The pair of which only the even column lies within, at the right side.
    private var rightPair: Int? { (padding + width) & 1 == 1 ? (padding + width) / 2 : nil }

    func split(_ image: UnsafePointer<Float>, into planes: UnsafeMutablePointer<Float>) {
        let (pairs, leftPair, rightPair) = (pairs, leftPair, rightPair)
        forEachRow { row, plane in
            let (source, even, odd) = (image + row - padding, planes + plane, planes + plane + distance)
            forEachFour(pairs) { pair in
                let values = UnsafeRawPointer(source + 2 * pair).loadUnaligned(as: SIMD8<Float>.self)
                even.store(values.evenHalf, at: pair)
                odd.store(values.oddHalf, at: pair)
            } one: { pair in
                even[pair] = source[2 * pair]
                odd[pair] = source[2 * pair + 1]
            }
            if let leftPair { odd[leftPair] = source[2 * leftPair + 1] }
            if let rightPair { even[rightPair] = source[2 * rightPair] }
        }
    }

    func merge(_ planes: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>) {
        merge(into: image, at: { planes[$0] }, at: { planes.four(at: $0) })
    }

    /// The sum of two images as planes.
    func merge(
        _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>
    ) {
        merge(
            into: image, at: { first[$0] + second[$0] }, at: { first.four(at: $0) + second.four(at: $0) })
    }

    @inline(__always)
    private func merge(
        into image: UnsafeMutablePointer<Float>, at value: (Int) -> Float, at values: (Int) -> SIMD4<Float>
    ) {
        let (pairs, leftPair, rightPair) = (pairs, leftPair, rightPair)
        forEachRow { row, plane in
            let (result, even, odd) = (image + row - padding, plane, plane + distance)
            forEachFour(pairs) { pair in
                var four = SIMD8<Float>()
                four.evenHalf = values(even + pair)
                four.oddHalf = values(odd + pair)
                UnsafeMutableRawPointer(result + 2 * pair).storeBytes(of: four, as: SIMD8<Float>.self)
            } one: { pair in
                result[2 * pair] = value(even + pair)
                result[2 * pair + 1] = value(odd + pair)
            }
            if let leftPair { result[2 * leftPair + 1] = value(odd + leftPair) }
            if let rightPair { result[2 * rightPair] = value(even + rightPair) }
        }
    }
}
