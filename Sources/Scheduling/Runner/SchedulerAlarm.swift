import Synchronization

/// Puts a tick into the inbox when it is due. An alarm that is set for later keeps its earlier time, since a tick too
/// many costs less than a timer anew for each event.
final class SchedulerAlarm: Sendable {
    private struct State {
        var due: Double?
        var generation = 0
        var task: Task<Void, Never>?
    }

    private let clock: any SchedulerClock
    private let inbox: SchedulerInbox
    private let state = Mutex(State())

    init(clock: any SchedulerClock, inbox: SchedulerInbox) {
        self.clock = clock
        self.inbox = inbox
    }

    func set(_ time: Double) {
        state.withLock { state in
            if let due = state.due, due <= time { return }
            state.task?.cancel()
            state.due = time
            state.generation += 1
            let generation = state.generation
            state.task = Task { [self] in
                do { try await clock.sleep(until: time) } catch { return }
                ring(generation)
            }
        }
    }

    func cancel() {
        state.withLock { state in
            state.task?.cancel()
            state = State(generation: state.generation + 1)
        }
    }

    private func ring(_ generation: Int) {
        let isCurrent = state.withLock { state in
            guard state.generation == generation else { return false }
            state.due = nil
            return true
        }
        if isCurrent { inbox.put(.tick) }
    }
}
