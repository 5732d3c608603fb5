import Foundation
import Randomness

extension Distribution {
    /// The value at the quantile `u` in [0, 1): a uniform `u` gives a draw from the distribution.
    ///
    /// Every draw costs exactly one uniform number, so that random and quasi-random methods share this one map.
    public func value(atQuantile u: Double) -> Scalar {
        switch self {
        case .constant(let value): return value
        case .values(let values, let weights):
            guard let weights else { return values[index(u, of: values.count)] }
            return values[Self.index(u, weights: weights)]
        case .variants, .linspace, .geomspace, .uniform(_, _, .some), .integerUniform:
            return element(index(u, of: enumeratedCount ?? 1))
        case .uniform(let low, let high, .none): return .real(clamp(low + (high - low) * u, low, high))
        case .logUniform(let low, let high): return .real(clamp(exp(log(low) + (log(high) - log(low)) * u), low, high))
        case .reverseLogUniform(let low, let high):
            return .real(clamp(1 - exp(log(1 - low) + (log(1 - high) - log(1 - low)) * u), low, high))
        case .integerLogUniform(let low, let high, let step):
            // Each integer owns the logarithmic interval half a step to either side.
            let half = Double(step) / 2
            let edge = (log(Double(low) - min(half, Double(low) / 2)), log(Double(high) + half))
            let real = exp(edge.0 + (edge.1 - edge.0) * u)
            let position = ((real - Double(low)) / Double(step)).rounded()
            return element(max(0, min((drawableCount ?? 1) - 1, Int(position))))
        case .normal(let mean, let deviation, let low, let high):
            return .real(Self.truncated(u, mean, deviation, low, high))
        case .logNormal(let mu, let sigma, let low, let high):
            let value = exp(Self.truncated(u, mu, sigma, low.map { log($0) }, high.map { log($0) }))
            return .real(clamp(value, low ?? 0, high ?? .greatestFiniteMagnitude))
        }
    }

    private func index(_ u: Double, of count: Int) -> Int { min(count - 1, Int(u * Double(count))) }

    private static func index(_ u: Double, weights: [Double]) -> Int {
        let target = u * weights.reduce(0, +)
        var sum = 0.0
        for (index, weight) in weights.enumerated() {
            sum += weight
            if target < sum { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }

    /// The quantile of a normal distribution restricted to [low, high].
    private static func truncated(
        _ u: Double, _ mean: Double, _ deviation: Double, _ low: Double?, _ high: Double?
    ) -> Double {
        let from = low.map { normalCumulative(($0 - mean) / deviation) } ?? 0
        let upTo = high.map { normalCumulative(($0 - mean) / deviation) } ?? 1
        // u is one of 2⁵³ values from 0 on; half a step keeps it off the infinite ends.
        let p = from + (upTo - from) * (u + 0x1p-54)
        return clamp(
            mean + deviation * normalQuantile(min(max(p, 0x1p-60), 1 - 0x1p-53)),
            low ?? -.greatestFiniteMagnitude, high ?? .greatestFiniteMagnitude)
    }

    /// The outermost values, for checking a description before anything runs.
    var extremes: [Scalar] {
        switch self {
        case .constant(let value): [value]
        case .values(let values, _): values
        case .variants(let variants): variants.map { .text($0.name) }
        case .linspace, .geomspace, .uniform(_, _, .some), .integerUniform, .integerLogUniform:
            [element(0), element((drawableCount ?? 1) - 1)]
        case .uniform(let low, let high, .none), .logUniform(let low, let high), .reverseLogUniform(let low, let high):
            [.real(low), .real(high)]
        case .normal, .logNormal: [value(atQuantile: 0.5), value(atQuantile: 1e-4), value(atQuantile: 0.9999)]
        }
    }
}

private func clamp(_ value: Double, _ low: Double, _ high: Double) -> Double { max(low, min(high, value)) }
