import Foundation

/// What values a parameter can take, and how likely they are.
public enum Distribution: Sendable {
    case constant(Scalar)
    /// `weights`, when given, are positive or zero, one for each value, and need not add up to one.
    case values([Scalar], weights: [Double]?)
    /// Named pieces of YAML; the name is the recorded value.
    case variants([Variant])
    case linspace(low: Double, high: Double, count: Int)
    case geomspace(low: Double, high: Double, count: Int)
    /// With `step`, the multiples low, low + step, …, high.
    case uniform(low: Double, high: Double, step: Double?)
    case logUniform(low: Double, high: Double)
    /// Uniform in log(1 − x); both bounds below 1.
    case reverseLogUniform(low: Double, high: Double)
    case integerUniform(low: Int, high: Int, step: Int)
    case integerLogUniform(low: Int, high: Int, step: Int)
    /// Truncated to [low, high] where these are given.
    case normal(mean: Double, standardDeviation: Double, low: Double?, high: Double?)
    /// exp of a normal with parameters mu and sigma; truncated to [low, high] where these are given.
    case logNormal(mu: Double, sigma: Double, low: Double?, high: Double?)

    /// One named piece of YAML.
    public struct Variant: Sendable {
        public let name: String
        public let piece: Node

        public init(name: String, piece: Node) {
            self.name = name
            self.piece = piece
        }
    }
}

extension Distribution {
    /// Every value in order, where these can be enumerated; nil for continuous distributions.
    public var enumerated: [Scalar]? {
        switch self {
        case .constant(let value): return [value]
        case .values(let values, _): return values
        case .variants(let variants): return variants.map { .text($0.name) }
        case .linspace, .geomspace, .uniform(_, _, .some), .integerUniform:
            return (0..<(enumeratedCount ?? 0)).map { element($0) }
        case .integerLogUniform, .uniform, .logUniform, .reverseLogUniform, .normal, .logNormal: return nil
        }
    }

    /// How many values there are, where these can be enumerated.
    public var enumeratedCount: Int? {
        switch self {
        case .constant: 1
        case .values(let values, _): values.count
        case .variants(let variants): variants.count
        case .linspace(_, _, let count), .geomspace(_, _, let count): count
        // A little more than nothing, since 1 / 0.1 may fall short of 10.
        case .uniform(let low, let high, let step?):
            Int(exactly: ((high - low) / step * (1 + 1e-12) + 1e-9).rounded(.down)).map { $0 + 1 } ?? .max
        case .integerUniform(let low, let high, let step): Self.count(from: low, through: high, by: step)
        case .integerLogUniform, .uniform, .logUniform, .reverseLogUniform, .normal, .logNormal: nil
        }
    }

    /// How many different values a random draw can give; nil when that is not finite. An `int_log_uniform` cannot be
    /// put on a grid, yet has finitely many values.
    public var drawableCount: Int? {
        if case .integerLogUniform(let low, let high, let step) = self {
            return Self.count(from: low, through: high, by: step)
        }
        return enumeratedCount
    }

    /// How many numbers low, low + step, … there are up to `high`; `Int.max` when they are more than an `Int` can hold.
    private static func count(from low: Int, through high: Int, by step: Int) -> Int {
        guard low <= high else { return 0 }
        let steps = UInt(bitPattern: high &- low) / UInt(max(1, step))
        return steps < UInt(Int.max) ? Int(steps) + 1 : .max
    }

    /// The `index`-th of the drawable values.
    func element(_ index: Int) -> Scalar {
        switch self {
        case .constant(let value): return value
        case .values(let values, _): return values[index]
        case .variants(let variants): return .text(variants[index].name)
        case .linspace(let low, let high, let count):
            if index == 0 || count == 1 { return .real(low) }
            return .real(index == count - 1 ? high : tidy(low + (high - low) * Double(index) / Double(count - 1)))
        case .geomspace(let low, let high, let count):
            if index == 0 || count == 1 { return .real(low) }
            return .real(index == count - 1 ? high : tidy(low * pow(high / low, Double(index) / Double(count - 1))))
        case .uniform(let low, let high, let step):
            return .real(min(high, tidy(low + Double(index) * (step ?? 0))))
        case .integerUniform(let low, _, let step), .integerLogUniform(let low, _, let step):
            // The number itself is in range even where the product is not.
            return .integer(low &+ index &* step)
        case .logUniform, .reverseLogUniform, .normal, .logNormal:
            preconditionFailure("a continuous distribution has no elements")
        }
    }

    /// The distribution's key in a study file.
    public var keyword: String {
        switch self {
        case .constant: "value"
        case .values: "values"
        case .variants: "variants"
        case .linspace: "linspace"
        case .geomspace: "geomspace"
        case .uniform: "uniform"
        case .logUniform: "log_uniform"
        case .reverseLogUniform: "reverse_log_uniform"
        case .integerUniform: "int_uniform"
        case .integerLogUniform: "int_log_uniform"
        case .normal: "normal"
        case .logNormal: "log_normal"
        }
    }
}

/// A real as a person would write it: rounded to 15 significant digits, so that the third multiple of 0.1 is 0.3.
func tidy(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let magnitude = floor(log10(abs(value)))
    guard abs(magnitude) < 290 else { return value }
    return Double(String(format: "%.15g", value)) ?? value
}
