import Randomness

/// The ends of an interval that a procedure gives which holds the true value at a given rate.
public struct ConfidenceInterval: Hashable, Sendable {
    public let low: Double
    public let high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    public func contains(_ value: Double) -> Bool { low <= value && value <= high }

    /// The score interval of a proportion: E. B. Wilson, "Probable inference, the law of succession, and statistical
    /// inference", Journal of the American Statistical Association 22 (1927).
    ///
    /// Unlike the textbook's normal interval it stays within 0…1 and is no point where all or none are successes.
    /// - Parameters:
    ///   - successes: 0…count.
    ///   - level: the rate at which it holds the true proportion, in 0..<1: 0.95.
    /// - Returns: nil where there is no observation.
    public static func wilson(successes: Int, of count: Int, level: Double) -> ConfidenceInterval? {
        guard count > 0 else { return nil }
        let z = -normalQuantile((1 - level) / 2)
        let (n, proportion) = (Double(count), Double(successes) / Double(count))
        let square = z * z
        let centre = (proportion + square / (2 * n)) / (1 + square / n)
        let half =
            z / (1 + square / n) * (proportion * (1 - proportion) / n + square / (4 * n * n)).squareRoot()
        return ConfidenceInterval(
            low: successes == 0 ? 0 : max(0, centre - half), high: successes == count ? 1 : min(1, centre + half))
    }

    /// Student's interval of a mean: mean ± t · s / √n with n − 1 degrees of freedom ("The probable error of a mean",
    /// Biometrika 6, 1908).
    /// - Returns: nil for fewer than two values, or where one is not finite.
    public static func student(_ values: [Double], level: Double) -> ConfidenceInterval? {
        guard values.count > 1, let spread = Spread(values) else { return nil }
        let student = StudentDistribution(degreesOfFreedom: Double(values.count - 1))
        return self.student(spread, count: values.count, quantile: student.upperQuantile((1 - level) / 2))
    }

    /// The same where the quantile t is known already.
    public static func student(_ spread: Spread, count: Int, quantile: Double) -> ConfidenceInterval {
        let half = quantile * spread.standardDeviation / Double(count).squareRoot()
        return ConfidenceInterval(low: spread.mean - half, high: spread.mean + half)
    }
}

/// The mean of some values and how far they lie from it.
public struct Spread: Hashable, Sendable {
    public let mean: Double
    /// The sample's, with n − 1 in the denominator; 0 for a single value.
    public let standardDeviation: Double

    /// Nil where there is no value, or one that is not finite.
    public init?(_ values: [Double]) {
        guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
        guard values.contains(where: { $0 != values[0] }) else {
            // The sum of equal values may miss them by a rounding error, which is no spread.
            (mean, standardDeviation) = (values[0], 0)
            return
        }
        let count = Double(values.count)
        mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { [mean] in $0 + ($1 - mean) * ($1 - mean) }
        standardDeviation = (squares / (count - 1)).squareRoot()
    }
}
