import StudyCore

/// A trial in its place among the others.
public struct RankedTrial: Sendable {
    /// From 1; nil for a trial that is not complete or has no objective.
    public let rank: Int?
    public private(set) var trial: TrialRecord
    public let state: RunState
    /// The objective's mean over the complete runs; nil where there is none or it is not finite.
    public let objective: Double?
    /// Means over the complete runs.
    public internal(set) var metrics: MetricValues
    /// How many runs are complete.
    public let completeRuns: Int
    public internal(set) var statistics: TrialStatistics?

    init(_ standing: TrialStanding, rank: Int?, trial: TrialRecord) {
        self.rank = rank
        self.trial = trial
        state = standing.state
        objective = standing.objective
        metrics = trial.metrics
        completeRuns = standing.completeRuns
    }

    /// The same place for a fuller record of the trial.
    func with(_ trial: TrialRecord) -> RankedTrial {
        var ranked = self
        ranked.trial = trial
        ranked.metrics = trial.metrics
        return ranked
    }
}

/// A study's trials, best first.
///
/// Complete trials come first, ranked by the mean of the objective over their runs, equal ones by number. Then come the
/// others, in the order of their numbers: pruned, diverged, failed, running, waiting.
public struct Ranking: Sendable {
    public let objective: Objective
    /// All trials in few numbers each.
    public let standings: [TrialStanding]
    /// The trials whose records are at hand: all, or the first of them.
    public internal(set) var trials: [RankedTrial] = []
    /// The numbers of the trials that were chosen to be shown; nil where all are.
    public private(set) var chosen: Set<Int>?
    /// The best of all where some were chosen, perhaps without it.
    private var bestOfAll: RankedTrial?

    private let outcomes: [Standings.Outcome]
    private let rankedCount: Int
    private let counts: [RunState: Int]

    public init(_ study: StudyRecord) {
        self.init(Standings(study))
        takeAll(of: study)
    }

    /// Without records.
    init(_ standings: consuming Standings) {
        objective = standings.objective
        outcomes = standings.outcomes
        counts = standings.counts
        var sorted = standings.trials
        // Frees the list, which is sorted in place then.
        standings = Standings(objective)
        sorted.sort { [objective] in $0.precedes($1, objective) }
        self.standings = sorted
        rankedCount = sorted.prefix { $0.isRanked }.count
    }

    mutating func takeAll(of study: StudyRecord) {
        trials = standings.enumerated().map { place, standing in
            RankedTrial(standing, rank: rank(at: place), trial: study.trials[standing.index])
        }
    }

    /// - Parameter records: of the first trials, in the order of the ranking.
    mutating func take(_ records: [TrialRecord]) {
        trials = zip(standings, records).enumerated().map { place, pair in
            RankedTrial(pair.0, rank: rank(at: place), trial: pair.1)
        }
    }

    private func rank(at place: Int) -> Int? { place < rankedCount ? place + 1 : nil }

    /// The same with the statistics of the first trials.
    consuming func with(_ statistics: [TrialStatistics]) -> Ranking {
        for (place, entry) in statistics.enumerated() { trials[place].statistics = entry }
        return self
    }

    /// The same with the records of these trials alone, which keep their ranks.
    consuming func choosing(_ numbers: Set<Int>?) -> Ranking {
        guard let numbers else { return self }
        bestOfAll = best
        chosen = numbers
        trials = trials.filter { numbers.contains($0.trial.number) }
        return self
    }

    /// The trials that have a rank, best first, as far as they are chosen and their records at hand.
    public var ranked: ArraySlice<RankedTrial> {
        chosen == nil ? trials.prefix(rankedCount) : trials.prefix { $0.rank != nil }
    }

    /// All that have a rank, best first.
    var rankedStandings: ArraySlice<TrialStanding> { standings.prefix(rankedCount) }

    /// How the complete runs of a trial that has a rank came out, in the order of the repeats.
    func outcomes(of standing: TrialStanding) -> ArraySlice<Standings.Outcome> { outcomes[standing.outcomes] }

    /// The best trial of the study, chosen or not; nil while none is complete.
    public var best: RankedTrial? {
        if chosen != nil { return bestOfAll }
        return rankedCount == 0 ? nil : trials.first
    }

    /// How many trials are in a state.
    public func count(_ state: RunState) -> Int { counts[state] ?? 0 }

    /// The states in the order in which their counts are told.
    static let countedStates: [RunState] = [.complete, .failed, .diverged, .pruned, .waiting, .running]
}
