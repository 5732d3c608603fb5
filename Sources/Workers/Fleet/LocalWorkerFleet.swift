import Foundation
import Processes
import StudyCore

/// How long a worker that is asked to end is waited for, in seconds.
public struct StopPatience: Sendable {
    /// From closing its input to SIGTERM.
    public var closing: Double
    /// From SIGTERM to SIGKILL, also for what an ended worker left behind in its session.
    public var terminating: Double

    public init(closing: Double = 0.3, terminating: Double = 0.3) {
        self.closing = closing
        self.terminating = terminating
    }
}

/// Workers as child processes of this one, one per slot, each in its own session.
///
/// One thread does everything with the children: it starts them, reads all their pipes, notices their end and ends
/// them. It lives as long as the fleet, which matters: a child asks to be killed when the thread that started it ends.
/// The reports of a worker always come before the event of its end. When the fleet is let go all workers are killed.
public final class LocalWorkerFleet: WorkerFleet {
    /// The environment variable that tells a worker who started it.
    public static let parentVariable = "HPSEARCH_PARENT_PID"
    /// The environment variable by whose value the processes of a worker are found, also those that left its session.
    static let markVariable = "HPSEARCH_WORKER"

    public let events: AsyncStream<WorkerEvent>
    private let loop: FleetLoop?
    private let continuation: AsyncStream<WorkerEvent>.Continuation
    /// Why no worker can be started, where there is no loop.
    private let obstacle: String

    /// - Parameters:
    ///   - executable: a path.
    ///   - arguments: without the executable's name, for example `["worker", "--stdio"]`.
    ///   - environment: set beside what this process has; one BLAS thread per worker is set in any case.
    ///   - memory: the private memory that a worker may take with everything it has started; one that takes more is
    ///     killed. Nil for no limit.
    public convenience init(
        executable: String, arguments: [String], environment: [String: String] = [:], memory: MemoryLimit? = nil,
        patience: StopPatience = StopPatience()
    ) {
        self.init(
            executable: executable, arguments: arguments, environment: environment, memory: memory, patience: patience,
            kernelKills: KernelKills())
    }

    init(
        executable: String, arguments: [String], environment: [String: String] = [:], memory: MemoryLimit? = nil,
        patience: StopPatience, kernelKills: KernelKills
    ) {
        var variables = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
        variables["OPENBLAS_NUM_THREADS"] = "1"
        variables["OMP_NUM_THREADS"] = "1"
        variables[Self.parentVariable] = String(getpid())
        // A write to a worker that has just died is an event, not our death.
        signal(SIGPIPE, SIG_IGN)
        let (events, continuation) = AsyncStream.makeStream(of: WorkerEvent.self)
        self.events = events
        self.continuation = continuation
        do {
            loop = try FleetLoop(
                command: WorkerLaunch(
                    executable: executable, arguments: arguments, environment: variables, memory: memory),
                patience: patience, kernelKills: kernelKills, continuation: continuation)
            obstacle = ""
        } catch {
            loop = nil
            obstacle = WorkerSentences.unstartable(executable, error.reason)
        }
        loop?.begin()
    }

    deinit {
        if let loop { loop.post(.shutDown) } else { continuation.finish() }
    }

    public func start(slot: Int) {
        if let loop { loop.post(.start(slot)) } else { continuation.yield(.unstartable(slot: slot, reason: obstacle)) }
    }

    public func send(_ command: WorkerCommand, to slot: Int) { loop?.inputs.send(WorkerWire.line(command), to: slot) }

    public func stop(slot: Int, atOnce: Bool) { loop?.post(.stop(slot, atOnce: atOnce)) }

    /// The process in a slot, while there is one.
    public func pid(slot: Int) -> Int32? { loop?.inputs.pid(slot) }
}

/// What is started in every slot.
struct WorkerLaunch: Sendable {
    let executable: String
    let arguments: [String]
    let environment: [String: String]
    let memory: MemoryLimit?
}
