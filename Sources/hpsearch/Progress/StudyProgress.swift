import Foundation
import StudyCore

/// How far a study has come, kept from the events that are recorded: what the live view and the plain lines show.
struct StudyProgress: Sendable {
    /// A trial all of whose runs have ended.
    struct FinishedTrial: Sendable {
        let number: Int
        let state: RunState
        /// The objective's mean over the runs; nil where the trial failed or diverged.
        let objective: Double?
        /// The objective of each of its complete runs.
        let values: [Double]
        /// Over all its runs.
        let seconds: Double
        let finishedTrials: Int
    }

    /// What a worker has in hand.
    struct WorkInHand: Sendable {
        let key: RunKey
        let since: Date
        var unit = Measurement.Unit.epoch
        var step = 0
        /// The objective's metric (or the training loss) at the last steps, for a sparkline.
        private(set) var trace: [Double] = []
        private static let greatestTrace = 64

        fileprivate mutating func append(_ value: Double) {
            if trace.count == Self.greatestTrace { trace.removeFirst(Self.greatestTrace / 2) }
            trace.append(value)
        }

        /// Forgets the curve, which is told again from its beginning.
        mutating func beginAnew() { trace = [] }
    }

    let name: String
    let objective: Objective
    let repeats: Int
    /// The step at which a run ends, where the kind of trial knows it.
    let stepsPerRun: Int?
    private(set) var totalTrials: Int
    private(set) var totalRuns: Int
    private(set) var trialStates: [RunState: Int] = [:]
    private(set) var finishedRuns = 0
    private(set) var best: FinishedTrial?
    /// How many examples the objective is the accuracy on, once a run has ended that tells.
    private(set) var examples: Int?
    private(set) var workers: [String: WorkInHand] = [:]
    let began: Date
    /// Runs that had ended before this launch.
    private(set) var finishedBefore = 0
    /// The configuration of a trial; nil where it cannot be read.
    let configuration: @Sendable (Int) -> Configuration?
    /// The trials of which some runs have ended, and others not: few, however many the study has.
    private var open: [Int: OpenTrial] = [:]
    private var finishedTrials = 0
    /// Busy seconds of the runs that ended in this launch.
    private var busy = 0.0

    private struct OpenTrial: Sendable {
        var remaining: Int
        var values: [Double] = []
        var states: Set<RunState> = []
        var seconds = 0.0
    }

    init(
        name: String, objective: Objective, repeats: Int, stepsPerRun: Int?, began: Date,
        configuration: @escaping @Sendable (Int) -> Configuration?
    ) {
        self.name = name
        self.objective = objective
        self.repeats = repeats
        self.stepsPerRun = stepsPerRun
        self.began = began
        self.configuration = configuration
        (totalTrials, totalRuns) = (0, 0)
    }

    /// Takes up a trial of the study as it stands at the launch, before any event.
    mutating func takeUp(_ trial: TrialRecord) {
        totalTrials += 1
        totalRuns += trial.runs.count
        let ended = trial.runs.filter { $0.state.isFinal }
        finishedRuns += ended.count
        finishedBefore += ended.count
        guard ended.count == trial.runs.count else {
            trialStates[.waiting, default: 0] += 1
            guard !ended.isEmpty || trial.runs.count != repeats else { return }
            var entry = OpenTrial(remaining: trial.runs.count - ended.count)
            entry.values = ended.compactMap { $0.metrics[objective.metric] }
            entry.states = Set(ended.map(\.state))
            entry.seconds = ended.compactMap { $0.metrics["seconds"] }.reduce(0, +)
            open[trial.number] = entry
            return
        }
        finishedTrials += 1
        trialStates[trial.state, default: 0] += 1
        let done = FinishedTrial(
            number: trial.number, state: trial.state,
            objective: trial.state == .complete ? trial.mean(of: objective.metric) : nil,
            values: ended.filter { $0.state == .complete }.compactMap { $0.metrics[objective.metric] },
            seconds: ended.compactMap { $0.metrics["seconds"] }.reduce(0, +), finishedTrials: finishedTrials)
        best = Self.better(done, best, objective)
    }

