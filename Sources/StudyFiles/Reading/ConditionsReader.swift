import StudyCore

/// Reads `when: {other: [value, …]}`.
struct ConditionsReader {
    /// Every parameter that is declared.
    let names: [String]
    /// The distributions of those that were read.
    let distributions: [String: Distribution]
    let diagnostics: Diagnostics

    func read(_ entries: [Node.Entry], of name: String) -> [Parameter.Condition] {
        entries.compactMap { entry in
            guard entry.key != name else {
                diagnostics.report("its condition is about itself", subject: name, at: entry.keyPosition)
                return nil
            }
            guard names.contains(entry.key) else {
                diagnostics.report(
                    "'when' names the unknown parameter '\(entry.key)'", subject: name, at: entry.keyPosition,
                    suggestion: nameSuggestion(for: entry.key, among: names.filter { $0 != name }))
                return nil
            }
            guard let list = entry.value.listValue, !list.isEmpty else {
                diagnostics.report(
                    "'when' needs a list of values of '\(entry.key)' (got "
                        + "\(entry.value.listValue == nil ? entry.value.described : "none"))",
                    subject: name, at: entry.value.position ?? entry.keyPosition,
                    suggestion: "write when: {\(entry.key): [\(Scalar(entry.value)?.text ?? "value")]}")
                return nil
            }
            let values = list.compactMap { value(of: entry.key, $0, for: name) }
            guard values.count == list.count else { return nil }
            return Parameter.Condition(parameter: entry.key, values: values, position: entry.keyPosition)
        }
    }

    private func value(of other: String, _ node: Node, for name: String) -> Scalar? {
        guard let value = Scalar(node) else {
            diagnostics.report(
                "'when' needs single values (got \(node.described))", subject: name, at: node.position)
            return nil
        }
        guard let distribution = distributions[other] else { return value }
        guard distribution.contains(value) else {
            diagnostics.report(
                "'\(other)' is never \(value.node.json)", subject: name, at: node.position,
                suggestion: distribution.membershipSuggestion(value))
            return nil
        }
        return value
    }

    /// Whether conditions run in a circle, which is reported.
    func refuseCircle(_ parameters: [Parameter]) -> Bool {
        let byName = Dictionary(parameters.map { ($0.name, $0) }) { first, _ in first }
        let needs = byName.mapValues { $0.conditions.map(\.parameter) }
        guard let circle = firstCircle(through: parameters.map(\.name), needs: needs), let first = circle.first else {
            return false
        }
        diagnostics.report(
            "the conditions run in a circle (\((circle + [first]).joined(separator: " → ")))", subject: first,
            at: byName[first]?.conditions.first?.position, suggestion: "remove one of them")
        return true
    }
}

/// The first circle in what names need, found from the names in their order.
func firstCircle(through names: [String], needs: [String: [String]]) -> [String]? {
    var finished: Set<String> = []
    var path: [String] = []
    func visit(_ name: String) -> [String]? {
        if finished.contains(name) { return nil }
        if let begin = path.firstIndex(of: name) { return Array(path[begin...]) }
        path.append(name)
        for other in needs[name] ?? [] {
            if let circle = visit(other) { return circle }
        }
        path.removeLast()
        finished.insert(name)
        return nil
    }
    for name in names {
        if let circle = visit(name) { return circle }
    }
    return nil
}
