import StudyCore

/// The studies of a database, one a line.
public struct StudyListReport: Sendable {
    private let studies: [StudySummary]
    private let best: [String: Double]

    /// - Parameter best: the best objective by study name, where it is known.
    public init(_ studies: [StudySummary], best: [String: Double] = [:]) {
        self.studies = studies
        self.best = best
    }

    /// The list for a terminal; ends with a line break.
    public func text(style: TextStyle = TextStyle()) -> String {
        guard !studies.isEmpty else { return "No studies yet.\n" }
        var columns = [
            TableColumn(
                title: "study", isRightAligned: false, priority: TableColumn.always, canShrink: true,
                cells: studies.map { TerminalText.safe($0.name) }),
            TableColumn(
                title: "state", isRightAligned: false, priority: 90, cells: studies.map(\.state.rawValue)),
            TableColumn(
                title: "trials", priority: 80, cells: studies.map { "\(Self.done($0.trials))/\(Self.all($0.trials))" }),
            TableColumn(
                title: "failed", priority: 60, cells: studies.map { String($0.trials[.failed] ?? 0) }),
        ]
        if !best.isEmpty {
            columns.append(
                TableColumn(
                    title: "best", priority: 70,
                    cells: studies.map { NumberText.metric(best[$0.name], named: $0.objective.metric) }))
        }
        columns += [
            TableColumn(
                title: "objective", isRightAligned: false, priority: 55, canShrink: true,
                cells: studies.map { "\($0.objective.goal.rawValue) \(TerminalText.safe($0.objective.metric))" }),
            TableColumn(
                title: "created", isRightAligned: false, priority: 40,
                cells: studies.map { Timestamp.readable($0.created) }),
            TableColumn(
                title: "description", isRightAligned: false, priority: 20, canShrink: true,
                cells: studies.map { TerminalText.cut(TerminalText.safe($0.description ?? ""), to: 60) }),
        ]
        return TerminalTable.text(FittedColumns(columns, width: style.width).columns, style: style)
    }

    /// The list as JSON; see `docs/report-format.md`.
    public func json() -> Node {
        [
            "format": .integer(reportFormat),
            "studies": .list(
                studies.map { study in
                    [
                        "name": .text(study.name), "description": .text(study.description),
                        "state": .text(study.state.rawValue), "objective": .objective(study.objective),
                        "trials": .counts { study.trials[$0] ?? 0 }, "runs": .counts { study.runs[$0] ?? 0 },
                        "best": .optional(best[study.name]), "created": .time(study.created),
                    ]
                }),
        ]
    }

    private static func done(_ counts: [RunState: Int]) -> Int {
        counts.reduce(0) { $0 + ($1.key.isFinal ? $1.value : 0) }
    }

    private static func all(_ counts: [RunState: Int]) -> Int { counts.values.reduce(0, +) }
}
