import Statistics
import StudyCore

/// Why a trial ranks where it does: what it was compared with, and what came out.
public struct TrialExplanation: Sendable {
    public let study: StudyRecord
    public let level: Double
    /// The trial, with its interval.
    public let trial: RankedTrial
    let best: RankedTrial?
    /// How many trials have a rank.
    let rankedCount: Int
    let ties: StudyStatistics.Ties
    var method: StudyStatistics.Ties.Method { ties.method }
    let isTied: Bool?
    let rivals: [Rival]

    /// A comparison of the trial with another one.
    struct Rival: Sendable {
        enum Role: String, Sendable {
            case best
            /// The neighbours in the ranking.
            case better = "next_better"
            case worse = "next_worse"
            /// Of the winner: those that came near it.
            case close
            /// Asked for by its number.
            case chosen
        }
        let role: Role
        let other: RankedTrial
        /// Nil where the two cannot be compared.
        let outcome: RivalTest.Outcome?
        /// By Holm's method over all comparisons with the best, or over those asked for together; nil for the neighbours, which
        /// nobody asked for.
        let adjusted: Double?
    }

    /// How many rivals of the winner are told of.
    static let closeRivals = 10

    /// Nil where the study has no trial of this number, or none of another one.
    /// - Parameters:
    ///   - others: trials of the study that it is compared with beside the usual ones, each once.
    ///   - level: above 0 and below 1.
    ///   - predictions: looked up for all trials that have a rank, since each p value counts in the correction of others.
    /// - Throws: `ComparisonRefusal` for others that it cannot be compared with.
    public init?(
        _ study: StudyRecord, trial number: Int, against others: [Int] = [],
        level: Double = StudyStatistics.usualLevel, predictions: any PredictionSource
    ) throws {
        let ranking = Ranking(study)
        guard var trial = ranking.trials.first(where: { $0.trial.number == number }) else { return nil }
        let chosen = try others.compactMap { try Self.chosen($0, for: trial, ranking) }
        guard chosen.count == others.count else { return nil }
        let ranked = ranking.ranked
        let set = try TieSet(ranking, level: level, predictions: predictions, everyRival: true)
        if trial.rank != nil {
            var intervals = try MetricIntervals(
                study.objective.metric, of: [trial], level: level, predictions: predictions)
            trial.statistics = intervals.statistics(of: trial)
        }
        self.study = study
        self.level = level
        self.trial = trial
        best = ranking.best
        rankedCount = ranked.count
        ties = StudyStatistics.Ties(set, ranking.rankedStandings)
        isTied = trial.rank.flatMap { _ in set.isTied(number) }
        rivals =
            try Self.rivals(of: trial, ranked, set, predictions) + Self.rivals(of: trial, chosen, set, predictions)
    }

    /// Nil where the study has no trial of this number.
    /// - Throws: `ComparisonRefusal` where there is nothing to compare.
    private static func chosen(
        _ number: Int, for trial: RankedTrial, _ ranking: Ranking
    ) throws(ComparisonRefusal) -> RankedTrial? {
        guard number != trial.trial.number else { throw .itself(number) }
        guard let other = ranking.trials.first(where: { $0.trial.number == number }) else { return nil }
        if let missing = [trial, other].first(where: { $0.rank == nil }) {
            throw .withoutFigure(missing.trial.number, missing.state, runs: missing.completeRuns)
        }
        return other
    }

    /// Those that were asked for, which are corrected for how many they are.
    private static func rivals(
        of trial: RankedTrial, _ chosen: [RankedTrial], _ set: TieSet, _ predictions: any PredictionSource
    ) throws -> [Rival] {
        guard !chosen.isEmpty else { return [] }
        let number = trial.trial.number
        let known = try set.test.predictions(of: [number] + chosen.map(\.trial.number), from: predictions)
        let outcomes = chosen.map { set.test.outcome(number, $0.trial.number, predictions: known) }
        var adjusted = HolmCorrection.adjusted(outcomes.compactMap { $0?.pValue })[...]
        return zip(chosen, outcomes).map { other, outcome in
            Rival(role: .chosen, other: other, outcome: outcome, adjusted: outcome.flatMap { _ in adjusted.popFirst() })
        }
    }

    private static func rivals(
        of trial: RankedTrial, _ ranked: ArraySlice<RankedTrial>, _ set: TieSet, _ predictions: any PredictionSource
    ) throws -> [Rival] {
        guard let rank = trial.rank, ranked.count > 1 else { return [] }
        // Ranks count from 1.
        let place = rank - 1
        var chosen: [(role: Rival.Role, other: RankedTrial)]
        if place == 0 {
            chosen = ranked.dropFirst().prefix(closeRivals).map { (.close, $0) }
        } else {
            chosen = [(.best, ranked[0])]
            if place > 1 { chosen.append((.better, ranked[place - 1])) }
            if place + 1 < ranked.count { chosen.append((.worse, ranked[place + 1])) }
        }
        let others = chosen.map { $0.other.trial.number }
        let known = try set.test.predictions(of: [trial.trial.number] + others, from: predictions)
        return chosen.map { role, other in
            let outcome = set.test.outcome(trial.trial.number, other.trial.number, predictions: known)
            let rival = role == .best ? trial : other
            let adjusted: Double? =
                switch role {
                case .best, .close:
                    set.results[rival.trial.number]?.adjusted
                case .better, .worse, .chosen: nil
                }
            return Rival(role: role, other: other, outcome: outcome, adjusted: adjusted)
        }
    }

    /// The parameters that have another value than in the best trial.
    var differences: [(name: String, value: Scalar?, best: Scalar?)] {
        guard let best, best.trial.number != trial.trial.number else { return [] }
        let (mine, others) = (trial.trial.configuration, best.trial.configuration)
        return StudyReport.parameterNames(of: study).compactMap { name in
            mine[name] == others[name] ? nil : (name, mine[name], others[name])
        }
    }
}
