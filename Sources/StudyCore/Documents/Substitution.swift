extension Node {
    /// The tree with parameters' values in place of their references: a whole node keeps the value's type, a variants
    /// parameter's piece takes the reference's place. What cannot be put in place is reported.
    public func substituting(
        _ configuration: Configuration, space: SearchSpace, rules: SubstitutionRules, diagnostics: Diagnostics
    ) -> Node {
        let substitution = Substitution(
            configuration: configuration, space: space, rules: rules, diagnostics: diagnostics)
        return substitution.applyTopmost(self)
    }
}

private struct Substitution {
    let configuration: Configuration
    let values: [String: Scalar]
    let space: SearchSpace
    let names: Set<String>
    let rules: SubstitutionRules
    let diagnostics: Diagnostics
    private let budget = Budget()

    init(configuration: Configuration, space: SearchSpace, rules: SubstitutionRules, diagnostics: Diagnostics) {
        self.configuration = configuration
        values = configuration.dictionary
        self.space = space
        names = Set(space.names + rules.derivedNames)
        self.rules = rules
        self.diagnostics = diagnostics
    }

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

    /// The description itself, whose keys the rules speak of.
    func applyTopmost(_ node: Node) -> Node {
        guard case .map(let entries) = node.content else { return apply(node) }
        let place = Place().deeper
        return with(
            node,
            .map(
                entries.map { entry in
                    var value = entry.value
                    if rules.shellKeys.contains(entry.key), let command = shellText(value, place) {
                        value = with(value, .text(command))
                    } else if !rules.literalKeys.contains(entry.key) {
                        value = apply(value, at: place)
                    }
                    return Node.Entry(entry.key, value, keyPosition: entry.keyPosition)
                }))
    }

    func apply(_ node: Node, at place: Place = Place()) -> Node {
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
            return with(node, children(node, place.deeper))
        default: return node
        }
    }

    private func children(_ node: Node, _ place: Place) -> Node.Content {
        switch node.content {
        case .list(let nodes): return .list(nodes.flatMap { derivedElements($0) ?? [apply($0, at: place)] })
        case .map(let entries):
            return .map(
                entries.map { entry in
                    Node.Entry(entry.key, apply(entry.value, at: place), keyPosition: entry.keyPosition)
                })
        case let content: return content
        }
    }

    /// The words that a derived name stands for; nil where the name is a parameter's, or nobody's.
    private func derivedWords(_ name: String) -> [String]? {
        guard space[name] == nil else { return nil }
        return rules.derived.first { $0.name == name }?.words(configuration)
    }

    /// What an element of a list becomes that is a derived name; nil for any other.
    private func derivedElements(_ node: Node) -> [Node]? {
        guard case .text(let text) = node.content, text.hasPrefix("$") else { return nil }
        let pieces = pieces(of: text, names: names)
        guard pieces.count == 1, case .reference(let name) = pieces[0] else { return nil }
        return derivedWords(name)?.map { with(node, .text($0)) }
    }

    /// A shell command with values as quoted words; nil for what is no such text, or a reference as a whole.
    private func shellText(_ node: Node, _ place: Place) -> String? {
        guard case .text(let text) = node.content, text.contains("$") else { return nil }
        let pieces = pieces(of: text, names: names)
        if pieces.count == 1, case .reference = pieces[0] { return nil }
        var quoting = ShellQuoting()
        for piece in pieces {
            switch piece {
            case .literal(let text): quoting.append(literal: text)
            case .reference(let name): quoting.append(words: words(of: name, node, place))
            }
        }
        return quoting.text
    }

    /// What a reference stands for as words: a variant's list is as many.
    private func words(of name: String, _ node: Node, _ place: Place) -> [String] {
        if let words = derivedWords(name) { return words }
        let value = value(of: name, node, place)
        if let nodes = value.listValue, nodes.allSatisfy({ Scalar($0) != nil }) { return nodes.map(\.textForCommand) }
        return [value.textForCommand]
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
                case .reference(let name): result += words(of: name, node, place).joined(separator: " ")
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
            if let words = derivedWords(name) { return with(node, .text(words.joined(separator: " "))) }
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
