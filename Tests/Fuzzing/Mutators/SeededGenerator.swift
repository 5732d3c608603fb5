/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): small, and the same
/// numbers on every machine, so that a failing case can be had again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// The generator of one case of a series, which needs none of the cases before it.
    public init(seed: UInt64, case number: Int) {
        var first = SeededGenerator(seed: seed)
        state = first.next() ^ UInt64(bitPattern: Int64(number)) &* 0xD1B5_4A32_D192_ED03
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number in `0..<bound`; 0 where there is none.
    public mutating func below(_ bound: Int) -> Int { bound > 1 ? Int.random(in: 0..<bound, using: &self) : 0 }

    /// True once in `times`.
    public mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// An element of a collection that has some.
    public mutating func pick<Elements: RandomAccessCollection>(_ elements: Elements) -> Elements.Element {
        elements[elements.index(elements.startIndex, offsetBy: below(elements.count))]
    }

    /// A range inside `0..<count`, mostly short, sometimes up to the end.
    mutating func range(in count: Int) -> Range<Int> {
        let start = below(count)
        let longest = once(in: 8) ? count : min(count, 40)
        return start..<min(count, start + 1 + below(longest))
    }
}
