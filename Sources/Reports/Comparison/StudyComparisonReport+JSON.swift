import StudyCore

extension StudyComparisonReport {
    /// The comparison as JSON; see `docs/report-format.md`.
    public var json: Node {
        [
            "format": .integer(reportFormat),
            "objective": .objective(objective),
            "level": .real(level),
            "studies": .list(studies.map(result)),
            "reach": .list(values.map(reach)),
            "curves": .list(studies.map(curve)),
            "winners": .list(winners.map(\.node)),
            "pareto": .list(
                bargains.map { bargain in
                    [
                        "study": .text(bargain.study), "number": .integer(bargain.trial.trial.number),
                        "seconds": .number(bargain.seconds), "value": .optional(bargain.trial.objective),
                    ]
                }),
        ]
    }

    private func result(_ compared: ComparedStudy) -> Node {
        let statistics = compared.best?.statistics
        return [
            "study": .text(compared.name),
            "method": .text(compared.method),
            "trials": .integer(compared.study.trials.count),
            "complete": .integer(compared.statistics.ranking.ranked.count),
            "best": compared.best.map { best in
                [
                    "number": .integer(best.trial.number), "value": .optional(best.objective),
                    "low": .optional(statistics?.low), "high": .optional(statistics?.high),
                    "deviation": .optional(statistics?.deviation),
                ]
            } ?? Node(.null),
            "tied": compared.statistics.ties.method.isNone
                ? Node(.null) : .integer(compared.statistics.ties.tied),
            "held_out": compared.statistics.heldOut.map(StudyReport.node) ?? Node(.null),
            "seconds": .optional(compared.steps.last?.seconds),
        ]
    }

    private func reach(_ value: Double) -> Node {
        [
            "value": .number(value),
            "studies": .list(
                studies.map { compared in
                    let reach = compared.reach(value)
                    return [
                        "study": .text(compared.name), "trials": .optional(reach.trials),
                        "expected": .optional(reach.expected), "sufficing": .integer(reach.sufficing),
                        "seconds": .optional(reach.seconds),
                    ]
                }),
        ]
    }

    private func curve(_ compared: ComparedStudy) -> Node {
        [
            "study": .text(compared.name),
            "points": .list(
                points(upTo: compared.steps.count).map { count in
                    let best = compared.best(of: count)
                    return [
                        "trials": .integer(count), "best": .optional(best.soFar), "expected": .optional(best.expected),
                        "seconds": .optional(compared.steps[count - 1].seconds),
                    ]
                }),
        ]
    }
}

extension WinnerTest {
    fileprivate var node: Node {
        [
            "first": .text(first), "second": .text(second), "metric": .text(metric), "difference": .real(difference),
            "test": .text(test), "p": .real(pValue), "p_adjusted": .real(adjusted),
        ]
    }
}
