extension Expression {
    /// Reads an expression.
    ///
    /// From loosest to tightest: `or`; `and`; `not`; comparisons, which chain (`0 < a < b` is `0 < a and a < b`);
    /// `+ -`; `* /`; unary minus; `^` or `**`, from the right (`-2^2` is −4, `2^-1` one half). Names are bare words,
    /// `$name` or `${any name}`.
    /// - Throws: `ExpressionError`, for the first thing that is wrong. Unknown names are found by `unknownNames`.
    public init(parsing text: String) throws(ExpressionError) {
        var parser = Parser(tokens: try Tokenizer.tokens(of: text))
        self = try parser.whole()
    }
}

private struct Parser {
    static let greatestDepth = 100
    private static let keywords: Set<String> = ["and", "or", "not"]

    let tokens: [Token]
    var index = 0
    var depth = 0

    init(tokens: [Token]) { self.tokens = tokens }

    private var current: Token { tokens[index] }

    mutating func whole() throws(ExpressionError) -> Expression {
        if current.kind == .end { throw ExpressionError(.empty, at: 0) }
        let expression = try disjunction()
        switch current.kind {
        case .end: return expression
        case .sign(")"): throw ExpressionError(.unopenedParenthesis, at: current.offset)
        default: throw ExpressionError(.unexpected(current.source), at: current.offset)
        }
    }

    private mutating func take(_ signs: String...) -> Token? {
        guard case .sign(let sign) = current.kind, signs.contains(sign) else { return nil }
        defer { index += 1 }
        return current
    }

    private mutating func take(keyword: String) -> Token? {
        guard current.kind == .word(keyword) else { return nil }
        defer { index += 1 }
        return current
    }

    private mutating func deeper(
        _ read: (inout Parser) throws(ExpressionError) -> Expression
    ) throws(ExpressionError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.greatestDepth { throw ExpressionError(.tooDeep(limit: Self.greatestDepth), at: current.offset) }
        return try read(&self)
    }

    private mutating func disjunction() throws(ExpressionError) -> Expression {
        var left = try conjunction()
        while let sign = take(keyword: "or") {
            left = .logical(.or, left, try conjunction(), at: sign.offset)
        }
        return left
    }

    private mutating func conjunction() throws(ExpressionError) -> Expression {
        var left = try negation()
        while let sign = take(keyword: "and") {
            left = .logical(.and, left, try negation(), at: sign.offset)
        }
        return left
    }

    private mutating func negation() throws(ExpressionError) -> Expression {
        guard let sign = take(keyword: "not") else { return try comparison() }
        let operand = try deeper { (parser) throws(ExpressionError) in try parser.negation() }
        return .not(operand, at: sign.offset)
    }

    private mutating func comparison() throws(ExpressionError) -> Expression {
        var left = try sum()
        var chain: Expression?
        while let sign = take("==", "!=", "<", "<=", ">", ">="),
            let comparison = ComparisonOperator(rawValue: sign.source)
        {
            let right = try sum()
            let link = Expression.comparison(comparison, left, right, at: sign.offset)
            chain = chain.map { .logical(.and, $0, link, at: sign.offset) } ?? link
            left = right
        }
        return chain ?? left
    }

    private mutating func sum() throws(ExpressionError) -> Expression {
        var left = try product()
        while let sign = take("+", "-") {
            left = .arithmetic(sign.source == "+" ? .add : .subtract, left, try product(), at: sign.offset)
        }
        return left
    }

    private mutating func product() throws(ExpressionError) -> Expression {
        var left = try signed()
        while let sign = take("*", "/") {
            left = .arithmetic(sign.source == "*" ? .multiply : .divide, left, try signed(), at: sign.offset)
        }
        return left
    }

    private mutating func signed() throws(ExpressionError) -> Expression {
        guard let sign = take("-", "+") else { return try power() }
        let operand = try deeper { (parser) throws(ExpressionError) in try parser.signed() }
        return sign.source == "-" ? .negate(operand, at: sign.offset) : operand
    }

    private mutating func power() throws(ExpressionError) -> Expression {
        let base = try value()
        guard let sign = take("^", "**") else { return base }
        let exponent = try deeper { (parser) throws(ExpressionError) in try parser.signed() }
        return .arithmetic(.power, base, exponent, at: sign.offset)
    }

    private mutating func value() throws(ExpressionError) -> Expression {
        let token = current
        switch token.kind {
        case .number(let value):
            index += 1
            return .literal(.number(value), at: token.offset)
        case .text(let value):
            index += 1
            return .literal(.text(value), at: token.offset)
        case .reference(let name):
            index += 1
            return .reference(name, at: token.offset)
        case .word("true"), .word("false"):
            index += 1
            return .literal(.truth(token.source == "true"), at: token.offset)
        case .word(let word) where !Self.keywords.contains(word):
            index += 1
            if let open = take("(") { return try call(word, token, open) }
            return .name(word, at: token.offset)
        case .sign("("):
            index += 1
            let inner = try deeper { (parser) throws(ExpressionError) in try parser.disjunction() }
            guard take(")") != nil else { throw afterValue(openedAt: token.offset) }
            return inner
        case .end:
            let last = tokens[index - 1]
            if case .sign("(") = last.kind { throw ExpressionError(.unclosedParenthesis, at: last.offset) }
            throw ExpressionError(.trailingOperator(last.source), at: last.offset)
        case .word, .sign: throw ExpressionError(.valueExpected(found: token.source), at: token.offset)
        }
    }

    private mutating func call(_ name: String, _ token: Token, _ open: Token) throws(ExpressionError) -> Expression {
        guard let function = Function(rawValue: name) else {
            throw ExpressionError(.unknownFunction(name), at: token.offset)
        }
        var arguments: [Expression] = []
        if take(")") == nil {
            repeat {
                arguments.append(try deeper { (parser) throws(ExpressionError) in try parser.disjunction() })
            } while take(",") != nil
            guard take(")") != nil else { throw afterValue(openedAt: open.offset) }
        }
        guard function.argumentCount.contains(arguments.count) else {
            throw ExpressionError(.argumentCount(function: function, found: arguments.count), at: token.offset)
        }
        return .call(function, arguments, at: token.offset)
    }

    private func afterValue(openedAt open: Int) -> ExpressionError {
        current.kind == .end
            ? ExpressionError(.unclosedParenthesis, at: open)
            : ExpressionError(.unexpected(current.source), at: current.offset)
    }
}
