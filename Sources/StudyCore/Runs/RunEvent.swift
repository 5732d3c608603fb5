import Foundation

/// What happens to the runs of a study, in the order in which it is recorded.
public enum RunEvent: Sendable {
    case started(RunKey, attempt: Int, worker: String, host: String, at: Date)
    /// Measurements of attempts that are not the current one are never recorded.
    case measured(RunKey, Measurement)
    /// What was measured in the attempt so far does not count any more: the run tells its curve anew.
    case remeasured(RunKey)
    case ended(RunKey, RunResult, at: Date)
    /// An attempt failed. The run waits for its next attempt where it is tried again, else it has failed for good.
    case failed(RunKey, attempt: Int, RunFailure, isRetried: Bool, at: Date)
    /// An attempt was interrupted: the run waits again, as the same attempt, and its curve is dropped.
    case returned(RunKey)
    /// So many more seconds of the study's wall time are used up.
    case elapsed(seconds: Double)
    case study(StudyState)
}

/// Where events are recorded: durably, before `append` returns, and all or none of one call.
public protocol RunJournal: Sendable {
    /// - Throws: when the events could not be recorded; none of them is then.
    func append(_ events: [RunEvent]) throws
}

/// A run as it stands at a launch.
public struct PlannedRun: Hashable, Sendable {
    public let key: RunKey
    public let configuration: Configuration
    public let state: RunState
    private let storedAttempt: Int32
    private let storedFirstAttempt: Int32

    public init(
        key: RunKey, configuration: Configuration, state: RunState, attempt: Int, firstAttempt: Int = 1
    ) {
        self.key = key
        self.configuration = configuration
        self.state = state
        storedAttempt = Int32(clamping: attempt)
        storedFirstAttempt = Int32(clamping: firstAttempt)
    }

    /// The attempt that is due or was last made, from 1.
    public var attempt: Int { Int(storedAttempt) }
    /// The attempt from which retries are counted: 1, or the one that was due when a person last asked for another.
    public var firstAttempt: Int { Int(storedFirstAttempt) }
}
