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

/// How a kind of trial treats references in its description.
public struct SubstitutionRules: Sendable {
    /// What becomes of a reference inside a longer text.
    public enum Embedded: Sendable {
        /// It becomes text (commands).
        case text
        /// It stays, to be bound as a value by the kind itself (expressions).
        case kept
        /// It is an error (networks).
        case refused
    }

    public let embedded: Embedded
    /// Keys of the description whose values are taken literally (metric patterns).
    public let literalKeys: Set<String>
    /// Whether every parameter counts as used, because the trial sees them all (commands, by their environment).
    public let usesEveryParameter: Bool

    public init(embedded: Embedded, literalKeys: Set<String> = [], usesEveryParameter: Bool = false) {
        self.embedded = embedded
        self.literalKeys = literalKeys
        self.usesEveryParameter = usesEveryParameter
    }
}

extension Node {
    /// The tree with parameters' values in place of their references: a whole node keeps the value's type, a variants
    /// parameter's piece takes the reference's place. What cannot be put in place is reported.
    public func substituting(
        _ configuration: Configuration, space: SearchSpace, rules: SubstitutionRules, diagnostics: Diagnostics
    ) -> Node {
        let substitution = Substitution(
            values: configuration.dictionary, space: space, names: Set(space.names), rules: rules,
            diagnostics: diagnostics)
        return substitution.apply(self, literalKeys: rules.literalKeys)
    }
}

private struct Substitution {
    let values: [String: Scalar]
    let space: SearchSpace
    let names: Set<String>
    let rules: SubstitutionRules
    let diagnostics: Diagnostics
    private let budget = Budget()

    /// Pieces may hold pieces: thirty parameters that each name the next twice would fill any memory.
    private final class Budget {
        var pieces = 10_000
    }

    /// Deeper trees are not made: neither a reader of JSON nor the stack goes down without end.
    private static let greatestDepth = 100

    /// Where a node stands in the tree that is made.
    struct Place {
        /// The variants parameters whose pieces it stands in.
        var path: [String] = []
        /// How many lists and maps it stands in.
        var depth = 0

        var deeper: Place { Place(path: path, depth: depth + 1) }
        func inside(_ name: String) -> Place { Place(path: path + [name], depth: depth) }
    }

    func apply(_ node: Node, literalKeys: Set<String> = [], at place: Place = Place()) -> Node {
        switch node.content {
        case .text(let text) where text.contains("$"): return applyText(text, node, place)
        case .list, .map:
            guard place.depth < Self.greatestDepth else {
                diagnostics.report(
                    "variants within variants are nested deeper than \(Self.greatestDepth) levels",
                    at: place.path.first.flatMap { space[$0]?.position } ?? node.position,
                    suggestion: "take a reference out of a variant")
                return Node(.null, position: node.position)
            }
            return with(node, children(node, literalKeys, place.deeper))
        default: return node
        }
    }

    private func children(_ node: Node, _ literalKeys: Set<String>, _ place: Place) -> Node.Content {
        switch node.content {
        case .list(let nodes): return .list(nodes.map { apply($0, at: place) })
        case .map(let entries):
            return .map(
                entries.map { entry in
                    let value = literalKeys.contains(entry.key) ? entry.value : apply(entry.value, at: place)
                    return Node.Entry(entry.key, value, keyPosition: entry.keyPosition)
                })
        case let content: return content
        }
    }

    private func with(_ node: Node, _ content: Node.Content) -> Node {
        var node = node
        node.content = content
        return node
    }

    private func applyText(_ text: String, _ node: Node, _ place: Place) -> Node {
        let pieces = pieces(of: text, names: names)
        if pieces.count == 1, case .reference(let name) = pieces[0] { return value(of: name, node, place) }
        if pieces.allSatisfy({ if case .literal = $0 { true } else { false } }) {
            return with(node, .text(literal(pieces)))
        }
        switch rules.embedded {
        case .kept:
            for case .reference(let name) in pieces {
                if let parameter = space[name], values[name] == nil { reportInactive(parameter, node) }
            }
            return node
        case .refused:
            // `$lrr` where `lr` is declared is a misspelt name rather than `lr` with an r behind it.
            let word = text.dropFirst()
            if text.hasPrefix("$"), word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
                diagnostics.report(
                    "no parameter has this name", subject: text, at: node.position,
                    suggestion: nearestName(to: String(word), among: space.names).map { "did you mean '$\($0)'?" })
                return node
            }
            diagnostics.report(
                "a reference inside a longer text works in commands only (got \"\(node.excerpt)\")", at: node.position,
                suggestion: "let the whole value be the reference")
            return node
        case .text:
            var result = ""
            for piece in pieces {
                switch piece {
                case .literal(let text): result += text
                case .reference(let name): result += value(of: name, node, place).textForCommand
                }
            }
            return with(node, .text(result))
        }
    }

    private func literal(_ pieces: [TextPiece]) -> String {
        pieces.reduce(into: "") { result, piece in if case .literal(let text) = piece { result += text } }
    }

    private func value(of name: String, _ node: Node, _ place: Place) -> Node {
        guard let parameter = space[name] else {
            // Undefined names are reported once for the whole file, by the study file's reader; the text stays.
            return node
        }
        guard let value = values[name] else {
            reportInactive(parameter, node)
            return Node(.null, position: node.position)
        }
        if case .variants(let variants) = parameter.distribution,
            let variant = variants.first(where: { .text($0.name) == value })
        {
            guard !place.path.contains(name) else {
                diagnostics.report("variants refer to each other without end", subject: name, at: parameter.position)
                return Node(.null, position: node.position)
            }
            budget.pieces -= 1
            guard budget.pieces >= 0 else {
                diagnostics.report("variants within variants make more than 10000 pieces", at: parameter.position)
                return Node(.null, position: node.position)
            }
            return apply(variant.piece, at: place.inside(name))
        }
        var result = value.node
        result.position = node.position
        result.parameter = name
        result.isQuoted = value.isNumberInQuotes
        return result
    }

    private func reportInactive(_ parameter: Parameter, _ node: Node) {
        diagnostics.report(
            "refers to '\(parameter.name)', which is inactive where \(conditionText(parameter))",
            subject: "$\(parameter.name)", at: node.position,
            suggestion: "give '\(parameter.name)' no 'when', or use it only in the variant that goes with it")
    }

    private func conditionText(_ parameter: Parameter) -> String {
        let conditions = parameter.conditions.map { condition in
            "\(condition.parameter) is not \(condition.values.map(\.text).joined(separator: " or "))"
        }
        return conditions.isEmpty ? "its variant is not chosen" : conditions.joined(separator: " or ")
    }
}

extension Node {
    /// A value inside a command's text.
    fileprivate var textForCommand: String { Scalar(self)?.text ?? json }
}
