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
        case .uniform(let low, let high, .none):
            let width = high - low
            return .real(clamp(width.isFinite ? low + width * u : low * (1 - u) + high * u, low, high))
        case .logUniform(let low, let high): return .real(clamp(exp(log(low) + (log(high) - log(low)) * u), low, high))
        case .reverseLogUniform(let low, let high):
            return .real(clamp(1 - exp(log(1 - low) + (log(1 - high) - log(1 - low)) * u), low, high))
        case .integerLogUniform(let low, _, let step):
            let count = drawableCount ?? 1
            let edges = (logarithmicEdge(below: 0), logarithmicEdge(below: count))
            let real = exp(edges.0 + (edges.1 - edges.0) * u)
            let position = ((real - Double(low)) / Double(step)).rounded()
            return element(Int(exactly: position).map { max(0, min(count - 1, $0)) } ?? count - 1)
        case .normal(let mean, let deviation, let low, let high):
            return .real(Self.truncated(u, mean, deviation, low, high))
        case .logNormal(let mu, let sigma, let low, let high):
            let logarithmOfLow = low.map { $0 > 0 ? log($0) : -.infinity }
            let value = exp(Self.truncated(u, mu, sigma, logarithmOfLow, high.map { log($0) }))
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

    /// Where the share of the `position`-th integer of an `int_log_uniform` begins, as a logarithm: each integer owns
    /// the interval half a step to either side, the first one's cut at half its value.
    private func logarithmicEdge(below position: Int) -> Double {
        guard case .integerLogUniform(let low, _, let step) = self else { return 0 }
        let first = Double(low)
        let half = Double(step) / 2
        return log(position == 0 ? first - min(half, first / 2) : first + Double(position) * Double(step) - half)
    }

    /// How likely a draw gives the `index`-th of the drawable values.
    func probability(ofElement index: Int) -> Double {
        switch self {
        case .values(_, let weights?):
            let sum = weights.reduce(0, +)
            return sum > 0 ? weights[index] / sum : 0
        case .integerLogUniform:
            let whole = logarithmicEdge(below: drawableCount ?? 1) - logarithmicEdge(below: 0)
            return (logarithmicEdge(below: index + 1) - logarithmicEdge(below: index)) / whole
        default: return 1 / Double(max(1, drawableCount ?? 1))
        }
    }

    /// The quantile of a normal distribution restricted to [low, high].
    private static func truncated(
        _ u: Double, _ mean: Double, _ deviation: Double, _ low: Double?, _ high: Double?
    ) -> Double {
        // u is one of 2⁵³ values from 0 on; half a step keeps it off the infinite ends.
        let u = u + 0x1p-54
        let lowest = low.map { ($0 - mean) / deviation } ?? -.infinity
        let highest = high.map { ($0 - mean) / deviation } ?? .infinity
        // Far above the mean Φ has no digits left: the same interval mirrored to below it has.
        let deviations =
            lowest > 0
            ? -truncatedStandard(1 - u, from: -highest, upTo: -lowest)
            : truncatedStandard(u, from: lowest, upTo: highest)
        return clamp(
            mean + deviation * deviations, low ?? -.greatestFiniteMagnitude, high ?? .greatestFiniteMagnitude)
    }

    private static func truncatedStandard(_ u: Double, from lowest: Double, upTo highest: Double) -> Double {
        let from = normalCumulative(lowest)
        let p = from + (normalCumulative(highest) - from) * u
        return normalQuantile(min(max(p, .leastNormalMagnitude), 1 - 0x1p-53))
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
