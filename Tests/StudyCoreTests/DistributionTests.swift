import Foundation
import Testing

@testable import StudyCore

@Suite("Distributions")
struct DistributionTests {
    @Test(
        "are enumerated in order, both ends included",
        arguments: [
            (.constant(.text("x")), [.text("x")]),
            (.values([.integer(3), .text("a"), .null], weights: [1, 2, 3]), [.integer(3), .text("a"), .null]),
            (.variants([.init(name: "p", piece: 1), .init(name: "q", piece: 2)]), [.text("p"), .text("q")]),
            (.linspace(low: 0, high: 0.3, count: 4), [.real(0), .real(0.1), .real(0.2), .real(0.3)]),
            (.linspace(low: 5, high: 9, count: 1), [.real(5)]),
            (.linspace(low: 1, high: -1, count: 3), [.real(1), .real(0), .real(-1)]),
            (.geomspace(low: 0.001, high: 1, count: 4), [.real(0.001), .real(0.01), .real(0.1), .real(1)]),
            (.uniform(low: 0, high: 0.5, step: 0.1), [0, 0.1, 0.2, 0.3, 0.4, 0.5].map { .real($0) }),
            (.uniform(low: 0, high: 1, step: 0.4), [.real(0), .real(0.4), .real(0.8)]),
            (.integerUniform(low: -1, high: 3, step: 2), [.integer(-1), .integer(1), .integer(3)]),
            (.integerUniform(low: 1, high: 4, step: 2), [.integer(1), .integer(3)]),
            (.integerUniform(low: 3, high: 3, step: 1), [.integer(3)]),
        ] as [(Distribution, [Scalar])])
    func enumeration(_ distribution: Distribution, expected: [Scalar]) {
        #expect(distribution.enumerated == expected)
        #expect(distribution.enumeratedCount == expected.count)
        #expect(distribution.drawableCount == expected.count)
    }

    @Test("an int_log_uniform cannot be enumerated, yet has finitely many values; reals have no end")
    func counts() {
        let whole = Distribution.integerLogUniform(low: 1, high: 10, step: 4)
        #expect(whole.enumerated == nil && whole.enumeratedCount == nil)
        #expect(whole.drawableCount == 3)
        #expect(whole.element(2) == .integer(9))
        for distribution in [
            Distribution.uniform(low: 0, high: 1, step: nil), .logUniform(low: 0.1, high: 1),
            .reverseLogUniform(low: 0, high: 0.9), .normal(mean: 0, standardDeviation: 1, low: nil, high: nil),
            .logNormal(mu: 0, sigma: 1, low: nil, high: nil),
        ] { #expect(distribution.drawableCount == nil && distribution.enumerated == nil) }
    }

    @Test("ranges of all integers and absurd steps are counted without overflow")
    func huge() {
        let all = Distribution.integerUniform(low: .min, high: .max, step: 1)
        #expect(all.enumeratedCount == .max)
        #expect(all.value(atQuantile: 0) == .integer(.min))
        let even = Distribution.integerUniform(low: .min, high: .max, step: 4)
        #expect(even.enumeratedCount == 1 << 62)
        #expect(even.element((1 << 62) - 1) == .integer(.max - 3))
        #expect(Distribution.uniform(low: 0, high: 1e300, step: 1e-3).enumeratedCount == .max)
        #expect(Distribution.integerLogUniform(low: 1, high: .max, step: 1).drawableCount == .max)
        for u in [0, 0.5, 1 - 0x1p-53] {
            guard
                case .integer(let value) = Distribution.integerLogUniform(low: 1, high: .max, step: 1)
                    .value(atQuantile: u)
            else {
                Issue.record("no integer")
                continue
            }
            #expect(value >= 1)
        }
        #expect(SearchSpace(parameters: [Parameter(name: "x", distribution: all)]).combinationCount == .max)
    }

    static let greatest = 1 - 0x1p-53

    @Test("the quantiles 0 and almost 1 give the ends")
    func ends() {
        func ends(_ distribution: Distribution) -> [Scalar] {
            [distribution.value(atQuantile: 0), distribution.value(atQuantile: Self.greatest)]
        }
        #expect(ends(.values([.integer(1), .integer(2)], weights: nil)) == [.integer(1), .integer(2)])
        #expect(
            ends(.values([.integer(1), .integer(2), .integer(3), .integer(4)], weights: [0, 1, 2, 0]))
                == [.integer(2), .integer(3)])
        #expect(ends(.integerUniform(low: -3, high: 5, step: 4)) == [.integer(-3), .integer(5)])
        #expect(ends(.integerLogUniform(low: 1, high: 2048, step: 1)) == [.integer(1), .integer(2048)])
        #expect(ends(.integerLogUniform(low: 1, high: 10, step: 4)) == [.integer(1), .integer(9)])
        #expect(ends(.uniform(low: 0, high: 0.5, step: 0.1)) == [.real(0), .real(0.5)])
        #expect(ends(.uniform(low: -1, high: 1, step: nil))[0] == .real(-1))
        #expect(ends(.normal(mean: 0, standardDeviation: 1, low: -1, high: 2)).allSatisfy { abs($0.number ?? 9) <= 2 })
    }

