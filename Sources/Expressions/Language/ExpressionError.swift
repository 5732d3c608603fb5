/// Why a text is no expression, or cannot be evaluated, and where.
public struct ExpressionError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case empty
        case tooLong(limit: Int)
        case tooDeep(limit: Int)
        case unexpectedCharacter(Character)
        /// A sign that other languages use, and what is written here.
        case foreignSign(String, instead: String)
        case malformedNumber(String)
        case unclosedQuote
        case unclosedBrace
        case unclosedParenthesis
        case unopenedParenthesis
        /// An operator with nothing after it.
        case trailingOperator(String)
        /// Something else than a value: an operator, a comma, a keyword.
        case valueExpected(found: String)
        /// Something that cannot follow what stands before it.
        case unexpected(String)
        case unknownFunction(String)
        case unknownName(String)
        case argumentCount(function: Function, found: Int)
        /// An operator or function applied to something that it is not for: `'<' needs numbers`.
        case operandType(what: String, needs: ValueKind, found: ValueKind)
        case comparedKinds(operator: String, ValueKind, ValueKind)
        case resultType(needs: ValueKind, found: ValueKind)
        /// A text or a truth value in an expression that is to give a number.
        case numberNeeded(found: ValueKind)
        /// The divisor is 0 where the parameters start.
        case divisionByZeroAtStart
    }

    public let reason: Reason
    /// In the expression's text, in Unicode scalars from 0.
    public let offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The name that nobody knows, for a suggestion.
    public var unknown: (name: String, isFunction: Bool)? {
        switch reason {
        case .unknownFunction(let name): (name, true)
        case .unknownName(let name): (name, false)
        default: nil
        }
    }

    public var sentence: String {
        switch reason {
        case .empty: "the expression is empty"
        case .tooLong(let limit): "the expression is longer than \(limit) words and signs"
        case .tooDeep(let limit): "the expression is nested deeper than \(limit) levels"
        case .unexpectedCharacter(let character): "unexpected character '\(character)'"
        case .foreignSign(let sign, _): "unexpected '\(sign)'"
        case .malformedNumber(let text): "'\(text)' is no number"
        case .unclosedQuote: "a text in quotes is not closed"
        case .unclosedBrace: "'${' is not closed"
        case .unclosedParenthesis: "a parenthesis is not closed"
        case .unopenedParenthesis: "a parenthesis is closed that was never opened"
        case .trailingOperator(let sign): "the expression ends after '\(sign)'"
        case .valueExpected(let found): "a value is expected (got '\(found)')"
        case .unexpected(let found): "an operator is expected (got '\(found)')"
        case .unknownFunction(let name): "unknown function '\(name)'"
        case .unknownName(let name): "unknown name '\(name)'"
        case .argumentCount(let function, let found):
            "'\(function.rawValue)' takes \(function.argumentDescription) (got \(found))"
        case .operandType(let what, let needs, let found): "'\(what)' needs \(needs.plural) (got \(found.singular))"
        case .comparedKinds(let sign, let left, let right):
            "'\(sign)' cannot compare \(left.singular) with \(right.singular)"
        case .numberNeeded(let found): "a number is needed here (got \(found.singular))"
        case .divisionByZeroAtStart: "division by zero at the start"
        case .resultType(let needs, let found): "must give \(needs.singular) (gives \(found.singular))"
        }
    }

    /// What to do instead, where that does not depend on the names there are.
    public var suggestion: String? {
        switch reason {
        case .empty: "write a comparison such as narrow <= wide"
        case .foreignSign(_, let instead): "write '\(instead)'"
        case .unclosedParenthesis: "add ')'"
        case .unopenedParenthesis: "remove ')'"
        case .trailingOperator: "complete it"
        case .unexpected(","): "remove ','"
        case .unexpected(let found): "write one before '\(found)', such as '*' or '<', or remove '\(found)'"
        case .comparedKinds(_, .text, .text): "texts compare with == and != only"
        case .comparedKinds(_, .number, .text), .comparedKinds(_, .text, .number):
            "put both in quotes, or neither"
        case .divisionByZeroAtStart: "start elsewhere, or keep the divisor away from 0"
        case .resultType(.truth, _): "write a comparison such as narrow <= wide"
        default: nil
        }
    }
}
