/// What a worker is told, one JSON line each.
public enum WorkerCommand: Hashable, Sendable {
    case run(RunRequest)
    /// End the run as soon as possible: `cancelled` is the answer, unless the run ends first or has not begun.
    case cancel(RunKey, attempt: Int)
    /// The answer to a measurement of a run that awaits one; `stop` may come at any time.
    case advise(RunKey, attempt: Int, RunAdvice)
    case ping
}

/// What a worker says, one JSON line each. A run that it began ends with one `finished`, `failed` or `cancelled`.
public enum WorkerReport: Hashable, Sendable {
    case hello(WorkerIdentity)
    case measurement(RunKey, attempt: Int, Measurement)
    /// The measurements of the run so far do not count any more; it tells its curve anew.
    case restarted(RunKey, attempt: Int)
    /// Something that a person who watches should know; the run goes on.
    case notice(RunKey, attempt: Int, RunNotice)
    case finished(RunKey, attempt: Int, RunResult)
    case failed(RunKey, attempt: Int, RunFailure)
    /// The run has ended because it was to; the worker is free.
    case cancelled(RunKey, attempt: Int)
    case pong
}

/// Who a worker is.
public struct WorkerIdentity: Hashable, Sendable {
    /// The tool's version; it must equal the scheduler's.
    public let version: String
    public let host: String
    public let pid: Int
    /// The kernels OpenBLAS chose for this processor.
    public let blasCore: String

    public init(version: String, host: String, pid: Int, blasCore: String) {
        self.version = version
        self.host = host
        self.pid = pid
        self.blasCore = blasCore
    }
}

/// What happens on the other side of a worker's pipes.
public enum WorkerEvent: Sendable {
    case report(slot: Int, WorkerReport)
    /// The end of what the worker wrote to standard error during the run of whose end the next report tells.
    case wrote(slot: Int, standardErrorTail: String)
    /// A line that is no report; the worker cannot be trusted any more.
    case babble(slot: Int, excerpt: String)
    /// The worker's process has ended.
    case exited(slot: Int, WorkerExit)
    /// The worker could not be started at all.
    case unstartable(slot: Int, reason: String)
}

/// How a worker's process ended.
public struct WorkerExit: Hashable, Sendable {
    /// In words that follow a colon: `killed by SIGSEGV (segmentation fault)`, `exit status 3`.
    public let reason: String
    /// What the run in work has failed of.
    public let failureClass: RunFailure.Class
    /// The end of its standard error since the last run ended; nil when nothing was written.
    public let standardErrorTail: String?

    public init(_ reason: String, failureClass: RunFailure.Class = .crashed, standardErrorTail: String? = nil) {
        self.reason = reason
        self.failureClass = failureClass
        self.standardErrorTail = standardErrorTail
    }
}

/// Something that runs workers: processes of this machine, later a cluster's jobs.
///
/// Slots are numbered from 0. All calls return at once; what follows comes as events.
public protocol WorkerFleet: Sendable {
    var events: AsyncStream<WorkerEvent> { get }
    func start(slot: Int)
    func send(_ command: WorkerCommand, to slot: Int)
    /// Ends the worker: closes its input, then SIGTERM, then SIGKILL after a grace, or SIGKILL at once.
    func stop(slot: Int, atOnce: Bool)
}
