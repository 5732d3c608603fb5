import StudyCore

/// Every sentence of this module.
enum WorkerSentences {
    static func unknownKind(_ name: String) -> String { "this worker knows no trial kind '\(name)'" }
    static func internalError(_ error: any Error) -> String { "something went wrong inside the tool: \(error)" }
    static func notUnderstood(_ error: any Error) -> String {
        "the worker ends: a command was not understood (\(error))"
    }
    static let commandTooLong = "the worker ends: a command was longer than a line may be"
    static let schedulerSilent = "the worker ends: its scheduler has been silent for too long"
    static let noStreams = "the worker cannot start: its standard streams are closed"

    static func unstartable(_ path: String, _ reason: String) -> String { "\(path) cannot be started: \(reason)" }
    // How a worker ended, in words that follow a colon.
    static let closedOutput = "it closed its output"
    static let closedInput = "it closed its input"
    static func tookTooMuch(_ taken: Int, limit: MemoryLimit) -> String {
        "it took \(MemorySize.needed(taken)) of memory, and \(limit.key) allows \(MemorySize.available(limit.bytes))"
    }
    static let killedByKernel =
        "killed by the kernel (SIGKILL) because memory ran out; use fewer --workers, or set limits.memory"

    static func tooLong(_ excerpt: String, bound: Int) -> String {
        "a line longer than \(bound >> 20) MiB, beginning '\(excerpt)'"
    }
}
