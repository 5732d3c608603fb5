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
    public let metrics: [String: Double]
    /// Empty where curves were not asked for.
    public let curve: [Measurement]
    public let failures: [FailureRecord]
    public let host: String?
    public let worker: String?
    public let started: Date?
    public let finished: Date?

    public init(
        key: RunKey, seed: UInt64, state: RunState, attempts: Int, metrics: [String: Double] = [:],
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
        let states = Set(runs.map(\.state))
        for state in [RunState.failed, .diverged, .running, .waiting, .pruned] where states.contains(state) {
            return state
        }
        return .complete
    }

    /// Means over the complete runs, of the metrics that all of these have.
    public var metrics: [String: Double] {
        let complete = runs.filter { $0.state == .complete }
        guard let first = complete.first else { return [:] }
        var means: [String: Double] = [:]
        for name in first.metrics.keys {
            let values = complete.compactMap { $0.metrics[name] }
            guard values.count == complete.count else { continue }
            means[name] = values.reduce(0, +) / Double(values.count)
        }
        return means
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
