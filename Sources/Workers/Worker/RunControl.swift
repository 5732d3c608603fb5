import Foundation
import StudyCore
import Synchronization

/// What a run in work has been told: to end at once, to end in order, or to go on after a measurement.
final class RunControl: Sendable {
    private let cancelled = Atomic(false)
    private let stopped = Atomic(false)
    /// Guards `answers`, and wakes the run that waits for one.
    private let condition = NSCondition()
    /// Measurements that were answered and whose run has not gone on yet.
    private let answers = Atomic(0)

    /// Read often, in the middle of the work.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    func cancel() {
        condition.withLock {
            cancelled.store(true, ordering: .relaxed)
            condition.broadcast()
        }
    }

    func take(_ advice: RunAdvice) {
        condition.withLock {
            switch advice {
            case .proceed: answers.add(1, ordering: .relaxed)
            case .stop: stopped.store(true, ordering: .relaxed)
            }
            condition.broadcast()
        }
    }

    /// Waits for the answer to a measurement; a run that is to end waits for none.
    func awaitAnswer() {
        condition.withLock {
            while answers.load(ordering: .relaxed) == 0, !isCancelled, !isStopped { condition.wait() }
            if answers.load(ordering: .relaxed) > 0 { answers.subtract(1, ordering: .relaxed) }
        }
    }
}
