import Randomness
import Testing

@Suite("Distributions drawn from a stream")
struct DistributionTests {
    static func stream(_ index: UInt32 = 0) -> RandomStream {
        RandomStream(seed: 7, purpose: .resampling, index: index)
    }

    @Test("uniform reals have mean 1/2 and variance 1/12")
    func uniform() {
        var stream = Self.stream()
        let values = (0..<100_000).map { _ in stream.uniform() }
        let mean = values.reduce(0, +) / 1e5
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1e5
        #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(abs(mean - 0.5) < 0.004)
        #expect(abs(variance - 1 / 12) < 0.001)
    }

    @Test("normal deviates have mean 0, variance 1 and 4.55 % beyond two standard deviations")
    func normal() {
        var stream = Self.stream(1)
        let values = (0..<100_000).map { _ in stream.normal() }
        let mean = values.reduce(0, +) / 1e5
        let variance = values.reduce(0) { $0 + $1 * $1 } / 1e5
        let beyond = Double(values.count { abs($0) > 2 }) / 1e5
        #expect(abs(mean) < 0.015)
        #expect(abs(variance - 1) < 0.02)
        #expect(abs(beyond - 0.0455) < 0.003)
    }

    @Test("integers below a bound are equally likely and never reach it", arguments: [1, 2, 3, 10])
    func integers(bound: Int) {
        var stream = Self.stream(2)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<30_000 { counts[stream.integer(below: bound)] += 1 }
        let expected = 30_000 / Double(bound)
        for count in counts { #expect(abs(Double(count) - expected) < 5 * expected.squareRoot()) }
    }

    @Test("a permutation holds every number once")
    func permutation() {
        var stream = Self.stream(3)
        let order = stream.permutation(of: 1000)
        #expect(order.sorted() == Array(0..<1000))
        #expect(order != Array(0..<1000))
    }

    @Test("repeats of a study have distinct 31-bit seeds that do not depend on their number")
    func repeatSeeds() {
        let seeds = (0..<10_000).map { repeatSeed(studySeed: 20, repeat: $0) }
        #expect(Set(seeds).count == seeds.count)
        #expect(seeds.allSatisfy { $0 < 1 << 31 })
        #expect(seeds[3] == repeatSeed(studySeed: 20, repeat: 3))
        #expect(repeatSeed(studySeed: 21, repeat: 0) != seeds[0])
    }
}
