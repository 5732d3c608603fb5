import Foundation
import StudyCore

/// The runs that a worker has been given, between the thread that reads commands and the one that carries them out.
final class WorkerQueue: @unchecked Sendable {
    // Guarded by `condition`.
    private let condition = NSCondition()
    private var waiting: [RunRequest] = []
    private var current: (request: RunRequest, control: RunControl)?
    private var isClosed = false

    func append(_ request: RunRequest) {
        condition.withLock {
            waiting.append(request)
            condition.broadcast()
        }
    }

    /// Drops a run that waits, or cancels the one that is carried out.
    /// - Returns: whether the run was waiting; one that is carried out reports its own end.
    func cancel(_ key: RunKey, attempt: Int) -> Bool {
        condition.withLock {
            if let current, current.request.key == key, current.request.attempt == attempt {
                current.control.cancel()
            }
            let count = waiting.count
            waiting.removeAll { $0.key == key && $0.attempt == attempt }
            return waiting.count < count
        }
    }

    /// Passes advice on to the run that is carried out; what is for another one comes too late.
    func advise(_ key: RunKey, attempt: Int, _ advice: RunAdvice) {
        condition.withLock {
            guard let current, current.request.key == key, current.request.attempt == attempt else { return }
            current.control.take(advice)
        }
    }

    /// Drops what waits, cancels what is carried out, and waits at most `seconds` for it to end.
    func close(patience seconds: Double) {
        condition.withLock {
            isClosed = true
            waiting = []
            current?.control.cancel()
            condition.broadcast()
            let end = Date(timeIntervalSinceNow: seconds)
            while current != nil, condition.wait(until: end) {}
        }
    }

    /// Waits for the next run; nil when there will be none.
    func next() -> (request: RunRequest, control: RunControl)? {
        condition.withLock {
            current = nil
            condition.broadcast()
            while waiting.isEmpty, !isClosed { condition.wait() }
            guard !isClosed else { return nil }
            let next = (request: waiting.removeFirst(), control: RunControl())
            current = next
            return next
        }
    }
}
