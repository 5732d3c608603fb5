import StudyCore

extension StudyReport {
    /// The report as JSON: the contract that `docs/report-format.md` describes field by field.
    /// - Parameter top: how many trials to tell of; all where nil. The counts are of all trials.
    public func json(top: Int? = nil) -> Node {
        [
            "format": .integer(reportFormat),
            "study": .text(study.name),
            "state": .text(study.state.rawValue),
            "objective": .objective(study.objective),
            "counts": .counts(ranking.count),
            "trials": .list(shown(top).map(Self.json)),
            "failures": outline.failures.json,
            "statistics": statisticsNode,
            "execution": [
                "seconds": outline.times.seconds.map(Node.number) ?? Node(.null),
                "workers": .integer(outline.times.workerCount),
            ],
        ]
    }

    private static func json(_ ranked: RankedTrial) -> Node {
        [
            "rank": .optional(ranked.rank),
            "number": .integer(ranked.trial.number),
            "parameters": ranked.trial.configuration.node,
            "state": .text(ranked.state.rawValue),
            "runs": .integer(ranked.completeRuns),
            "objective": [
                "value": .optional(ranked.objective), "low": .optional(ranked.statistics?.low),
                "high": .optional(ranked.statistics?.high), "deviation": .optional(ranked.statistics?.deviation),
            ],
            "metrics": .metrics(ranked.metrics),
            "tied_with_best": .optional(ranked.statistics?.isTiedWithBest),
        ]
    }
}
