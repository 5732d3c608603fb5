/// The counter-based generator Philox4x32-10.
///
/// A block of four 32-bit words is a pure function of a 64-bit key and a 128-bit counter; there is no state to save.
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011, section 3.3. The known-answer vectors published with it are in `PhiloxTests`.
public enum Philox4x32 {
    /// Four words: a counter going in, random words coming out.
    public typealias Block = SIMD4<UInt32>

    /// The random block at `counter` under `key`.
    @inlinable
    public static func block(key: SIMD2<UInt32>, counter: Block) -> Block {
        // Words of their own, not lanes of a vector: these would go through memory in every round.
        var (firstKey, secondKey) = (key[0], key[1])
        var (first, second, third, fourth) = (counter[0], counter[1], counter[2], counter[3])
        for _ in 0..<10 {
            let firstProduct = UInt64(first) &* 0xD251_1F53
            let thirdProduct = UInt64(third) &* 0xCD9E_8D57
            first = UInt32(truncatingIfNeeded: thirdProduct >> 32) ^ second ^ firstKey
            second = UInt32(truncatingIfNeeded: thirdProduct)
            third = UInt32(truncatingIfNeeded: firstProduct >> 32) ^ fourth ^ secondKey
            fourth = UInt32(truncatingIfNeeded: firstProduct)
            firstKey &+= 0x9E37_79B9
            secondKey &+= 0xBB67_AE85
        }
        return Block(first, second, third, fourth)
    }
}
