import Foundation
import Processes
import Scheduling
import StudyCore
import Synchronization

/// Carries out one run in this process, on a thread with as large a stack as a worker's.
enum ForegroundRun {
    /// Whether a run is to end because somebody has interrupted the command.
    final class Interruption: Sendable {
        private let flag = Atomic(false)
        var hasCome: Bool { flag.load(ordering: .relaxed) }
        fileprivate func come() { flag.store(true, ordering: .relaxed) }
    }

    /// - Throws: what the run throws; `RunCancelled` after an interruption.
    static func carryOut(
        _ interruption: Interruption, _ body: @escaping @Sendable () throws -> RunResult
    ) throws -> RunResult {
        // What a program leaves behind is this process's child then, so that it is found.
        adoptOrphans()
        let source = InterruptSource()
        let listening = Task.detached {
            for await _ in source.interrupts { interruption.come() }
        }
        defer { listening.cancel() }
        let outcome = Mutex<Result<RunResult, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let result = Result { try body() }
            outcome.withLock { $0 = result }
            done.signal()
        }
        thread.stackSize = 64 << 20
        thread.name = "run"
        thread.start()
        done.wait()
        let result = outcome.withLock { $0 }
        guard let result, !interruption.hasCome else { throw RunCancelled() }
        return try result.get()
    }
}
