#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What one step of a program computes, with its derivatives side by side.
///
/// Where a function has no derivative, PyTorch's convention holds: 0 for `relu` and `abs` at 0, a half for each of two
/// equal arguments of `max` and `min` (of more arguments the first two are compared first), 0 for `floor` and `ceil`.
enum Operation: UInt8, Hashable, Sendable {
    case add, subtract, multiply, divide
    /// x^y, both from anywhere.
    case power
    /// x^y with a constant y: an integral y is exact for negative x.
    case powerOfConstant
    case maximum, minimum
    case negate, square, absolute, logarithm, exponential, squareRoot, floor, ceiling
    case sine, cosine, hyperbolicTangent, sigmoid, rectifier

    /// Whether it has one operand.
    var isUnary: Bool { rawValue >= Operation.negate.rawValue }

    @inline(__always)
    func value(_ x: Double, _ y: Double) -> Double {
        switch self {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        case .power, .powerOfConstant: pow(x, y)
        // What is not a number goes through.
        case .maximum: x > y || x.isNaN ? x : y
        case .minimum: x < y || x.isNaN ? x : y
        case .negate: -x
        case .square: x * x
        case .absolute: x.magnitude
        case .logarithm: log(x)
        case .exponential: exp(x)
        case .squareRoot: x.squareRoot()
        case .floor: x.rounded(.down)
        case .ceiling: x.rounded(.up)
        case .sine: sin(x)
        case .cosine: cos(x)
        case .hyperbolicTangent: tanh(x)
        case .sigmoid: 1 / (1 + exp(-x))
        case .rectifier: x <= 0 ? 0 : x
        }
    }

    /// The derivative with respect to the first operand, given the operands and the value.
    @inline(__always)
    func first(_ x: Double, _ y: Double, _ value: Double) -> Double {
        switch self {
        case .add, .subtract: 1
        case .multiply: y
        case .divide: 1 / y
        case .power, .powerOfConstant: y == 0 ? 0 : y * pow(x, y - 1)
        case .maximum: x == y ? 0.5 : x < y ? 0 : 1
        case .minimum: x == y ? 0.5 : x > y ? 0 : 1
        case .negate: -1
        case .square: 2 * x
        case .absolute: x == 0 ? 0 : x > 0 ? 1 : x < 0 ? -1 : x
        case .logarithm: 1 / x
        case .exponential: value
        case .squareRoot: 1 / (2 * value)
        case .floor, .ceiling: 0
        case .sine: cos(x)
        case .cosine: -sin(x)
        case .hyperbolicTangent: 1 - value * value
        case .sigmoid: value * (1 - value)
        case .rectifier: x <= 0 ? 0 : 1
        }
    }

    /// The derivative with respect to the second operand.
    @inline(__always)
    func second(_ x: Double, _ y: Double, _ value: Double) -> Double {
        switch self {
        case .add: 1
        case .subtract: -1
        case .multiply: x
        case .divide: -value / y
        case .power: x == 0 && y >= 0 ? 0 : value * log(x)
        case .maximum: x == y ? 0.5 : x > y ? 0 : 1
        case .minimum: x == y ? 0.5 : x < y ? 0 : 1
        default: 0
        }
    }
}

extension Function {
    var operation: Operation {
        switch self {
        case .abs: .absolute
        case .min: .minimum
        case .max: .maximum
        case .log: .logarithm
        case .exp: .exponential
        case .sqrt: .squareRoot
        case .floor: .floor
        case .ceil: .ceiling
        case .sin: .sine
        case .cos: .cosine
        case .tanh: .hyperbolicTangent
        case .sigmoid: .sigmoid
        case .relu: .rectifier
        }
    }
}

extension ArithmeticOperator {
    var operation: Operation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .power: .power
        }
    }
}