    /// Takes in what has just been recorded; returns the trials that ended with it.
    mutating func apply(_ events: [RunEvent]) -> [FinishedTrial] {
        events.compactMap { apply($0) }
    }

    private mutating func apply(_ event: RunEvent) -> FinishedTrial? {
        switch event {
        case .started(let key, _, let worker, _, let at):
            workers[worker] = WorkInHand(key: key, since: at)
        case .measured(let key, let measurement):
            guard let worker = worker(on: key) else { return nil }
            workers[worker]?.unit = measurement.unit
            workers[worker]?.step = measurement.step
            let traced = [objective.metric, "validation.loss", "train.loss", "loss"]
            if let value = traced.lazy.compactMap({ name in measurement.values.first { $0.name == name } }).first {
                workers[worker]?.append(value.value)
            }
        case .remeasured(let key):
            if let worker = worker(on: key) { workers[worker]?.beginAnew() }
        case .ended(let key, let result, let at):
            let split = Objective.accuracySplit(of: objective.metric)
            if let count = result.predictions.first(where: { $0.split == split })?.count { examples = count }
            return close(key, state: result.state, value: result.metrics[objective.metric], at: at)
        case .failed(let key, _, _, let isRetried, let at):
            if isRetried { release(key) } else { return close(key, state: .failed, value: nil, at: at) }
        case .returned(let key): release(key)
        case .elapsed, .study: break
        }
        return nil
    }

    private func worker(on key: RunKey) -> String? { workers.first { $0.value.key == key }?.key }

    private mutating func release(_ key: RunKey) {
        if let worker = worker(on: key) { workers[worker] = nil }
    }

    private mutating func close(_ key: RunKey, state: RunState, value: Double?, at: Date) -> FinishedTrial? {
        finishedRuns += 1
        var trial = open[key.trial] ?? OpenTrial(remaining: repeats)
        if let worker = worker(on: key), let work = workers[worker] {
            let seconds = at.timeIntervalSince(work.since)
            trial.seconds += seconds
            busy += seconds
            workers[worker] = nil
        }
        trial.remaining -= 1
        trial.states.insert(state)
        if state == .complete, let value { trial.values.append(value) }
        open[key.trial] = trial
        guard trial.remaining == 0 else { return nil }
        open[key.trial] = nil
        finishedTrials += 1
        let state = [RunState.failed, .diverged, .pruned].first { trial.states.contains($0) } ?? .complete
        trialStates[.waiting, default: 0] -= 1
        trialStates[state, default: 0] += 1
        let mean = trial.values.isEmpty ? nil : trial.values.reduce(0, +) / Double(trial.values.count)
        let finished = FinishedTrial(
            number: key.trial, state: state, objective: state == .complete ? mean : nil,
            values: trial.values, seconds: trial.seconds, finishedTrials: finishedTrials)
        best = Self.better(finished, best, objective)
        return finished
    }

    private static func better(
        _ new: FinishedTrial, _ old: FinishedTrial?, _ objective: Objective
    ) -> FinishedTrial? {
        guard let value = new.objective, value.isFinite else { return old }
        guard let oldValue = old?.objective else { return new }
        return objective.prefers(value, to: oldValue) ? new : old
    }

    /// Trials that have ended.
    var endedTrials: Int { finishedTrials }

    /// Runs that end in a second at the pace of this launch; nil until there is a pace.
    func runsPerSecond(now: Date) -> Double? {
        let (done, elapsed) = (finishedRuns - finishedBefore, now.timeIntervalSince(began))
        return done > 0 && elapsed > 0 ? Double(done) / elapsed : nil
    }

    /// Seconds until the end at the pace of this launch; nil until there is a pace.
    func secondsLeft(now: Date) -> Double? {
        let done = finishedRuns - finishedBefore
        guard done > 0, finishedRuns < totalRuns else { return nil }
        return now.timeIntervalSince(began) / Double(done) * Double(totalRuns - finishedRuns)
    }
}
