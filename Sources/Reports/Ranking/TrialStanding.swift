import StudyCore

/// Where one trial of a study stands, in few bytes: a study may have very many of them.
public struct TrialStanding: Sendable {
    /// Not a number where there is no objective.
    private let value: Double
    private let storedNumber: Int32
    private let storedIndex: Int32
    private let storedCompleteRuns: Int32
    private let storedOutcomes: Int32
    public let state: RunState

    /// - Parameters:
    ///   - index: the trial's place among the study's trials.
    ///   - outcomes: where the outcomes of its runs begin.
    init(_ trial: TrialRecord, index: Int, objective metric: String, outcomes: Int) {
        let mean = trial.mean(of: metric)
        value = mean?.isFinite == true ? mean ?? .nan : .nan
        storedNumber = Int32(trial.number)
        storedIndex = Int32(index)
        storedCompleteRuns = Int32(trial.count(.complete))
        storedOutcomes = Int32(outcomes)
        state = trial.state
    }

    public var number: Int { Int(storedNumber) }
    /// Among the study's trials.
    var index: Int { Int(storedIndex) }
    /// The objective's mean over the complete runs; nil where there is none or it is not finite.
    public var objective: Double? { value.isNaN ? nil : value }
    /// How many runs are complete.
    public var completeRuns: Int { Int(storedCompleteRuns) }
    /// Of a trial that has a rank: which of `Standings.outcomes` are its runs'.
    var outcomes: Range<Int> { Int(storedOutcomes)..<Int(storedOutcomes) + completeRuns }

    /// Whether it has a rank.
    var isRanked: Bool { group == 0 }

    /// 0 for trials that have a rank.
    private var group: Int {
        switch state {
        case .complete: value.isNaN ? 1 : 0
        case .pruned: 2
        case .diverged: 3
        case .failed: 4
        case .running: 5
        case .waiting: 6
        }
    }

    func precedes(_ other: TrialStanding, _ goal: Objective) -> Bool {
        let groups = (group, other.group)
        if groups.0 != groups.1 { return groups.0 < groups.1 }
        if groups.0 == 0, value != other.value { return goal.prefers(value, to: other.value) }
        return storedNumber < other.storedNumber
    }
}

/// How the trials of a study came out by its objective, in the order in which they were added.
struct Standings: Sendable {
    /// One complete run of a trial that has a rank.
    struct Outcome: Sendable {
        let `repeat`: Int32
        let value: Double
    }

    let objective: Objective
    private(set) var trials: [TrialStanding] = []
    /// Those of one trial beside each other, in the order of the repeats.
    private(set) var outcomes: [Outcome] = []
    private(set) var counts: [RunState: Int] = [:]

    init(_ objective: Objective) { self.objective = objective }

    init(_ study: StudyRecord) {
        self.init(study.objective)
        trials.reserveCapacity(study.trials.count)
        // By their places: a trial taken out of the list is copied with all that it holds.
        for place in study.trials.indices { add(study.trials[place]) }
    }

    /// - Returns: whether the trial has a rank.
    @discardableResult
    mutating func add(_ trial: TrialRecord) -> Bool {
        let standing = TrialStanding(
            trial, index: trials.count, objective: objective.metric, outcomes: outcomes.count)
        trials.append(standing)
        counts[standing.state, default: 0] += 1
        guard standing.isRanked else { return false }
        for place in trial.runs.indices where trial.runs[place].state == .complete {
            // A trial with a rank has the objective of all its complete runs.
            let value = trial.runs[place].metrics[objective.metric] ?? .nan
            outcomes.append(Outcome(repeat: Int32(trial.runs[place].key.repeat), value: value))
        }
        return true
    }
}
