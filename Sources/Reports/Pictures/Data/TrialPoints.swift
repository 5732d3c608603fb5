import StudyCore

/// Trials as rows of a picture: all of them, or the best and an even sample where they are very many.
struct TrialPoints {
    /// How many points are drawn at most.
    static let greatestCount = 1000
    /// Of these, so many of the best at least.
    private static let bestCount = 200

    let trials: [RankedTrial]
    /// How many there would be.
    let total: Int

    /// - Parameter trials: the best first.
    init(_ trials: [RankedTrial], atMost most: Int = greatestCount) {
        total = trials.count
        guard trials.count > most else {
            self.trials = trials
            return
        }
        let best = min(Self.bestCount, most / 2)
        let rest = Array(trials.dropFirst(best)).sorted { $0.trial.number < $1.trial.number }
        self.trials = trials.prefix(best) + EvenSample.indices(of: rest.count, atMost: most - best).map { rest[$0] }
    }

    /// Said where not all are drawn.
    var note: [String] {
        trials.count == total ? [] : ["\(trials.count) of \(total) trials are drawn: the best, and others evenly."]
    }
}

extension RankedTrial {
    /// The trial as a row: number, rank, state, objective and the parameters of these axes.
    func row(_ axes: [ParameterAxis], _ more: [(String, Node)] = []) -> Node {
        var entries: [(String, Node)] = [("trial", .integer(trial.number)), ("state", .text(state.rawValue))]
        if let rank { entries.append(("rank", .integer(rank))) }
        if let objective { entries.append(("objective", .real(objective))) }
        for axis in axes { if let cell = axis.cell(trial.configuration) { entries.append((axis.field, cell)) } }
        return .map(entries + more)
    }
}

extension ParameterAxis {
    /// Whether one of the trials has a place on the axis.
    func occurs(in trials: [RankedTrial]) -> Bool { trials.contains { cell($0.trial.configuration) != nil } }
}

extension PictureSource {
    /// Fields of a tooltip over a trial.
    func tooltip(_ axes: [ParameterAxis]) -> (Channel, Encoding) {
        (
            .tooltip,
            .tooltip(
                [("trial", .quantitative, "trial"), ("objective", .quantitative, metric.name)]
                    + axes.map { axis in
                        if case .continuous(let scale) = axis.scale {
                            (axis.field, .quantitative, scale == .complementLog ? "1 − \(axis.name)" : axis.name)
                        } else {
                            (axis.field, .nominal, axis.name)
                        }
                    })
        )
    }

    /// `trial 17 with validation.accuracy 0.9870`
    func figure(_ ranked: RankedTrial) -> String {
        "trial \(ranked.trial.number) with \(metric.name) \(NumberText.metric(ranked.objective, named: metric.name))"
    }
}
