import Foundation

/// A failed attempt as it was recorded.
public struct FailureRecord: Hashable, Sendable {
    public let attempt: Int
    public let failure: RunFailure
    public let at: Date

    public init(attempt: Int, failure: RunFailure, at: Date) {
        self.attempt = attempt
        self.failure = failure
        self.at = at
    }
}

/// A run as it was recorded.
public struct RunRecord: Sendable {
    public let key: RunKey
    public let seed: UInt64
    public let state: RunState
    /// Attempts begun, 0 while it still waits for its first.
    public let attempts: Int
    /// Empty until the run has ended; values may be infinite or not a number.
    public let metrics: MetricValues
    /// Empty where curves were not asked for.
    public let curve: [Measurement]
    public let failures: [FailureRecord]
    public let host: String?
    public let worker: String?
    public let started: Date?
    public let finished: Date?

    public init(
        key: RunKey, seed: UInt64, state: RunState, attempts: Int, metrics: MetricValues = [:],
        curve: [Measurement] = [], failures: [FailureRecord] = [], host: String? = nil, worker: String? = nil,
        started: Date? = nil, finished: Date? = nil
    ) {
        self.key = key
        self.seed = seed
        self.state = state
        self.attempts = attempts
        self.metrics = metrics
        self.curve = curve
        self.failures = failures
        self.host = host
        self.worker = worker
        self.started = started
        self.finished = finished
    }

    public init(
        key: RunKey, seed: UInt64, state: RunState, attempts: Int, metrics: [String: Double],
        curve: [Measurement] = [], failures: [FailureRecord] = [], host: String? = nil, worker: String? = nil,
        started: Date? = nil, finished: Date? = nil
    ) {
        self.init(
            key: key, seed: seed, state: state, attempts: attempts, metrics: MetricValues(metrics), curve: curve,
            failures: failures, host: host, worker: worker, started: started, finished: finished)
    }
}

/// A trial with its runs, in the order of their repeats.
public struct TrialRecord: Sendable {
    public let number: Int
    public let configuration: Configuration
    public let runs: [RunRecord]

    public init(number: Int, configuration: Configuration, runs: [RunRecord]) {
        self.number = number
        self.configuration = configuration
        self.runs = runs
    }

    /// Failed or diverged if any of its runs is, running if any is, waiting while any still waits, else pruned if any
    /// is, else complete. A trial whose runs are not there yet is waiting.
    public var state: RunState {
        guard !runs.isEmpty else { return .waiting }
        // By their places, here and below: a run taken out of the list is copied with all that it holds.
        var state = runs[0].state
        for place in runs.indices where runs[place].state.weight > state.weight { state = runs[place].state }
        return state
    }

    /// How many runs are in a state.
    public func count(_ state: RunState) -> Int {
        var count = 0
        for place in runs.indices where runs[place].state == state { count += 1 }
        return count
    }

    /// The mean of a metric over the complete runs; nil where one of them has none.
    public func mean(of name: String) -> Double? {
        var (sum, count) = (0.0, 0)
        for place in runs.indices where runs[place].state == .complete {
            guard let value = runs[place].metrics[name] else { return nil }
            sum += value
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }

    /// Means over the complete runs, of the metrics that all of these have.
    public var metrics: MetricValues {
        // A single run's are its means; a large study has very many of these.
        if runs.count == 1 { return runs[0].state == .complete ? runs[0].metrics : [:] }
        let complete = runs.filter { $0.state == .complete }
        guard let first = complete.first else { return [:] }
        var means: [Double] = []
        var names: [String] = []
        for name in first.metrics.keys {
            guard let mean = mean(of: name) else { continue }
            names.append(name)
            means.append(mean)
        }
        // One list of names for all trials, where no run lacks one.
        return MetricValues(keys: names.count == first.metrics.count ? first.metrics.keys : names, values: means)
    }
}

extension RunState {
    /// Of a trial's runs, the one whose state has the greatest weight decides the trial's.
    fileprivate var weight: Int {
        switch self {
        case .complete: 0
        case .pruned: 1
        case .waiting: 2
        case .running: 3
        case .diverged: 4
        case .failed: 5
        }
    }
}

/// A study with everything recorded about it.
public struct StudyRecord: Sendable {
    public let name: String
    public let description: String?
    public let seed: UInt64
    public let state: StudyState
    public let objective: Objective
    /// The file's text as launched (or as last added to).
    public let text: String
    public let directory: String
    public let toolVersion: String
    public let created: Date
    /// Seconds during which the study ran, over all launches.
    public let elapsed: Double
    /// In the order of their numbers.
    public let trials: [TrialRecord]
    public let provenance: [(name: String, value: String)]

    public init(
        name: String, description: String?, seed: UInt64, state: StudyState, objective: Objective, text: String,
        directory: String, toolVersion: String, created: Date, elapsed: Double, trials: [TrialRecord],
        provenance: [(name: String, value: String)]
    ) {
        self.name = name
        self.description = description
        self.seed = seed
        self.state = state
        self.objective = objective
        self.text = text
        self.directory = directory
        self.toolVersion = toolVersion
        self.created = created
        self.elapsed = elapsed
        self.trials = trials
        self.provenance = provenance
    }
}

/// A study in a list: what it is and how far it has come.
public struct StudySummary: Sendable {
    public let name: String
    public let description: String?
    public let state: StudyState
    public let objective: Objective
    public let created: Date
    /// Trials by state.
    public let trials: [RunState: Int]
    /// Runs by state.
    public let runs: [RunState: Int]

    public init(
        name: String, description: String?, state: StudyState, objective: Objective, created: Date,
        trials: [RunState: Int], runs: [RunState: Int]
    ) {
        self.name = name
        self.description = description
        self.state = state
        self.objective = objective
        self.created = created
        self.trials = trials
        self.runs = runs
    }
}
