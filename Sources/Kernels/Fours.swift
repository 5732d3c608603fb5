/// Calls `body` for every four numbers of a range, the last four again as far as they are new, so that `body` must give the
/// same when it is called twice; for a range of fewer, `one` for each number.
@inline(__always)
func forEachFour(_ range: Range<Int>, _ body: (Int) -> Void, one: (Int) -> Void = { _ in }) {
    guard range.count >= 4 else { return range.forEach(one) }
    var number = range.lowerBound
    while number + 4 <= range.upperBound {
        body(number)
        number += 4
    }
    if number < range.upperBound { body(range.upperBound - 4) }
}

extension UnsafePointer<Float> {
    /// The four values at `index`, which needs no alignment.
    @inline(__always)
    func four(at index: Int) -> SIMD4<Float> { UnsafeRawPointer(self + index).loadUnaligned(as: SIMD4<Float>.self) }
}

extension UnsafeMutablePointer<Float> {
    @inline(__always)
    func store(_ four: SIMD4<Float>, at index: Int) {
        UnsafeMutableRawPointer(self + index).storeBytes(of: four, as: SIMD4<Float>.self)
    }
}

/// Copies a few values, without the call that a longer copy is worth.
@inline(__always)
func copyShort(_ source: UnsafePointer<Float>, to destination: UnsafeMutablePointer<Float>, count: Int) {
    forEachFour(0..<count) {
        destination.store(source.four(at: $0), at: $0)
    } one: {
        destination[$0] = source[$0]
    }
}
