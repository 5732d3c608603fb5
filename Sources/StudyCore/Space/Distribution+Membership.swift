extension Distribution {
    /// Whether the distribution can give a value; integers and reals that are equal are the same value, and a real
    /// may miss a step by rounding.
    public func contains(_ value: Scalar) -> Bool {
        switch self {
        case .constant(let constant): return constant.matches(value)
        case .values(let values, _): return values.contains { $0.matches(value) }
        case .variants(let variants): return variants.contains { .text($0.name) == value }
        case .linspace(let low, let high, let count), .geomspace(let low, let high, let count):
            guard let number = value.number, number >= low, number <= high else { return false }
            return (0..<count).contains { Self.isNear(number, element($0).number ?? .nan) }
        case .uniform(let low, let high, let step):
            guard let number = value.number, number >= low, number <= high else { return false }
            guard let step else { return true }
            let position = (number - low) / step
            return Self.isNear(low + position.rounded() * step, number)
        case .logUniform(let low, let high), .reverseLogUniform(let low, let high):
            return value.number.map { $0 >= low && $0 <= high } ?? false
        case .integerUniform(let low, let high, let step), .integerLogUniform(let low, let high, let step):
            guard let number = value.number, let whole = Int(exactly: number), whole >= low, whole <= high else {
                return false
            }
            return UInt(bitPattern: whole &- low) % UInt(step) == 0
        case .normal(_, _, let low, let high):
            return value.number.map { $0 >= low ?? -.infinity && $0 <= high ?? .infinity } ?? false
        case .logNormal(_, _, let low, let high):
            return value.number.map { $0 > 0 && $0 >= low ?? 0 && $0 <= high ?? .infinity } ?? false
        }
    }

    private static func isNear(_ first: Double, _ second: Double) -> Bool {
        abs(first - second) <= 1e-12 * max(abs(first), abs(second), 1e-300)
    }
}
