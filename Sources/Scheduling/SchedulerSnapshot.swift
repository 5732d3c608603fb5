import StudyCore

/// How a study stands, for a live view.
public struct SchedulerSnapshot: Sendable {
    /// Runs by state.
    public let counts: [RunState: Int]
    public let slots: [SlotSnapshot]
}

/// What a worker is doing.
public struct SlotSnapshot: Sendable {
    public enum State: Hashable, Sendable {
        case vacant
        case starting
        case idle
        case running
        /// The worker is being ended.
        case ending
    }

    public let slot: Int
    public let state: State
    /// The run in work.
    public let key: RunKey?
    public let identity: WorkerIdentity?
}

/// Something a person who watches wants to know at once.
public enum SchedulerNews: Sendable {
    /// - Parameter seconds: from the moment the attempt began.
    case ended(RunKey, attempt: Int, RunState, metrics: [String: Double], seconds: Double)
    case failed(RunKey, attempt: Int, RunFailure, isRetried: Bool)
    /// A run has something to say of itself.
    case notice(RunKey, RunNotice)
    /// A worker has ended without being asked to.
    case workerLost(slot: Int, reason: String)
    case stopping(SchedulerOutcome)
}

/// What the observer is told after every group of records that has been committed.
public struct SchedulerUpdate: Sendable {
    public let news: [SchedulerNews]
    public let snapshot: SchedulerSnapshot
}
