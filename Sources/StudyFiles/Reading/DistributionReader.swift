import StudyCore

/// Reads one parameter's distribution, in its short form (`uniform: [0, 1]`), its long one (`uniform: {low: 0, high:
/// 1}`) or as a bare list of values.
struct DistributionReader {
    static let keywords = [
        "value", "values", "variants", "linspace", "geomspace", "uniform", "log_uniform", "reverse_log_uniform",
        "int_uniform", "int_log_uniform", "normal", "log_normal",
    ]
    /// Options that may stand beside the keyword in the short form, and the keywords they go with.
    static let options: [(name: String, keywords: [String])] = [
        ("weights", ["values"]),
        ("step", ["uniform", "int_uniform", "int_log_uniform"]),
        ("low", ["normal", "log_normal"]),
        ("high", ["normal", "log_normal"]),
    ]

    /// The parameter's name, for sentences.
    let name: String
    let diagnostics: Diagnostics

    /// - Parameter beside: called with the map's reader, to read what stands beside the distribution.
    func read(_ node: Node, beside: (MapReader) -> Void) -> Distribution? {
        if let list = node.listValue { return values(list, weights: nil, at: node.position) }
        guard node.mapValue != nil else {
            let known = "write {uniform: [0, 1]}, {values: [1, 2, 3]} or another distribution"
            report(
                node.isNull
                    ? "declares no distribution" : "a distribution is expected (got \(node.described))",
                at: node.position,
                suggestion: node.isNull || node.textValue != nil && node.parameter != nil
                    ? known : "write {value: \(node.excerpt)} for a constant")
            return nil
        }
        guard let map = MapReader(node, title: "'\(name)'", diagnostics: diagnostics) else { return nil }
        let named = Self.keywords.filter { map.has($0) }
        for keyword in Self.keywords { _ = map.take(keyword) }
        beside(map)
        guard let keyword = named.first, named.count == 1 else {
            if named.count > 1 {
                report(
                    "takes exactly one distribution (got \(named.joined(separator: ", ")))", at: node.position,
                    suggestion: "keep one")
            } else {
                refuseUnnamed(map)
            }
            return nil
        }
        let before = diagnostics.all.count
        let distribution = distribution(keyword, map)
        refuseStrayOptions(keyword, map)
        map.finish()
        return diagnostics.all.count == before ? distribution : nil
    }

    func report(_ message: String, at position: SourcePosition?, suggestion: String? = nil) {
        diagnostics.report(message, subject: name, at: position, suggestion: suggestion)
    }

    private func refuseUnnamed(_ map: MapReader) {
        let others = (map.node.mapValue ?? []).filter { $0.key != "when" }
        guard let first = others.first(where: { nearestName(to: $0.key, among: Self.keywords) != nil }) ?? others.first
        else {
            report(
                "declares no distribution", at: map.node.position,
                suggestion: "write {uniform: [0, 1]}, {values: [1, 2, 3]} or another distribution")
            return
        }
        report(
            "unknown distribution '\(first.key)'", at: first.keyPosition,
            suggestion: nameSuggestion(for: first.key, among: Self.keywords))
    }

    private func refuseStrayOptions(_ keyword: String, _ map: MapReader) {
        for (option, keywords) in Self.options where !keywords.contains(keyword) && map.has(option) {
            _ = map.take(option)
            report(
                "'\(option)' goes with \(keywords.joined(separator: ", ")) only, not with \(keyword)",
                at: map.keyPosition(option), suggestion: "remove it")
        }
    }

    private func distribution(_ keyword: String, _ map: MapReader) -> Distribution? {
        guard let settings = Settings(keyword, map, self) else { return nil }
        switch keyword {
        case "value": return scalar(settings.node).map { .constant($0) }
        case "values": return values(settings)
        case "variants": return variants(settings.node)
        case "linspace", "geomspace": return spaced(keyword, settings)
        case "uniform": return uniform(settings)
        case "log_uniform", "reverse_log_uniform": return logarithmic(keyword, settings)
        case "int_uniform", "int_log_uniform": return whole(keyword, settings)
        default: return bell(keyword, settings)
        }
    }

    /// A single value; reported when it is none.
    func scalar(_ node: Node) -> Scalar? {
        guard let scalar = Scalar(node) else {
            report(
                "a single value is expected (got \(node.described))", at: node.position,
                suggestion: "use variants: {name: …} for pieces of YAML")
            return nil
        }
        if case .real(let value) = scalar, !value.isFinite {
            report("values must be finite (got \(node.described))", at: node.position)
            return nil
        }
        return scalar
    }

    private func variants(_ node: Node) -> Distribution? {
        guard let entries = node.mapValue, !entries.isEmpty else {
            report(
                "variants takes a map of names to pieces of YAML (got \(node.mapValue == nil ? node.described : "none"))",
                at: node.position, suggestion: "write variants: {first: …, second: …}")
            return nil
        }
        for entry in entries {
            if entry.key.isEmpty { report("a variant's name is empty", at: entry.keyPosition) }
            if entry.value.isNull {
                report(
                    "the variant '\(entry.key)' holds nothing", at: entry.keyPosition,
                    suggestion: "give it the piece of YAML that it stands for")
            }
        }
        return .variants(entries.map { Distribution.Variant(name: $0.key, piece: $0.value) })
    }
}
