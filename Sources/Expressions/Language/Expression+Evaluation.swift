import Foundation

extension Expression {
    /// The expression's value where its names stand for these values. Arithmetic follows IEEE 754: one over zero is
    /// infinite, and a comparison with what is not a number is false.
    /// - Throws: `ExpressionError` for an unknown name or a value of the wrong kind.
    public func value(_ values: [String: Value]) throws(ExpressionError) -> Value {
        switch self {
        case .literal(let value, _): return value
        case .name(let name, let offset), .reference(let name, let offset):
            if case .name = self, values[name] == nil, let constant = Constant(rawValue: name) {
                return .number(constant.value)
            }
            guard let value = values[name] else { throw ExpressionError(.unknownName(name), at: offset) }
            return value
        case .negate(let operand, let offset): return .number(-(try operand.number("-", offset, values)))
        case .not(let operand, let offset): return .truth(!(try operand.truth("not", offset, values)))
        case .arithmetic(let sign, let left, let right, let offset):
            let first = try left.number(sign.rawValue, offset, values)
            return .number(sign.apply(first, try right.number(sign.rawValue, offset, values)))
        case .logical(let sign, let left, let right, let offset):
            let first = try left.truth(sign.rawValue, offset, values)
            if first == (sign == .or) { return .truth(first) }
            return .truth(try right.truth(sign.rawValue, offset, values))
        case .comparison(let sign, let left, let right, let offset):
            return .truth(try sign.apply(try left.value(values), try right.value(values), offset))
        case .call(let function, let arguments, let offset):
            var numbers: [Double] = []
            for argument in arguments { numbers.append(try argument.number(function.rawValue, offset, values)) }
            return .number(function.apply(numbers))
        }
    }

    private func number(
        _ what: String, _ offset: Int, _ values: [String: Value]
    ) throws(ExpressionError) -> Double {
        let value = try value(values)
        guard case .number(let number) = value else {
            throw ExpressionError(.operandType(what: what, needs: .number, found: value.kind), at: offset)
        }
        return number
    }

    private func truth(_ what: String, _ offset: Int, _ values: [String: Value]) throws(ExpressionError) -> Bool {
        let value = try value(values)
        guard case .truth(let truth) = value else {
            throw ExpressionError(.operandType(what: what, needs: .truth, found: value.kind), at: offset)
        }
        return truth
    }
}

extension ArithmeticOperator {
    func apply(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .power: pow(left, right)
        }
    }
}

extension ComparisonOperator {
    func apply(_ left: Value, _ right: Value, _ offset: Int) throws(ExpressionError) -> Bool {
        if case .number(let first) = left, case .number(let second) = right {
            return switch self {
            case .equal: first == second
            case .notEqual: first != second
            case .less: first < second
            case .lessOrEqual: first <= second
            case .greater: first > second
            case .greaterOrEqual: first >= second
            }
        }
        let comparable = left.kind == right.kind || left == .nothing || right == .nothing
        guard comparable, self == .equal || self == .notEqual else {
            throw ExpressionError(.comparedKinds(operator: rawValue, left.kind, right.kind), at: offset)
        }
        return (left == right) == (self == .equal)
    }
}

extension Function {
    func apply(_ arguments: [Double]) -> Double {
        guard let first = arguments.first else { return .nan }
        return switch self {
        case .abs: Swift.abs(first)
        case .min: arguments.dropFirst().reduce(first) { Swift.min($0, $1) }
        case .max: arguments.dropFirst().reduce(first) { Swift.max($0, $1) }
        case .log: Foundation.log(first)
        case .exp: Foundation.exp(first)
        case .sqrt: first.squareRoot()
        case .floor: first.rounded(.down)
        case .ceil: first.rounded(.up)
        case .sin: Foundation.sin(first)
        case .cos: Foundation.cos(first)
        case .tanh: Foundation.tanh(first)
        case .sigmoid: 1 / (1 + Foundation.exp(-first))
        case .relu: first <= 0 ? 0 : first
        }
    }
}
