/// Cuts an expression's text into tokens.
struct Tokenizer {
    /// An expression longer than this is refused, so that no tree grows deeper than the stack.
    static let greatestCount = 1000

    private let scalars: [Unicode.Scalar]
    private var offset = 0
    private static let signs = [
        "**", "==", "!=", "<=", ">=", "+", "-", "*", "/", "^", "(", ")", ",", "<", ">",
    ]
    /// What other languages write, and what is written here.
    private static let foreign = ["&&": "and", "||": "or", "!": "not", "=": "==", "&": "and", "|": "or"]

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// All tokens, the last of them `.end`.
    static func tokens(of text: String) throws(ExpressionError) -> [Token] {
        var tokenizer = Tokenizer(text)
        var tokens: [Token] = []
        while true {
            let token = try tokenizer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
            if tokens.count > greatestCount { throw ExpressionError(.tooLong(limit: greatestCount), at: token.offset) }
        }
    }

    private mutating func next() throws(ExpressionError) -> Token {
        while offset < scalars.count, scalars[offset].properties.isWhitespace { offset += 1 }
        guard offset < scalars.count else { return Token(kind: .end, offset: scalars.count, source: "") }
        let first = scalars[offset]
        if first.isDigit || (first == "." && offset + 1 < scalars.count && scalars[offset + 1].isDigit) {
            return try number()
        }
        if first.beginsName { return taken(nameLength(from: offset)) { .word($0) } }
        if first == "$" { return try reference() }
        if first == "\"" || first == "'" { return try quoted() }
        for sign in Self.signs where matches(sign) { return taken(sign.unicodeScalars.count) { .sign($0) } }
        for (sign, instead) in Self.foreign.sorted(by: { $0.key.count > $1.key.count }) where matches(sign) {
            throw ExpressionError(.foreignSign(sign, instead: instead), at: offset)
        }
        throw ExpressionError(.unexpectedCharacter(Character(first)), at: offset)
    }

    private func matches(_ sign: String) -> Bool { scalars[offset...].starts(with: sign.unicodeScalars) }

    private mutating func taken(_ length: Int, _ kind: (String) -> Token.Kind) -> Token {
        let source = text(offset, offset + length)
        defer { offset += length }
        return Token(kind: kind(source), offset: offset, source: source)
    }

    private func text(_ start: Int, _ end: Int) -> String {
        String(String.UnicodeScalarView(scalars[start..<end]))
    }

    private func nameLength(from start: Int) -> Int {
        var end = start
        while end < scalars.count, scalars[end].continuesName { end += 1 }
        return end - start
    }

    private mutating func number() throws(ExpressionError) -> Token {
        let start = offset
        func skipDigits(_ position: inout Int) {
            while position < scalars.count, scalars[position].isDigit { position += 1 }
        }
        var end = start
        skipDigits(&end)
        if end < scalars.count, scalars[end] == "." {
            end += 1
            skipDigits(&end)
        }
        if end < scalars.count, scalars[end] == "e" || scalars[end] == "E" {
            var exponent = end + 1
            if exponent < scalars.count, scalars[exponent] == "+" || scalars[exponent] == "-" { exponent += 1 }
            if exponent < scalars.count, scalars[exponent].isDigit {
                end = exponent
                skipDigits(&end)
            }
        }
        let trailing = end < scalars.count && (scalars[end].continuesName || scalars[end] == ".")
        var written = text(start, end)
        if written.hasSuffix(".") { written += "0" }
        guard !trailing, let value = Double(written), value.isFinite else {
            var wholeEnd = end
            while wholeEnd < scalars.count, scalars[wholeEnd].continuesName || scalars[wholeEnd] == "." {
                wholeEnd += 1
            }
            throw ExpressionError(.malformedNumber(text(start, wholeEnd)), at: start)
        }
        return taken(end - start) { _ in .number(value) }
    }

    private mutating func reference() throws(ExpressionError) -> Token {
        let start = offset
        if start + 1 < scalars.count, scalars[start + 1] == "{" {
            guard let close = scalars[start...].firstIndex(of: "}") else {
                throw ExpressionError(.unclosedBrace, at: start)
            }
            let name = text(start + 2, close)
            guard !name.isEmpty else { throw ExpressionError(.unexpectedCharacter("$"), at: start) }
            return taken(close + 1 - start) { _ in .reference(name) }
        }
        let length = start + 1 < scalars.count && scalars[start + 1].beginsName ? nameLength(from: start + 1) : 0
        guard length > 0 else { throw ExpressionError(.unexpectedCharacter("$"), at: start) }
        let name = text(start + 1, start + 1 + length)
        return taken(length + 1) { _ in .reference(name) }
    }

    /// A backslash keeps the next character as it is.
    private mutating func quoted() throws(ExpressionError) -> Token {
        let start = offset
        let quote = scalars[start]
        var value = String.UnicodeScalarView()
        var position = start + 1
        while position < scalars.count {
            if scalars[position] == quote { break }
            if scalars[position] == "\\", position + 1 < scalars.count { position += 1 }
            value.append(scalars[position])
            position += 1
        }
        guard position < scalars.count else { throw ExpressionError(.unclosedQuote, at: start) }
        return taken(position + 1 - start) { _ in .text(String(value)) }
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
    fileprivate var beginsName: Bool { self == "_" || properties.isAlphabetic }
    fileprivate var continuesName: Bool {
        beginsName || isDigit || properties.numericType != nil || properties.generalCategory == .nonspacingMark
    }
}
