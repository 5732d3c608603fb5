/// The test of whether two samples of different spread have one mean: B. L. Welch, "The generalization of 'Student's'
/// problem when several different population variances are involved", Biometrika 34 (1947).
public struct WelchTest: Hashable, Sendable {
    /// The first mean less the second one.
    public let difference: Double
    public let standardError: Double
    public let degreesOfFreedom: Double

    /// Nil for fewer than two values on either side, or where one is not finite.
    public init?(_ first: [Double], _ second: [Double]) {
        guard first.count > 1, second.count > 1, let left = Spread(first), let right = Spread(second) else {
            return nil
        }
        func part(_ spread: Spread, _ count: Int) -> Double {
            spread.standardDeviation * spread.standardDeviation / Double(count)
        }
        let parts = (part(left, first.count), part(right, second.count))
        difference = left.mean - right.mean
        standardError = (parts.0 + parts.1).squareRoot()
        let denominator =
            parts.0 * parts.0 / Double(first.count - 1) + parts.1 * parts.1 / Double(second.count - 1)
        // Without any spread every difference is certain, whatever the degrees of freedom.
        degreesOfFreedom = denominator > 0 ? (parts.0 + parts.1) * (parts.0 + parts.1) / denominator : .infinity
    }

    /// Infinite where the means differ without any noise.
    public var t: Double { difference == 0 ? 0 : difference / standardError }
    /// Two-sided.
    public var pValue: Double { StudentDistribution(degreesOfFreedom: degreesOfFreedom).twoSided(t) }
}
