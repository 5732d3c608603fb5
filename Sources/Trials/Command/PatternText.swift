import Foundation

/// A pattern as its author wrote it, put into the words of the engine that looks for it (ICU's), with the groups that it
/// names.
///
/// Much is written alike wherever there are regular expressions; these are not, and are taken as their authors mean them:
/// braces that count nothing (`{"loss": `), `{,3}`, Python's `(?P<value>…)` and `(?P=value)`, `\u{41}`, and underscores in
/// a group's name.
struct PatternText {
    /// For the engine.
    private(set) var text = ""
    /// The names of the groups, as the author wrote them.
    private(set) var groups: Set<String> = []

    init(_ pattern: String) {
        var rest = Substring(pattern)
        while let character = rest.popFirst() {
            switch character {
            case "\\": readEscape(&rest)
            case "[": readClass(&rest)
            case "(": readOpening(&rest)
            case "{": text += Self.takeCount(&rest) ?? "\\{"
            case "}": text += "\\}"
            default: text.append(character)
            }
        }
    }

    private mutating func readEscape(_ rest: inout Substring) {
        guard let escaped = rest.popFirst() else {
            text += "\\"
            return
        }
        switch escaped {
        case "Q":
            // Up to \E, or the end, everything is meant as it stands.
            let end = rest.firstRange(of: "\\E")
            text += "\\Q" + rest[..<(end?.lowerBound ?? rest.endIndex)] + "\\E"
            rest = rest[(end?.upperBound ?? rest.endIndex)...]
        case "k":
            guard rest.first == "<", let end = rest.firstIndex(of: ">") else {
                text += "\\k"
                return
            }
            text += "\\k<" + Self.plain(rest[rest.index(after: rest.startIndex)..<end]) + ">"
            rest = rest[rest.index(after: end)...]
        case "u", "x", "p", "P", "N":
            text += escaped == "u" && rest.first == "{" ? "\\x" : "\\\(escaped)"
            guard rest.first == "{", let end = rest.firstIndex(of: "}") else { return }
            text += rest[...end]
            rest = rest[rest.index(after: end)...]
        default: text += "\\\(escaped)"
        }
    }

    /// A set of characters, with those inside it: nothing in it is to be rewritten.
    private mutating func readClass(_ rest: inout Substring) {
        text += "["
        if rest.first == "^" { text.append(rest.removeFirst()) }
        // At the beginning it closes nothing.
        if rest.first == "]" { text.append(rest.removeFirst()) }
        var depth = 1
        while depth > 0, let character = rest.popFirst() {
            text.append(character)
            switch character {
            case "\\": if let escaped = rest.popFirst() { text.append(escaped) }
            case "[": depth += 1
            case "]": depth -= 1
            default: break
            }
        }
    }

    private mutating func readOpening(_ rest: inout Substring) {
        for opening in ["?P<", "?<"] where rest.hasPrefix(opening) {
            let name = rest.dropFirst(opening.count)
            // What looks behind is no group.
            guard name.first != "=", name.first != "!", let end = name.firstIndex(of: ">") else { continue }
            groups.insert(String(name[..<end]))
            text += "(?<" + Self.plain(name[..<end]) + ">"
            rest = name[name.index(after: end)...]
            return
        }
        if rest.hasPrefix("?P="), let end = rest.firstIndex(of: ")") {
            text += "\\k<" + Self.plain(rest[..<end].dropFirst(3)) + ">"
            rest = rest[rest.index(after: end)...]
            return
        }
        if rest.hasPrefix("?#"), let end = rest.firstIndex(of: ")") {
            rest = rest[rest.index(after: end)...]
            return
        }
        text += "("
    }

    /// Reads how often something stands there: `2}`, `2,}`, `2,3}`, `,3}`.
    private static func takeCount(_ rest: inout Substring) -> String? {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let bounds = rest[..<end].split(separator: ",", omittingEmptySubsequences: false)
        guard bounds.count <= 2, rest.startIndex < end, rest[..<end] != ",",
            bounds.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } })
        else { return nil }
        let written = rest[..<end]
        rest = rest[rest.index(after: end)...]
        return "{" + (written.first == "," ? "0" : "") + written + "}"
    }

    /// A group's name without underscores, which the engine does not know in names.
    static func plain(_ name: some StringProtocol) -> String {
        name.replacingOccurrences(of: "_", with: "U5F")
    }
}
