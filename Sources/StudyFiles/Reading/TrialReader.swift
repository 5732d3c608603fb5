import StudyCore

/// Reads `trial`: exactly one kind with its description.
struct TrialReader {
    let kinds: [any TrialKind]
    let diagnostics: Diagnostics

    func read(_ node: Node) -> (kind: any TrialKind, description: Node)? {
        let known = kinds.map(\.name)
        let list = known.joined(separator: ", ")
        guard let entries = node.mapValue, !entries.isEmpty else {
            diagnostics.report(
                "says what one trial does (got \(node.mapValue == nil ? node.described : "nothing"))",
                subject: "trial", at: node.position, suggestion: "write trial: {\(known.first ?? "network"): {…}}")
            return nil
        }
        guard entries.count == 1 else {
            diagnostics.report(
                "takes exactly one of \(list) (got \(entries.map(\.key).joined(separator: ", ")))", subject: "trial",
                at: entries[1].keyPosition, suggestion: "keep one")
            return nil
        }
        guard let kind = kinds.first(where: { $0.name == entries[0].key }) else {
            diagnostics.report(
                "unknown kind of trial '\(entries[0].key)'", subject: "trial", at: entries[0].keyPosition,
                suggestion: nameSuggestion(for: entries[0].key, among: known))
            return nil
        }
        var description = entries[0].value
        if description.isNull { description.position = entries[0].keyPosition }
        return (kind, description)
    }
}
