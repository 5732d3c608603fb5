import Randomness

/// Student's t distribution.
public struct StudentDistribution: Sendable {
    /// Above 0; infinity makes it the standard normal distribution.
    public let degreesOfFreedom: Double

    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// P(T > t), to nearly full relative precision also far out.
    public func upperTail(_ t: Double) -> Double {
        guard !t.isNaN else { return .nan }
        guard t >= 0 else { return 1 - upperTail(-t) }
        guard degreesOfFreedom.isFinite else { return normalCumulative(-t) }
        guard t.isFinite else { return 0 }
        // M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 26.7.1 with 26.5.27.
        let square = t * t
        guard square.isFinite else { return 0 }
        let x = degreesOfFreedom / (degreesOfFreedom + square)
        return 0.5
            * incompleteBeta(x, complement: square / (degreesOfFreedom + square), 0.5 * degreesOfFreedom, 0.5)
    }

    /// P(|T| ≥ |t|): the p value of a two-sided test.
    public func twoSided(_ t: Double) -> Double { min(1, 2 * upperTail(abs(t))) }

    /// The t with P(T > t) = `tail`, for 0 < tail < 1.
    public func upperQuantile(_ tail: Double) -> Double {
        guard tail > 0, tail < 1 else { return tail == 0 ? .infinity : tail == 1 ? -.infinity : .nan }
        guard tail <= 0.5 else { return -upperQuantile(1 - tail) }
        guard degreesOfFreedom.isFinite else { return -normalQuantile(tail) }
        var (low, high) = (0.0, max(1, -normalQuantile(tail)))
        while upperTail(high) > tail, high < 1e300 { (low, high) = (high, high * 2) }
        // Bisection to the last bit: it is done once for a whole table.
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if upperTail(middle) > tail { low = middle } else { high = middle }
        }
    }
}
