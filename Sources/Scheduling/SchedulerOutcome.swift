import StudyCore

/// How a launch of a study ended.
public enum SchedulerOutcome: Sendable {
    /// Every run has ended.
    case completed
    /// Stopped by a signal; can be carried on with.
    case interrupted(by: Interrupt)
    /// Stopped by one of the study's limits; can be carried on with, once the limit is raised.
    case limitReached(SchedulerLimit)
    /// Workers cannot be had; one sentence.
    case failed(reason: String)
    /// What happened could no longer be recorded; everything recorded before stands.
    case storageFailed(any Error)
}

/// A limit for a study as a whole.
public enum SchedulerLimit: Hashable, Sendable {
    /// `limits.wall_time`.
    case wallTime
    /// `limits.failures`.
    case failures
}

/// A signal that asks the study to stop.
public enum Interrupt: String, Sendable, CaseIterable {
    case interrupt = "SIGINT"
    case terminate = "SIGTERM"
    case hangUp = "SIGHUP"
}