    @Test("quantiles stay within the bounds, finite, and never fall")
    func monotone() {
        let distributions: [Distribution] = [
            .uniform(low: -2, high: 3, step: nil), .logUniform(low: 1e-300, high: 1e300),
            .reverseLogUniform(low: -5, high: 0.999_999), .integerLogUniform(low: 3, high: 999, step: 7),
            .normal(mean: 1, standardDeviation: 2, low: nil, high: nil),
            .normal(mean: 0, standardDeviation: 1, low: 9, high: 9.5),
            .normal(mean: 0, standardDeviation: 1, low: -60, high: -50),
            .logNormal(mu: 0, sigma: 300, low: nil, high: nil), .logNormal(mu: 0, sigma: 1, low: -1, high: 2),
            .uniform(low: -1.7e308, high: 1.7e308, step: nil),
        ]
        for distribution in distributions {
            var last = -Double.infinity
            for step in 0..<1000 {
                let value = distribution.value(atQuantile: min(Double(step) / 999, Self.greatest)).number ?? .nan
                #expect(value.isFinite && value >= last, "\(distribution) at \(step)")
                last = value
            }
        }
    }

    @Test("the middle of each distribution is where it should be")
    func medians() {
        func median(_ distribution: Distribution) -> Double { distribution.value(atQuantile: 0.5).number ?? .nan }
        #expect(median(.uniform(low: 1, high: 3, step: nil)) == 2)
        #expect(abs(median(.logUniform(low: 0.001, high: 10)) - 0.1) < 1e-12)
        #expect(abs(median(.reverseLogUniform(low: 0.9, high: 0.999)) - 0.99) < 1e-12)
        #expect(abs(median(.normal(mean: 3, standardDeviation: 2, low: nil, high: nil)) - 3) < 1e-9)
        #expect(abs(median(.normal(mean: 0, standardDeviation: 1, low: 0, high: nil)) - 0.674_489_750_196_08) < 1e-9)
        #expect(abs(median(.logNormal(mu: 2, sigma: 1, low: nil, high: nil)) - exp(2)) < 1e-9)
        // Φ⁻¹ of the middle of the tail beyond 10 standard deviations.
        #expect(abs(median(.normal(mean: 0, standardDeviation: 1, low: 10, high: nil)) - 10.068_411_836) < 1e-8)
    }

    @Test("the probabilities of all drawable values add up to one")
    func probabilities() {
        for distribution in [
            Distribution.values([.integer(1), .integer(2), .integer(3)], weights: [1, 0, 4]),
            .integerLogUniform(low: 1, high: 100, step: 3), .linspace(low: 0, high: 1, count: 7), .constant(.null),
        ] {
            let sum = (0..<(distribution.drawableCount ?? 0)).reduce(0) { $0 + distribution.probability(ofElement: $1) }
            #expect(abs(sum - 1) < 1e-12)
        }
    }

    @Test(
        "are described as a plan shows them",
        arguments: [
            (.logUniform(low: 0.001, high: 1), "real", "0.001 … 1.0 (log_uniform)"),
            (.integerUniform(low: 1, high: 9, step: 2), "integer", "1 … 9 (int_uniform, step 2)"),
            (.integerLogUniform(low: 1, high: 9, step: 1), "integer", "1 … 9 (int_log_uniform)"),
            (.values([.integer(1), .real(0.5)], weights: nil), "real", "1, 0.5"),
            (.values([.text("a"), .null], weights: [1, 2]), "mixed", "a, null (weighted)"),
            (.values((1...9).map { .integer($0) }, weights: nil), "integer", "1, 2, 3, 4, 5, 6, 7, 8, …"),
            (.constant(.boolean(true)), "boolean", "true"),
            (.variants([.init(name: "p", piece: 1), .init(name: "q", piece: 2)]), "variant", "p, q"),
            (.linspace(low: 0, high: 1, count: 5), "real", "0.0 … 1.0 (linspace, 5 values)"),
            (.uniform(low: 0, high: 1, step: 0.25), "real", "0.0 … 1.0 (uniform, step 0.25)"),
            (
                .normal(mean: 0, standardDeviation: 1, low: 0, high: nil), "real",
                "mean 0.0, deviation 1.0 (from 0.0 to ∞)"
            ),
            (.logNormal(mu: 0, sigma: 1, low: nil, high: nil), "real", "exp of normal, mu 0.0, sigma 1.0"),
        ] as [(Distribution, String, String)])
    func descriptions(_ distribution: Distribution, type: String, range: String) {
        #expect(distribution.typeDescription == type)
        #expect(distribution.rangeDescription == range)
    }
}
