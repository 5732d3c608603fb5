extension Expression {
    /// The names that are neither among `known` nor constants, each at its place.
    public func unknownNames(known: Set<String>) -> [ExpressionError] {
        let unknown =
            words.filter { !known.contains($0.name) && Constant(rawValue: $0.name) == nil }
            + references.filter { !known.contains($0.name) }
        return unknown.sorted { $0.offset < $1.offset }
            .map { ExpressionError(.unknownName($0.name), at: $0.offset) }
    }

    /// What kind of value the expression gives when its names stand for values of these kinds.
    /// - Throws: `ExpressionError` where an operator or a function meets a value it is not for.
    public func kind(_ kinds: [String: ValueKind]) throws(ExpressionError) -> ValueKind {
        switch self {
        case .literal(let value, _): return value.kind
        case .name(let name, _) where kinds[name] == nil && Constant(rawValue: name) != nil: return .number
        case .name(let name, let offset), .reference(let name, let offset):
            guard let kind = kinds[name] else { throw ExpressionError(.unknownName(name), at: offset) }
            return kind
        case .negate(let operand, let offset): return try operand.check(is: .number, "-", offset, kinds)
        case .not(let operand, let offset): return try operand.check(is: .truth, "not", offset, kinds)
        case .arithmetic(let sign, let left, let right, let offset):
            _ = try left.check(is: .number, sign.rawValue, offset, kinds)
            return try right.check(is: .number, sign.rawValue, offset, kinds)
        case .logical(let sign, let left, let right, let offset):
            _ = try left.check(is: .truth, sign.rawValue, offset, kinds)
            return try right.check(is: .truth, sign.rawValue, offset, kinds)
        case .comparison(let sign, let left, let right, let offset):
            let pair = (try left.kind(kinds), try right.kind(kinds))
            let isEquality = sign == .equal || sign == .notEqual
            let fits =
                isEquality
                ? pair.0 == pair.1 || pair.0 == .nothing || pair.1 == .nothing : pair.0 == .number && pair.1 == .number
            guard fits else {
                throw ExpressionError(.comparedKinds(operator: sign.rawValue, pair.0, pair.1), at: offset)
            }
            return .truth
        case .call(let function, let arguments, let offset):
            for argument in arguments { _ = try argument.check(is: .number, function.rawValue, offset, kinds) }
            return .number
        }
    }

    private func check(
        is needed: ValueKind, _ what: String, _ offset: Int, _ kinds: [String: ValueKind]
    ) throws(ExpressionError) -> ValueKind {
        let found = try kind(kinds)
        guard found == needed else {
            throw ExpressionError(.operandType(what: what, needs: needed, found: found), at: offset)
        }
        return found
    }
}
