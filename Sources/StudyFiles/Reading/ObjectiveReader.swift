import StudyCore

/// Reads `objective: {maximize: metric}`.
struct ObjectiveReader {
    let diagnostics: Diagnostics

    /// - Parameters:
    ///   - metrics: what a run will report; nil where that is not known.
    ///   - fallback: the kind's default.
    func read(_ node: Node?, kind: String, metrics: [String]?, fallback: Objective?, studyPosition: SourcePosition?)
        -> Objective?
    {
        guard let node else {
            if fallback == nil {
                diagnostics.report(
                    "the study must name its objective, since a '\(kind)' trial has no default", at: studyPosition,
                    suggestion: "add objective: {maximize: …} or {minimize: …}")
            }
            return fallback
        }
        let goals = Objective.Goal.allCases.map(\.rawValue)
        guard let entries = node.mapValue, entries.count == 1, let goal = Objective.Goal(rawValue: entries[0].key)
        else {
            let entries = node.mapValue ?? []
            let misspelt = entries.first { !goals.contains($0.key) }
            let found = node.mapValue == nil ? node.described : entries.map(\.key).joined(separator: ", ")
            diagnostics.report(
                "takes maximize or minimize and a metric (got \(found.isEmpty ? "nothing" : found))",
                subject: "objective", at: misspelt?.keyPosition ?? node.position,
                suggestion: misspelt.flatMap { nearestName(to: $0.key, among: goals) }.map { "did you mean '\($0)'?" }
                    ?? (entries.count > 1 ? "keep one" : "write objective: {maximize: validation.accuracy}"))
            return nil
        }
        let value = Node(entries[0].value.content, position: entries[0].value.position ?? entries[0].keyPosition)
        guard let metric = value.textValue, !metric.isEmpty else {
            diagnostics.report(
                "needs a metric's name (got \(value.described))", subject: goal.rawValue, at: value.position,
                suggestion: "write \(goal.rawValue): validation.accuracy")
            return nil
        }
        if let metrics, !metrics.contains(metric) {
            diagnostics.report(
                "unknown metric '\(metric)'", subject: "objective", at: value.position,
                suggestion: nameSuggestion(for: metric, among: metrics))
            return nil
        }
        return Objective(goal, metric)
    }
}
