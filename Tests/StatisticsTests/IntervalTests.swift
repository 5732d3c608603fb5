import Testing

@testable import Statistics

@Suite("Intervals against SciPy and statsmodels")
struct IntervalTests {
    static let fixture = StatisticsFixture.shared

    @Test("Student's tail probabilities, far out too")
    func tails() {
        #expect(Self.fixture.t.count > 50)
        for known in Self.fixture.t {
            let tail = StudentDistribution(degreesOfFreedom: known.df).upperTail(known.t)
            #expect(agree(tail, known.tail, relative: 1e-11), "df \(known.df), t \(known.t)")
        }
        // Cauchy's distribution, which SciPy 1.17 misses near 0.
        let one = StudentDistribution(degreesOfFreedom: 1)
        #expect(agree(0.5 - one.upperTail(1e-8), 1e-8 / .pi, relative: 1e-7))
        let three = StudentDistribution(degreesOfFreedom: 3)
        #expect(agree(three.upperTail(-1), 1 - three.upperTail(1)))
        #expect(three.twoSided(.infinity) == 0)
        #expect(three.twoSided(0) == 1)
        #expect(three.upperTail(.nan).isNaN)
        #expect(agree(StudentDistribution(degreesOfFreedom: .infinity).upperTail(1.959963984540054), 0.025))
    }

    @Test("Student's quantiles")
    func quantiles() {
        for known in Self.fixture.tQuantile {
            let t = StudentDistribution(degreesOfFreedom: known.df).upperQuantile(known.tail)
            #expect(agree(t, known.t), "df \(known.df), tail \(known.tail)")
        }
        let two = StudentDistribution(degreesOfFreedom: 2)
        #expect(two.upperQuantile(0.5) == 0)
        #expect(agree(two.upperQuantile(0.975), -two.upperQuantile(0.025)))
        #expect(two.upperQuantile(0) == .infinity)
        #expect(two.upperQuantile(1) == -.infinity)
        #expect(two.upperQuantile(2).isNaN)
    }

    @Test("Wilson's interval, with none and all right")
    func wilson() throws {
        for known in Self.fixture.wilson {
            let interval = try #require(
                ConfidenceInterval.wilson(successes: known.successes, of: known.count, level: known.level))
            #expect(agree(interval.low, known.low, absolute: 1e-15), "\(known)")
            #expect(agree(interval.high, known.high), "\(known)")
            #expect(interval.contains(Double(known.successes) / Double(known.count)))
        }
        #expect(ConfidenceInterval.wilson(successes: 0, of: 0, level: 0.95) == nil)
    }

    @Test("Student's interval of a mean, for far values that hardly differ too")
    func student() throws {
        for known in Self.fixture.student {
            let interval = try #require(ConfidenceInterval.student(known.values, level: known.level))
            #expect(agree(interval.low, known.low), "\(known)")
            #expect(agree(interval.high, known.high), "\(known)")
            let spread = try #require(Spread(known.values))
            #expect(agree(spread.mean, known.mean))
            #expect(agree(spread.standardDeviation, known.deviation))
        }
    }

    @Test("no interval of one value; equal values are a point; what is not finite has none")
    func extremes() {
        #expect(ConfidenceInterval.student([], level: 0.95) == nil)
        #expect(ConfidenceInterval.student([0.5], level: 0.95) == nil)
        #expect(ConfidenceInterval.student([0.5, .nan], level: 0.95) == nil)
        #expect(ConfidenceInterval.student([0.1, 0.1, 0.1], level: 0.95)?.contains(0.1) == true)
        #expect(Spread([0.1, 0.1, 0.1])?.standardDeviation == 0)
        #expect(Spread([0.3])?.standardDeviation == 0)
        #expect(Spread([]) == nil)
    }
}
