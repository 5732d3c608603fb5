import StudyCore

extension TrialExplanation {
    /// The explanation as JSON; see `docs/report-format.md`.
    public var json: Node {
        [
            "format": .integer(reportFormat),
            "study": .text(study.name),
            "number": .integer(trial.trial.number),
            "rank": .optional(trial.rank),
            "ranked": .integer(rankedCount),
            "state": .text(trial.state.rawValue),
            "objective": [
                "metric": .text(study.objective.metric), "goal": .text(study.objective.goal.rawValue),
                "value": .optional(trial.objective), "low": .optional(trial.statistics?.low),
                "high": .optional(trial.statistics?.high), "deviation": .optional(trial.statistics?.deviation),
            ],
            "best": .optional(best?.trial.number),
            "tied_with_best": .optional(isTied),
            "level": .real(level),
            "comparison": StudyReport.node(method),
            "rivals": .list(rivals.map(node)),
            "differences": .list(
                differences.map { difference in
                    [
                        "parameter": .text(difference.name), "value": difference.value?.node ?? Node(.null),
                        "best": difference.best?.node ?? Node(.null),
                    ]
                }),
        ]
    }

    private func node(_ rival: Rival) -> Node {
        var entries: [(String, Node)] = [
            ("number", .integer(rival.other.trial.number)), ("rank", .optional(rival.other.rank)),
            ("role", .text(rival.role.rawValue)), ("value", .optional(rival.other.objective)),
            ("difference", .optional(rival.outcome?.difference)), ("p", .optional(rival.outcome?.pValue)),
            ("p_adjusted", .optional(rival.adjusted)), ("tied", .optional(rival.adjusted.map { $0 > 1 - level })),
        ]
        switch rival.outcome?.detail {
        case .examples(let test)?:
            entries += [("only_this", .integer(test.onlyFirst)), ("only_other", .integer(test.onlySecond))]
        case .repeats(let comparison)?:
            entries += [
                // Infinite without any noise, which JSON has no number for.
                ("t", .number(comparison.t)), ("standard_error", .real(comparison.standardError)),
                ("degrees_of_freedom", .number(comparison.degreesOfFreedom)),
            ]
        case nil: break
        }
        return .map(entries)
    }
}
