import Foundation
import Randomness
import StudyCore
import Testing

@testable import Search

/// Draws of the random method against the distributions they should have, by the Kolmogorov–Smirnov distance: over
/// 4,000 draws it exceeds 0.031 once in a thousand times, and the seed is fixed.
@Suite("The draws of random search")
struct DistributionOfDrawsTests {
    static let count = 4000

    /// Draws of one parameter beside a continuous one, so that the space is not finite.
    private func draws(_ distribution: Distribution) throws -> [Double] {
        let space = SearchSpace(parameters: [
            Parameter(name: "x", distribution: distribution),
            Parameter(name: "other", distribution: .uniform(low: 0, high: 1, step: nil)),
        ])
        let sampler = try RandomSampler(TestSpaces.problem(space, seed: 3, trials: Self.count))
        return try sampler.suggestions(for: 0..<Self.count, history: []).map { try #require($0["x"]?.number) }
    }

    private func distance(_ values: [Double], from cumulative: (Double) -> Double) -> Double {
        let n = Double(values.count)
        return values.sorted().enumerated().reduce(0) { largest, item in
            let expected = cumulative(item.element)
            return max(largest, abs(expected - Double(item.offset) / n), abs(expected - Double(item.offset + 1) / n))
        }
    }

    @Test("a uniform is uniform")
    func uniform() throws {
        let values = try draws(.uniform(low: -2, high: 6, step: nil))
        #expect(distance(values) { ($0 + 2) / 8 } < 0.031)
    }

    @Test("a log-uniform is uniform in the logarithm")
    func logUniform() throws {
        let values = try draws(.logUniform(low: 0.001, high: 1))
        #expect(distance(values) { log($0 / 0.001) / log(1000) } < 0.031)
    }

    @Test("a reverse log-uniform is uniform in log(1 − x)")
    func reverseLogUniform() throws {
        let values = try draws(.reverseLogUniform(low: 0.8, high: 0.999))
        #expect(distance(values) { log((1 - $0) / 0.2) / log(0.001 / 0.2) } < 0.031)
    }

    @Test("a truncated normal has the normal's shape between its bounds")
    func truncatedNormal() throws {
        let values = try draws(.normal(mean: 1, standardDeviation: 2, low: 0, high: 4))
        let (from, upTo) = (normalCumulative(-0.5), normalCumulative(1.5))
        #expect(distance(values) { (normalCumulative(($0 - 1) / 2) - from) / (upTo - from) } < 0.031)
    }

    @Test("a normal truncated far from its mean keeps its shape", arguments: [1.0, -1.0])
    func farTail(side: Double) throws {
        let values = try draws(
            side > 0
                ? .normal(mean: 0, standardDeviation: 1, low: 12, high: nil)
                : .normal(mean: 0, standardDeviation: 1, low: nil, high: -12))
        let tail = normalCumulative(-12)
        #expect(distance(values.map { $0 * side }) { 1 - normalCumulative(-$0) / tail } < 0.031)
    }

    @Test("a log-normal is normal in the logarithm, also below an upper bound")
    func logNormal() throws {
        let whole = try draws(.logNormal(mu: -1, sigma: 0.5, low: nil, high: nil))
        #expect(distance(whole) { normalCumulative((log($0) + 1) / 0.5) } < 0.031)
        let cut = try draws(.logNormal(mu: -1, sigma: 0.5, low: 0, high: exp(-1)))
        #expect(distance(cut) { 2 * normalCumulative((log($0) + 1) / 0.5) } < 0.031)
    }

    @Test("an int_log_uniform reaches both ends, each integer with the share of its logarithmic interval")
    func integerLogUniform() throws {
        let values = try draws(.integerLogUniform(low: 1, high: 8, step: 1))
        for whole in 1...8 {
            let expected = log((Double(whole) + 0.5) / (Double(whole) - 0.5)) / log(8.5 / 0.5) * Double(Self.count)
            let found = Double(values.count { $0 == Double(whole) })
            #expect(abs(found - expected) < 5 * expected.squareRoot(), "\(whole)")
        }
    }

    @Test("an int_log_uniform over a wide range reaches both ends and has half its draws below the geometric mean")
    func wideIntegerLogUniform() throws {
        let values = try draws(.integerLogUniform(low: 64, high: 2048, step: 64))
        #expect(values.min() == 64)
        #expect(values.max() == 2048)
        #expect(values.allSatisfy { $0.truncatingRemainder(dividingBy: 64) == 0 })
        let middle = (32.0 * 2080).squareRoot()
        #expect(abs(values.count { $0 < middle } - Self.count / 2) < 160 + Self.count / 20)
    }

    @Test("weights decide how often a value comes")
    func weights() throws {
        let values = try draws(
            .values([.integer(1), .integer(2), .integer(3), .integer(4)], weights: [1, 0, 5, 2]))
        for (value, weight) in [(1.0, 1.0), (2, 0), (3, 5), (4, 2)] {
            let expected = weight / 8 * Double(Self.count)
            #expect(abs(Double(values.count { $0 == value }) - expected) <= 5 * expected.squareRoot())
        }
    }

    @Test("values without weights, stepped reals and integers are equally likely")
    func equallyLikely() throws {
        let distributions: [Distribution] = [
            .values([.integer(1), .integer(2), .integer(3), .integer(4)], weights: nil),
            .uniform(low: 0, high: 0.3, step: 0.1), .integerUniform(low: -3, high: 3, step: 2),
            .linspace(low: 0, high: 1, count: 4),
        ]
        for distribution in distributions {
            let values = try draws(distribution)
            let counts = Dictionary(grouping: values) { $0 }.mapValues(\.count)
            #expect(counts.count == 4)
            // 1000 expected, standard deviation 27.
            for count in counts.values { #expect(abs(count - Self.count / 4) < 130) }
        }
    }
}
