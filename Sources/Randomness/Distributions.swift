#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension RandomStream {
    /// A real in [0, 1), one of 2⁵³ equally likely values.
    @inlinable
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A single-precision real in [0, 1), one of 2²⁴ equally likely values; costs one 32-bit word.
    @inlinable
    public mutating func uniformFloat() -> Float {
        Float(next32() >> 8) * 0x1p-24
    }

    /// An integer in 0..<bound, each equally likely.
    ///
    /// D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): multiply and reject.
    /// - Precondition: `bound` is positive.
    @inlinable
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "an empty range holds no integer")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold {
                product = next().multipliedFullWidth(by: range)
            }
        }
        return Int(product.high)
    }

    /// A standard normal deviate. G. E. P. Box and M. E. Muller, Annals of Mathematical Statistics 29 (1958), the cosine
    /// branch alone, so that every deviate costs the same number of words.
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// The numbers 0..<count in random order (Fisher and Yates).
    public mutating func permutation(of count: Int) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        shuffle(&order)
        return order
    }

    /// Puts the elements in random order (Fisher and Yates, from the end).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, integer(below: last + 1))
        }
    }
}
