import StudyCore

/// What a plain scalar is, by YAML 1.2's core schema.
///
/// One rule is stricter: a number with a needless leading zero (`010`, `007.5`) is text, since it was octal in YAML
/// 1.1 and is a label more often than a number.
enum CoreSchema {
    static func content(ofPlain text: String) -> Node.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        case ".nan", ".NaN", ".NAN": return .real(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .real(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .real(-.infinity)
        default: return number(text) ?? .text(text)
        }
    }

    private static func number(_ text: String) -> Node.Content? {
        guard text.utf8.count <= 400, let first = text.utf8.first, first < 0x3A else { return nil }
        if text.hasPrefix("0x") { return whole(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return whole(text.dropFirst(2), radix: 8) }
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let digits = rest.prefix(while: isDigit)
        if digits.count > 1, digits.first == UInt8(ascii: "0") { return nil }
        rest = rest.dropFirst(digits.count)
        if rest.isEmpty {
            guard !digits.isEmpty else { return nil }
            return Int(text).map { .integer($0) } ?? Double(text).map { .real($0) }
        }
        var fraction = 0
        let hasPoint = rest.first == UInt8(ascii: ".")
        if hasPoint {
            rest = rest.dropFirst()
            fraction = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(fraction)
        }
        guard digits.count + fraction > 0 else { return nil }
        if let mark = rest.first {
            guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return nil }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
        }
        return Double(normalized(text)).map { .real($0) }
    }

    private static func whole(_ digits: Substring, radix: Int) -> Node.Content? {
        guard !digits.isEmpty, digits.utf8.first != UInt8(ascii: "-"), digits.utf8.first != UInt8(ascii: "+") else {
            return nil
        }
        return Int(digits, radix: radix).map { .integer($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// `.5` and `1.` as Swift reads them.
    private static func normalized(_ text: String) -> String {
        var result = ""
        var previous: Character = " "
        for character in text {
            if character == ".", !previous.isNumber { result += "0" }
            if previous == ".", !character.isNumber { result += "0" }
            result.append(character)
            previous = character
        }
        return previous == "." ? result + "0" : result
    }
}
