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
        var key = key
        var block = counter
        for round in 0..<10 {
            if round > 0 {
                key[0] &+= 0x9E37_79B9
                key[1] &+= 0xBB67_AE85
            }
            let first = UInt64(block[0]) &* 0xD251_1F53
            let second = UInt64(block[2]) &* 0xCD9E_8D57
            block = Block(
                UInt32(truncatingIfNeeded: second >> 32) ^ block[1] ^ key[0],
                UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ block[3] ^ key[1],
                UInt32(truncatingIfNeeded: first))
        }
        return block
    }
}
