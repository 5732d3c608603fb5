import StudyCore

/// Reads `objective: {maximize: metric}`.
struct ObjectiveReader {
    let diagnostics: Diagnostics

    /// An objective with the place of its metric.
    struct Placed {
        let objective: Objective
        let position: SourcePosition?
    }

    func read(_ node: Node) -> Placed? {
        let goals = Objective.Goal.allCases.map(\.rawValue)
        let entries = node.mapValue ?? []
        guard entries.count == 1, let goal = Objective.Goal(rawValue: entries[0].key) else {
            let misspelt = entries.first { !goals.contains($0.key) }
            let found = entries.isEmpty ? node.mapValue == nil ? node.described : "nothing" : nil
            diagnostics.report(
                "takes maximize or minimize and a metric (got "
                    + "\(found ?? entries.map(\.key).joined(separator: ", ")))",
                subject: "objective", at: misspelt?.keyPosition ?? node.position,
                suggestion: misspelt.flatMap { nearestName(to: $0.key, among: goals) }.map { "did you mean '\($0)'?" }
                    ?? (entries.count > 1 ? "keep one" : "write objective: {maximize: validation.accuracy}"))
            return nil
        }
        let position = entries[0].value.position ?? entries[0].keyPosition
        guard let metric = entries[0].value.textValue, !metric.isEmpty else {
            diagnostics.report(
                "needs a metric's name (got \(entries[0].value.described))", subject: goal.rawValue, at: position,
                suggestion: "write \(goal.rawValue): validation.accuracy")
            return nil
        }
        return Placed(objective: Objective(goal, metric), position: position)
    }

    /// The objective, written or the kind's own, held against the metrics that a run of the trial reports.
    func resolve(
        _ written: Placed?, isWritten: Bool, kind: any TrialKind, description: Node, studyPosition: SourcePosition?
    ) -> Objective? {
        let metrics = kind.metricNames(for: description)
        guard let written else {
            guard !isWritten else { return nil }
            guard let objective = kind.defaultObjective else {
                diagnostics.report(
                    "the study must name its objective, since a '\(kind.name)' trial has no default",
                    at: studyPosition, suggestion: "add objective: {maximize: …} or {minimize: …}")
                return nil
            }
            if let metrics, !metrics.contains(objective.metric) {
                diagnostics.report(
                    "the trial does not report \(objective.metric), the default", subject: "objective",
                    at: description.position ?? studyPosition,
                    suggestion: Self.suggestion(instead: objective, among: metrics))
                return nil
            }
            return objective
        }
        if let metrics, !metrics.contains(written.objective.metric) {
            diagnostics.report(
                "unknown metric '\(written.objective.metric)'", subject: "objective", at: written.position,
                suggestion: nameSuggestion(for: written.objective.metric, among: metrics))
            return nil
        }
        return written.objective
    }

    /// An objective that the trial does report, of the same kind where there is one: `test.accuracy` for
    /// `validation.accuracy`.
    static func suggestion(instead objective: Objective, among metrics: [String]) -> String? {
        let ending = objective.metric.split(separator: ".").last.map { ".\($0)" } ?? ""
        let metric = metrics.first { $0.hasSuffix(ending) } ?? metrics.first
        return metric.map { "name an objective, for example objective: {\(objective.goal.rawValue): \($0)}" }
    }
}
