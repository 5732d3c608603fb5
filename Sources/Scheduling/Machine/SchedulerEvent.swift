import StudyCore

/// What the state machine is told.
public enum SchedulerEvent: Sendable {
    /// The first of all.
    case launched
    case worker(WorkerEvent)
    /// Time has passed; due at `SchedulerMachine.nextWake` at the latest.
    case tick
    case interrupt(Interrupt)
}

/// What the state machine wants done, in this order. Everything recorded must be durable before anything else of the
/// same group is done, but for advice: a run waits for it, and nothing that is durable rests on it.
public enum SchedulerAction: Sendable {
    case record([RunEvent])
    case start(slot: Int)
    /// Give the worker the run at this place of the plan, with its slot's share of the machine.
    case run(index: Int, attempt: Int, slot: Int, RunShare)
    case cancel(RunKey, attempt: Int, slot: Int)
    case advise(RunKey, attempt: Int, RunAdvice, slot: Int)
    case ping(slot: Int)
    case stop(slot: Int, atOnce: Bool)
    case tell(SchedulerNews)
    /// The last of all.
    case end(SchedulerOutcome)
}
