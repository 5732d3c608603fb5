import Randomness
import Testing

@Suite("Philox4x32-10")
struct PhiloxTests {
    /// The known-answer vectors published with the generator (Random123, `kat_vectors`).
    @Test(
        "equals the published known answers",
        arguments: [
            (
                SIMD4<UInt32>(0, 0, 0, 0), SIMD2<UInt32>(0, 0),
                SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
            ),
            (
                SIMD4<UInt32>(repeating: 0xffff_ffff), SIMD2<UInt32>(repeating: 0xffff_ffff),
                SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
            ),
            (
                SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
                SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
                SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
            ),
        ])
    func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
        #expect(Philox4x32.block(key: key, counter: counter) == expected)
    }

    @Test("streams of different names differ, streams of one name agree")
    func names() {
        func first(_ seed: UInt64, _ purpose: StreamPurpose, _ index: UInt32, _ subindex: UInt32) -> UInt64 {
            var stream = RandomStream(seed: seed, purpose: purpose, index: index, subindex: subindex)
            return stream.next()
        }
        var seen: Set<UInt64> = []
        var names = 0
        for seed in [0, 1, 1 << 40] as [UInt64] {
            for purpose in StreamPurpose.allCases {
                for index in 0..<4 as Range<UInt32> {
                    for subindex in 0..<4 as Range<UInt32> {
                        names += 1
                        seen.insert(first(seed, purpose, index, subindex))
                        #expect(first(seed, purpose, index, subindex) == first(seed, purpose, index, subindex))
                    }
                }
            }
        }
        #expect(seen.count == names)
    }

    @Test("purposes have distinct numbers, which are pinned")
    func purposes() {
        #expect(StreamPurpose.allCases.map(\.rawValue) == Array(1...10))
    }
}
