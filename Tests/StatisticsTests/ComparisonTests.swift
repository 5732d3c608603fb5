import Foundation
import Testing

@testable import Statistics

@Suite("Tests and corrections against SciPy and statsmodels")
struct ComparisonTests {
    static let fixture = StatisticsFixture.shared

    @Test("McNemar's exact test, with tiny p values too")
    func mcNemar() {
        #expect(Self.fixture.mcnemar.contains { $0.p < 1e-200 })
        for known in Self.fixture.mcnemar {
            let test = McNemarTest(onlyFirst: known.onlyFirst, onlySecond: known.onlySecond)
            #expect(agree(test.pValue, known.p), "\(known): \(test.pValue)")
            let mirrored = McNemarTest(onlyFirst: known.onlySecond, onlySecond: known.onlyFirst)
            #expect(mirrored.pValue == test.pValue)
        }
    }

    @Test("McNemar's counts come from the bits")
    func bits() {
        let test = McNemarTest([0b1111_0000, 0b1], [0b1010_1010, 0b1])
        #expect(test == McNemarTest(onlyFirst: 2, onlySecond: 2))
        #expect(test.pValue == 1)
        #expect(McNemarTest([], []).pValue == 1)
    }

    @Test("no examples can give a greater p value than the bound from the errors alone")
    func bound() {
        // Every way in which two classifiers of 12 examples can share their errors.
        for first in 0...12 {
            for second in 0...12 {
                let bound = McNemarTest.greatestPValue(errors: first, second, of: 12)
                for shared in max(0, first + second - 12)...min(first, second) {
                    let test = McNemarTest(onlyFirst: second - shared, onlySecond: first - shared)
                    #expect(test.pValue <= bound * (1 + 1e-12))
                }
            }
        }
    }

    @Test("Holm's correction, with ties, zeros and ones")
    func holm() {
        for known in Self.fixture.holm {
            let adjusted = HolmCorrection.adjusted(known.p)
            #expect(zip(adjusted, known.adjusted).allSatisfy { agree($0, $1) }, "\(known): \(adjusted)")
        }
        #expect(HolmCorrection.adjusted([]) == [])
    }

    @Test("Holm's decisions on some are those on all where the others are rejected in any case")
    func holmOfSome() {
        let all = [1e-9, 1e-7, 0.004, 0.011, 0.02, 0.3]
        let whole = HolmCorrection.adjusted(all)
        let some = HolmCorrection.adjusted(Array(all[2...]), besideRejected: 2)
        #expect(zip(whole[2...], some).allSatisfy { agree($0, $1) })
    }

    @Test("paired comparisons in blocks: variance, degrees of freedom, errors and p values of a linear model")
    func blocks() throws {
        for known in Self.fixture.blocks {
            let design = try #require(BlockDesign(known.values))
            #expect(design.noise.degreesOfFreedom == known.df && design.greaterNoise == nil)
            #expect(agree(design.noise.variance, known.variance, relative: 1e-9))
            for comparison in known.comparisons {
                let found = design.comparison(0, comparison.second)
                #expect(agree(found.difference, comparison.difference, relative: 1e-8))
                #expect(agree(found.standardError, comparison.error, relative: 1e-8))
                #expect(agree(found.pValue, comparison.p, relative: 1e-7))
            }
        }
    }

    @Test("the variance may be pooled over some of the trials; the others are compared by it too")
    func pooling() throws {
        let quiet = [[0.90, 0.92, 0.91], [0.89, 0.92, 0.90], [0.90, 0.91, 0.91]]
        let erratic = [0.1, 0.8, 0.4]
        let design = try #require(BlockDesign(quiet + [erratic], pooling: [0, 1, 2]))
        #expect(design.noise == BlockDesign(quiet)?.noise)
        #expect(design.noise.trials == 3)
        #expect(design.comparison(0, 3).pValue < 1e-3)
        let everything = try #require(BlockDesign(quiet + [erratic]))
        #expect(everything.comparison(0, 3).pValue > 0.01)
    }

    @Test("trials that vary much more have a variance of their own, whatever their number")
    func unequalNoise() throws {
        let quiet = [[0.90, 0.92, 0.91], [0.89, 0.92, 0.90], [0.90, 0.91, 0.91], [0.88, 0.91, 0.89]]
        let erratic = [[0.1, 0.8, 0.4], [0.7, 0.2, 0.3], [0.6, 0.1, 0.3]]
        for count in 1...3 {
            let noisy = Array(erratic.prefix(count))
            let design = try #require(BlockDesign(quiet + noisy))
            #expect(design.noise == BlockDesign(quiet)?.noise)
            #expect(design.comparison(0, 1) == BlockDesign(quiet)?.comparison(0, 1))
            let greater = try #require(design.greaterNoise)
            #expect(greater.trials == count && greater.degreesOfFreedom == 2 * count)
            // What the quiet trials tell of the repeats, some hundredths, is taken out of the noisy ones as well.
            let own = noisy.map { row in
                let mean = row.reduce(0, +) / 3
                return row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            }
            #expect(agree(greater.variance, own.reduce(0, +) / Double(2 * count), relative: 0.1))
            // By Satterthwaite's formula, a little more than those of the greater noise, which decides.
            let comparison = design.comparison(0, 4)
            #expect(agree(comparison.standardError, ((design.noise.variance + greater.variance) / 3).squareRoot()))
            #expect((2 * Double(count)..<2 * Double(count) + 0.1).contains(comparison.degreesOfFreedom))
        }
    }

