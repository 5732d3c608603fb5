import StudyCore

/// What can be said of a study's results: intervals, ties with the best, the winner's held-out figure, importance. See
/// `docs/statistics.md`.
public struct StudyStatistics: Sendable {
    public static let usualLevel = 0.95

    /// The rate at which intervals hold the true value; 1 − level is the chance of a false difference.
    public let level: Double
    /// The study's trials, those shown with their statistics.
    public let ranking: Ranking
    public let heldOut: HeldOutFigure?
    /// Nil below `StudyImportance.leastTrials` complete trials, and where nothing varies.
    public let importance: StudyImportance?
    let ties: Ties
    let outline: StudyOutline

    /// What is told of the comparisons with the best trial.
    struct Ties: Sendable {
        enum Method: Sendable, Equatable {
            case mcNemar(examples: Int)
            case blocks(repeats: Int, degreesOfFreedom: Int, pooledTrials: Int, noisyTrials: Int)
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
        try self.init(
            OutlinedStudy(study, top: top), level: level, predictions: predictions, top: top, importance: importance)
    }

    /// - Parameter top: how many trials will be shown, no more than have records; all of these where nil.
    public init(
        _ outlined: OutlinedStudy, level: Double = usualLevel, predictions: any PredictionSource, top: Int? = nil,
        importance: Bool = true
    ) throws {
        self.level = level
        outline = outlined.outline
        let ranking = outlined.ranking
        let objective = ranking.objective
        let set = try TieSet(ranking, level: level, predictions: predictions)
        let shown = ranking.ranked.prefix(max(1, top ?? .max))
        var intervals = try MetricIntervals(
            objective.metric, of: shown, level: level, predictions: predictions)
        // By their places: a trial taken out of the list is copied with all that it holds.
        let statistics = shown.indices.map { place in
            var statistics = intervals.statistics(of: shown[place])
            statistics.isTiedWithBest = set.isTied(shown[place].trial.number)
            return statistics
        }
        ties = Ties(set, ranking.rankedStandings)
        heldOut = try HeldOutFigure(ranking, level: level, predictions: predictions)
        self.importance =
            importance
            ? StudyImportance(
                outlined.examples, names: outline.parameterNames, objective: objective, level: level) : nil
        self.ranking = ranking.with(statistics)
    }
}

extension StudyStatistics.Ties {
    init(_ set: TieSet, _ ranked: ArraySlice<TrialStanding>) {
        compared = ranked.count
        switch set.test {
        case .examples(_, let count): method = .mcNemar(examples: count)
        case .repeats(let design, let numbers, _):
            method = .blocks(
                repeats: numbers.count, degreesOfFreedom: design.noise.degreesOfFreedom,
                pooledTrials: design.noise.trials, noisyTrials: design.greaterNoise?.trials ?? 0)
        case .none(let reason): method = .none(reason)
        }
        if case .repeats(let design, _, _) = set.test {
            isWithoutNoise = design.noise.variance == 0
        } else {
            isWithoutNoise = false
        }
        tied = set.tiedCount
        areFirst = ranked.prefix(set.tiedCount).dropFirst().allSatisfy { set.isTied($0.number) == true }
    }
}
