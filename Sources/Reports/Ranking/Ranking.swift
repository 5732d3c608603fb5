import StudyCore

/// A trial in its place among the others.
public struct RankedTrial: Sendable {
    /// From 1; nil for a trial that is not complete or has no objective.
    public let rank: Int?
    public let trial: TrialRecord
    public let state: RunState
    /// The objective's mean over the complete runs; nil where there is none or it is not finite.
    public let objective: Double?
    /// Means over the complete runs.
    public internal(set) var metrics: MetricValues
    /// How many runs are complete.
    public let completeRuns: Int
    public internal(set) var statistics: TrialStatistics?

    /// The same place for a fuller record of the trial.
    func with(_ trial: TrialRecord) -> RankedTrial {
        RankedTrial(
            rank: rank, trial: trial, state: state, objective: objective, metrics: trial.metrics,
            completeRuns: completeRuns, statistics: statistics)
    }
}

/// A study's trials, best first.
///
/// Complete trials come first, ranked by the mean of the objective over their runs, equal ones by number. Then come the
/// others, in the order of their numbers: pruned, diverged, failed, running, waiting.
public struct Ranking: Sendable {
    public let objective: Objective
    public internal(set) var trials: [RankedTrial]

    private let rankedCount: Int
    private let counts: [RunState: Int]

    public init(_ study: StudyRecord) {
        objective = study.objective
        var counts: [RunState: Int] = [:]
        // Few numbers of each trial are sorted, not the trials themselves, of which there may be very many.
        var places: [Place] = []
        places.reserveCapacity(study.trials.count)
        for index in study.trials.indices {
            let state = study.trials[index].state
            counts[state, default: 0] += 1
            let mean = study.trials[index].mean(of: study.objective.metric)
            places.append(
                Place(
                    index: index, number: study.trials[index].number, state: state,
                    objective: mean?.isFinite == true ? mean : nil))
        }
        places.sort { $0.precedes($1, study.objective) }
        trials = places.enumerated().map { position, place in
            let trial = study.trials[place.index]
            return RankedTrial(
                rank: place.group == 0 ? position + 1 : nil, trial: trial, state: place.state,
                objective: place.objective, metrics: trial.metrics,
                completeRuns: trial.count(.complete))
        }
        rankedCount = places.prefix { $0.group == 0 }.count
        self.counts = counts
    }

    /// The same with the statistics of the first trials.
    consuming func with(_ statistics: [TrialStatistics]) -> Ranking {
        for (place, entry) in statistics.enumerated() { trials[place].statistics = entry }
        return self
    }

    /// The trials that have a rank, best first.
    public var ranked: ArraySlice<RankedTrial> { trials.prefix(rankedCount) }

    /// The best trial; nil while none is complete.
    public var best: RankedTrial? { rankedCount == 0 ? nil : trials.first }

    /// How many trials are in a state.
    public func count(_ state: RunState) -> Int { counts[state] ?? 0 }

    /// The states in the order in which their counts are told.
    static let countedStates: [RunState] = [.complete, .failed, .diverged, .pruned, .waiting, .running]
}

/// What decides about a trial's place.
private struct Place {
    /// Among the study's trials.
    let index: Int
    let number: Int
    let state: RunState
    let objective: Double?

    /// 0 for trials that have a rank.
    var group: Int {
        switch state {
        case .complete: objective == nil ? 1 : 0
        case .pruned: 2
        case .diverged: 3
        case .failed: 4
        case .running: 5
        case .waiting: 6
        }
    }

    func precedes(_ other: Place, _ goal: Objective) -> Bool {
        if group != other.group { return group < other.group }
        if group == 0, let first = objective, let second = other.objective, first != second {
            return goal.prefers(first, to: second)
        }
        return number < other.number
    }
}
