/// `result = left · right`, element by element; `result` may be either of them.
public func multiplyElements(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, count: Int
) {
    for index in 0..<count { result[index] = left[index] * right[index] }
}

/// Σ x² over `count` values, in double precision over blocks.
public func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Double {
    var total = 0.0
    var first = 0
    while first < count {
        let block = min(1024, count - first)
        total += Double((values + first).sum(count: block) { $0 * $0 })
        first += block
    }
    return total
}

/// `values = factor · values`.
public func scaleElements(_ values: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    for index in 0..<count { values[index] *= factor }
}
