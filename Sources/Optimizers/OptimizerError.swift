/// Why an optimizer cannot be used. Its description is the sentence to show.
public enum OptimizerError: Error, Hashable {
    /// A setting that must be finite and at least 0.
    case notNonNegative(setting: String, value: Double)
    /// A setting that must be at least 0 and below 1.
    case notBelowOne(setting: String, value: Double)
    /// A count that must be at least 1.
    case notPositive(setting: String, value: Int)
}

extension OptimizerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notNonNegative(let setting, let value):
            "\(setting) must be a finite number that is not negative (got \(value))"
        case .notBelowOne(let setting, let value):
            "\(setting) must be at least 0 and below 1 (got \(value))"
        case .notPositive(let setting, let value):
            "\(setting) must be at least 1 (got \(value))"
        }
    }
}

func requireNonNegative(_ value: Double, _ setting: String) throws(OptimizerError) {
    guard value.isFinite, value >= 0 else { throw .notNonNegative(setting: setting, value: value) }
}

func requireBelowOne(_ value: Double, _ setting: String) throws(OptimizerError) {
    guard value >= 0, value < 1 else { throw .notBelowOne(setting: setting, value: value) }
}
