import StudyCore

/// What can be said of a study's results: intervals, ties with the best, the winner's held-out figure, importance. See
/// `docs/statistics.md`.
public struct StudyStatistics: Sendable {
    public static let usualLevel = 0.95

    /// The rate at which intervals hold the true value; 1 − level is the chance of a false difference.
    public let level: Double
    /// The study's trials with their statistics.
    public let ranking: Ranking
    public let heldOut: HeldOutFigure?
    /// Nil below `StudyImportance.leastTrials` complete trials, and where nothing varies.
    public let importance: StudyImportance?
    let ties: Ties

    /// What is told of the comparisons with the best trial.
    struct Ties: Sendable {
        enum Method: Sendable, Equatable {
            case mcNemar(examples: Int)
            case blocks(repeats: Int, degreesOfFreedom: Int, pooledTrials: Int)
            case none(RivalTest.Reason)
        }
        let method: Method
        /// How many are tied, the best one among them.
        let tied: Int
        let compared: Int
        /// Whether repeats differ by nothing but what each does to all trials: any difference of means is then certain.
        let isWithoutNoise: Bool
        /// Whether all that are tied rank before all that are not: tests on examples may see it otherwise.
        let areFirst: Bool
    }

    /// - Parameters:
    ///   - level: above 0 and below 1.
    ///   - predictions: looked up for trials near the best, and for the number of examples of those shown.
    ///   - top: how many trials will be shown: only these get intervals; all where nil.
    ///   - importance: whether to compute it.
    public init(
        _ study: StudyRecord, level: Double = usualLevel, predictions: any PredictionSource, top: Int? = nil,
        importance: Bool = true
    ) throws {
        self.level = level
        let ranking = Ranking(study)
        let ranked = ranking.ranked
        let set = try TieSet(ranked, objective: study.objective, level: level, predictions: predictions)
        let shown = ranked.prefix(max(1, top ?? .max))
        var intervals = try MetricIntervals(
            study.objective.metric, of: shown, level: level, predictions: predictions)
        let statistics = shown.map { trial in
            var statistics = intervals.statistics(of: trial)
            statistics.isTiedWithBest = set.isTied(trial.trial.number)
            return statistics
        }
        ties = Ties(set, ranked)
        heldOut = try HeldOutFigure(ranking, level: level, predictions: predictions)
        self.importance =
            importance
            ? StudyImportance(
                ranked, names: StudyReport.parameterNames(of: study), objective: study.objective, level: level) : nil
        self.ranking = ranking.with(statistics)
    }
}

extension StudyStatistics.Ties {
    init(_ set: TieSet, _ ranked: ArraySlice<RankedTrial>) {
        compared = ranked.count
        switch set.test {
        case .examples(_, let count): method = .mcNemar(examples: count)
        case .repeats(let design, let numbers, _):
            method = .blocks(
                repeats: numbers.count, degreesOfFreedom: design.degreesOfFreedom, pooledTrials: design.pooledTrials)
        case .none(let reason): method = .none(reason)
        }
        if case .repeats(let design, _, _) = set.test {
            isWithoutNoise = design.residualVariance == 0
        } else {
            isWithoutNoise = false
        }
        tied = set.tiedCount
        areFirst = ranked.prefix(set.tiedCount).dropFirst().allSatisfy { set.isTied($0.trial.number) == true }
    }
}
