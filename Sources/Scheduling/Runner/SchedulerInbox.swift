import Foundation

/// Where events wait for the runner's thread.
final class SchedulerInbox: @unchecked Sendable {
    // Guarded by `condition`.
    private let condition = NSCondition()
    private var events: [SchedulerEvent] = []

    func put(_ event: SchedulerEvent) {
        condition.withLock {
            events.append(event)
            condition.signal()
        }
    }

    /// Waits for events and takes all of them.
    func takeAll() -> [SchedulerEvent] {
        condition.withLock {
            while events.isEmpty { condition.wait() }
            defer { events = [] }
            return events
        }
    }

    /// Waits until `date` at most; nothing then.
    func takeAll(until date: Date) -> [SchedulerEvent] {
        condition.withLock {
            while events.isEmpty, condition.wait(until: date) {}
            defer { events = [] }
            return events
        }
    }
}