    @Test("two trials of unequal noise are compared by Welch's test")
    func twoOfUnequalNoise() throws {
        let values = [[6.54, 6.55, 6.53, 6.54], [9.1, 2.2, 5.5, 7.0]]
        let (design, welch) = (try #require(BlockDesign(values)), try #require(WelchTest(values[0], values[1])))
        let comparison = design.comparison(0, 1)
        #expect(design.greaterNoise?.trials == 1)
        #expect(agree(comparison.t, welch.t) && agree(comparison.degreesOfFreedom, welch.degreesOfFreedom))
        #expect(agree(comparison.pValue, welch.pValue))
    }

    @Test("variances are outlying as Cochran's tables have it")
    func cochran() {
        // Critical values at 1 %: of 3 variances of 2 degrees of freedom 0.9423, of 10 of 2 degrees 0.5358, of 5 of 4 degrees 0.6329.
        for (count, degrees, critical) in [(3, 2, 0.9423), (10, 2, 0.5358), (5, 4, 0.6329)] {
            func variances(_ share: Double) -> [Double] {
                [Double](repeating: (1 - share) / Double(count - 1), count: count - 1) + [share]
            }
            #expect(OutlyingVariances.places(variances(critical + 0.001), degreesOfFreedom: degrees) == [count - 1])
            #expect(OutlyingVariances.places(variances(critical - 0.001), degreesOfFreedom: degrees).isEmpty)
        }
    }

    @Test("several great variances do not hide each other; no more than half are outlying; without any there are none")
    func severalOutlying() {
        let quiet = [1.0, 2, 0.5, 1.5, 1]
        #expect(OutlyingVariances.places(quiet + [400, 390], degreesOfFreedom: 2).sorted() == [5, 6])
        #expect(OutlyingVariances.places([400, 390, 380, 1, 1], degreesOfFreedom: 8).isEmpty)
        #expect(OutlyingVariances.places([0, 0, 0, 0], degreesOfFreedom: 2).isEmpty)
        // Figures that are coarse repeat themselves.
        #expect(OutlyingVariances.places([0, 0, 1e-9], degreesOfFreedom: 2).isEmpty)
        #expect(OutlyingVariances.places([0, 0, 1, 1, 1, 400], degreesOfFreedom: 2) == [5])
        #expect(OutlyingVariances.places([3], degreesOfFreedom: 2).isEmpty)
        #expect(OutlyingVariances.places([], degreesOfFreedom: 2).isEmpty)
    }

    @Test("of equal noise, about one set in a hundred loses a variance")
    func rarelyOutlying() {
        var state: UInt64 = 5
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Double(state >> 11) + 0.5) * 0x1p-53
        }
        // With two degrees of freedom a variance is exponentially distributed.
        let sets = 4000
        for count in [2, 7, 30] {
            let outlying = (0..<sets).count { _ in
                !OutlyingVariances.places((0..<count).map { _ in -log(uniform()) }, degreesOfFreedom: 2).isEmpty
            }
            #expect((0.004...0.025).contains(Double(outlying) / Double(sets)), "\(count): \(outlying) of \(sets)")
        }
    }

    @Test("without noise every difference is certain and equal trials are equal")
    func noNoise() throws {
        let design = try #require(BlockDesign([[0.1, 0.3, 0.2], [0.1, 0.3, 0.2], [0.4, 0.6, 0.5]]))
        #expect(design.noise.variance == 0)
        #expect(design.comparison(0, 1).pValue == 1)
        #expect(design.comparison(0, 2).pValue == 0)
    }

    @Test("there is no design of one trial, one repeat, gaps, or values that are not finite")
    func impossible() {
        #expect(BlockDesign([]) == nil)
        #expect(BlockDesign([[1, 2]]) == nil)
        #expect(BlockDesign([[1], [2]]) == nil)
        #expect(BlockDesign([[1, 2], [1]]) == nil)
        #expect(BlockDesign([[1, 2], [1, .infinity]]) == nil)
        #expect(BlockDesign([[1, 2], [3, 4]], pooling: [0]) == nil)
    }

    @Test("Welch's test of two samples, without any spread too")
    func welch() throws {
        for known in Self.fixture.welch {
            let test = try #require(WelchTest(known.first, known.second))
            #expect(agree(test.t, known.t))
            #expect(agree(test.degreesOfFreedom, known.df))
            #expect(agree(test.pValue, known.p))
        }
        #expect(WelchTest([1, 1], [2, 2])?.pValue == 0)
        #expect(WelchTest([1, 1], [1, 1, 1])?.pValue == 1)
        #expect(WelchTest([1], [2, 2]) == nil)
        #expect(WelchTest([1, .nan], [2, 2]) == nil)
    }

    @Test("Spearman's correlation with ties, and its interval")
    func spearman() throws {
        for known in Self.fixture.spearman {
            let correlation = try #require(RankCorrelation(known.first, known.second))
            #expect(agree(correlation.coefficient, known.coefficient, absolute: 1e-14))
            let interval = correlation.interval(level: 0.95)
            #expect(interval.contains(correlation.coefficient))
            #expect(interval.low >= -1 && interval.high <= 1)
        }
        #expect(RankCorrelation([1, 2, 3], [1, 2, 3]) == nil)
        #expect(RankCorrelation([1, 1, 1, 1], [1, 2, 3, 4]) == nil)
        #expect(RankCorrelation([1, 2, 3, 4], [1, 2, 3]) == nil)
    }
}
