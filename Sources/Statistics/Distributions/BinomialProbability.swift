#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Binomial probabilities to nearly full relative precision, however small they are.
///
/// C. Loader, "Fast and accurate computation of binomial probabilities" (2000): the probability as a saddle point, whose
/// error terms are computed directly instead of as differences of large logarithms of factorials.
enum BinomialProbability {
    /// Γ(n + 1) / (Γ(x + 1) Γ(n − x + 1)) · pˣ qⁿ⁻ˣ for real 0 ≤ x ≤ n.
    /// - Parameters:
    ///   - p: in 0…1.
    ///   - q: 1 − p, apart from it since it may be too near to 0 or 1.
    static func mass(_ x: Double, of n: Double, p: Double, q: Double) -> Double {
        if p == 0 { return x == 0 ? 1 : 0 }
        if q == 0 { return x == n ? 1 : 0 }
        if x == 0 { return exp(p < 0.1 ? n * log1p(-p) : n * log(q)) }
        if x == n { return exp(q < 0.1 ? n * log1p(-q) : n * log(p)) }
        let rest = n - x
        let exponent =
            stirlingError(n) - stirlingError(x) - stirlingError(rest) - deviance(x, n * p) - deviance(rest, n * q)
        return exp(exponent) * (n / (2 * .pi * x * rest)).squareRoot()
    }

    /// ln Γ(n + 1) − (n + ½) ln n + n − ½ ln 2π, for n > 0: the error of Stirling's formula.
    private static func stirlingError(_ n: Double) -> Double {
        // δ(n) − δ(n + 1) = (n + ½) ln(1 + 1/n) − 1 leads small arguments to where the series is exact.
        var n = n
        var steps = 0.0
        while n < 16 {
            steps += (n + 0.5) * log1p(1 / n) - 1
            n += 1
        }
        let r = 1 / (n * n)
        let series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188))))) / n
        return steps + series
    }

    /// x ln(x / m) + m − x without cancellation where x is near to m.
    private static func deviance(_ x: Double, _ m: Double) -> Double {
        guard abs(x - m) < 0.1 * (x + m) else { return x * log(x / m) + m - x }
        let v = (x - m) / (x + m)
        var sum = (x - m) * v
        var term = 2 * x * v
        var index = 3.0
        while true {
            term *= v * v
            let next = sum + term / index
            if next == sum { return next }
            sum = next
            index += 2
        }
    }
}
