import StudyCore

/// Reads `search.pruner`: exactly one rule with its settings.
struct PrunerReader {
    /// Rules that later versions will know.
    static let laterMethods = [
        "median", "percentile", "patient", "hyperband", "successive_halving", "asha", "wilcoxon",
    ]

    let methods: [PruningMethod]
    let diagnostics: Diagnostics

    func read(_ node: Node, _ problem: PruningProblem) -> (any Pruner)? {
        let known = methods.map(\.name)
        let list = known.joined(separator: ", ")
        let name = node.mapValue?.count == 1 ? node.mapValue?.first?.key : node.textValue
        if let name, Self.laterMethods.contains(name) {
            diagnostics.report(
                "'\(name)' is not yet supported in this version", subject: "pruner",
                at: node.mapValue?.first?.keyPosition ?? node.position, suggestion: "known here: \(list)")
            return nil
        }
        guard let entries = node.mapValue, entries.count == 1 else {
            let got = node.mapValue.map { $0.isEmpty ? "nothing" : $0.map(\.key).joined(separator: ", ") }
            diagnostics.report(
                "takes exactly one of \(list) with its settings (got \(got ?? node.described))", subject: "pruner",
                at: node.position, suggestion: "write pruner: {\(known.first ?? "threshold"): {…}}")
            return nil
        }
        guard let method = methods.first(where: { $0.name == entries[0].key }) else {
            diagnostics.report(
                "unknown pruner '\(entries[0].key)'", subject: "pruner", at: entries[0].keyPosition,
                suggestion: nameSuggestion(for: entries[0].key, among: known))
            return nil
        }
        var settings = entries[0].value
        if settings.isNull { settings.position = entries[0].keyPosition }
        return method.read(settings, problem, diagnostics)
    }
}
