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
    public internal(set) var metrics: [String: Double]
    /// How many runs are complete.
    public let completeRuns: Int
    public internal(set) var statistics: TrialStatistics?
}

/// A study's trials, best first.
///
/// Complete trials come first, ranked by the mean of the objective over their runs, equal ones by number. Then come the
/// others, in the order of their numbers: pruned, diverged, failed, running, waiting.
public struct Ranking: Sendable {
    public let objective: Objective
    public internal(set) var trials: [RankedTrial]

    public init(_ study: StudyRecord) {
        objective = study.objective
        let candidates = study.trials.map { trial in
            let metrics = trial.metrics
            let value = metrics[study.objective.metric].flatMap { $0.isFinite ? $0 : nil }
            return Candidate(trial: trial, state: trial.state, objective: value, metrics: metrics)
        }
        let sorted = candidates.sorted { $0.precedes($1, study.objective) }
        trials = sorted.enumerated().map { position, candidate in
            RankedTrial(
                rank: candidate.group == 0 ? position + 1 : nil, trial: candidate.trial, state: candidate.state,
                objective: candidate.objective, metrics: candidate.metrics,
                completeRuns: candidate.trial.runs.count { $0.state == .complete })
        }
    }

    /// The trials that have a rank, best first.
    public var ranked: ArraySlice<RankedTrial> { trials.prefix { $0.rank != nil } }

    /// The best trial; nil while none is complete.
    public var best: RankedTrial? { trials.first.flatMap { $0.rank == nil ? nil : $0 } }

    /// How many trials are in a state.
    public func count(_ state: RunState) -> Int { trials.count { $0.state == state } }

    /// The states in the order in which their counts are told.
    static let countedStates: [RunState] = [.complete, .failed, .diverged, .pruned, .waiting, .running]
}

private struct Candidate {
    let trial: TrialRecord
    let state: RunState
    let objective: Double?
    let metrics: [String: Double]

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

    func precedes(_ other: Candidate, _ goal: Objective) -> Bool {
        if group != other.group { return group < other.group }
        if group == 0, let first = objective, let second = other.objective, first != second {
            return goal.prefers(first, to: second)
        }
        return trial.number < other.trial.number
    }
}
