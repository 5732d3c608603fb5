/// A `$name` in a text.
public struct Reference: Hashable, Sendable {
    public let name: String
    public let position: SourcePosition?
}

/// A text cut into what stands there and what stands for a parameter.
public enum TextPiece: Hashable, Sendable {
    case literal(String)
    case reference(String)
}

/// Cuts a text at its references: `$name` or `${name}`; `$$` is a dollar. Among `names` the longest that fits wins; an
/// unknown name reaches as far as letters, digits and underscores do. A dollar before anything else is just a dollar.
public func pieces(of text: String, names: Set<String>) -> [TextPiece] {
    var pieces: [TextPiece] = []
    var literal = ""
    var rest = Substring(text)
    func flush() {
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        literal = ""
    }
    while let dollar = rest.firstIndex(of: "$") {
        literal += rest[..<dollar]
        rest = rest[rest.index(after: dollar)...]
        if rest.first == "$" {
            literal += "$"
            rest = rest.dropFirst()
        } else if rest.first == "{", let close = rest.firstIndex(of: "}") {
            flush()
            pieces.append(.reference(String(rest[rest.index(after: rest.startIndex)..<close])))
            rest = rest[rest.index(after: close)...]
        } else {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard let first = word.first, !first.isNumber else {
                literal += "$"
                continue
            }
            let name = names.contains(String(word)) ? String(word) : longestName(in: word, names) ?? String(word)
            flush()
            pieces.append(.reference(name))
            rest = rest.dropFirst(name.count)
        }
    }
    literal += rest
    flush()
    return pieces
}

private func longestName(in word: Substring, _ names: Set<String>) -> String? {
    names.filter { !$0.isEmpty && word.hasPrefix($0) }.max { $0.count < $1.count }
}

extension Node {
    /// All references in the tree's texts, each with the position of its text.
    /// - Parameter except: keys of the topmost map whose values are taken literally.
    public func references(to names: Set<String>, except literalKeys: Set<String> = []) -> [Reference] {
        switch content {
        case .text(let text):
            guard text.contains("$") else { return [] }
            return pieces(of: text, names: names).compactMap { piece in
                if case .reference(let name) = piece { Reference(name: name, position: position) } else { nil }
            }
        case .list(let nodes): return nodes.flatMap { $0.references(to: names) }
        case .map(let entries):
            return entries.flatMap { literalKeys.contains($0.key) ? [] : $0.value.references(to: names) }
        default: return []
        }
    }
}
