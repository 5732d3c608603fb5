import StudyCore

extension SchedulerMachine {
    /// The first interrupt lets go of the study in order, the second at once.
    mutating func interrupt(_ signal: Interrupt) {
        switch ending {
        case nil:
            for slot in slots.indices { returnQueued(slot, cancel: true) }
            let outcome = SchedulerOutcome.interrupted(by: signal)
            let isCheap = durations.mean.map { $0 < patience.finishing } ?? false
            if isCheap, slots.contains(where: { $0.phase == .ready && !$0.queue.isEmpty }) {
                ending = .finishing(until: now + patience.finishing, outcome)
                actions.append(.tell(.stopping(outcome)))
            } else {
                stop(outcome)
            }
        case .finishing(_, let outcome):
            close(outcome)
            endAtOnce()
        case .closing: endAtOnce()
        case .ended: return
        }
    }

    /// Stops the study: everything that has not ended waits for the next launch.
    mutating func stop(_ outcome: SchedulerOutcome) {
        switch ending {
        case nil:
            actions.append(.tell(.stopping(outcome)))
            close(outcome)
        case .finishing: close(outcome)
        case .closing, .ended: return
        }
    }

    /// Goes on to the end when there is nothing more to do.
    mutating func endWhereDone() {
        switch ending {
        case nil:
            if runs.open == 0 { close(.completed) }
        case .finishing(_, let outcome):
            if !slots.contains(where: { $0.phase == .ready && !$0.queue.isEmpty }) { close(outcome) }
        case .closing, .ended: break
        }
        if case .closing(_, _, let outcome) = ending, !slots.contains(where: \.isOccupied) { end(outcome) }
    }

    /// Records how everything stands and asks the workers to end.
    mutating func close(_ outcome: SchedulerOutcome) {
        // Set at once, so that a failure recorded below does not stop the study a second time.
        ending = .closing(killAt: now + patience.stop, endAt: now + patience.ending, outcome)
        for slot in slots.indices {
            settleVerdict(slot, tail: nil)
            returnQueued(slot, cancel: true)
            guard let inWork = slots[slot].inWork else { continue }
            actions.append(.cancel(inWork.key, attempt: inWork.attempt, slot: slot))
            records.append(.returned(inWork.key))
            runs.putBack(inWork.index, attempt: inWork.attempt)
            slots[slot].queue = []
        }
        let isComplete = runs.open == 0
        if isComplete { ending = .closing(killAt: now + patience.stop, endAt: now + patience.ending, .completed) }
        recordElapsed()
        records.append(.study(isComplete ? .complete : .interrupted))
        for slot in slots.indices {
            switch slots[slot].phase {
            case .starting, .ready, .cancelling:
                actions.append(.stop(slot: slot, atOnce: false))
                slots[slot].phase = .stopping
            case .vacant, .stopping, .killed: continue
            }
        }
    }

    mutating func killRemaining() {
        for slot in slots.indices where slots[slot].isOccupied && slots[slot].phase != .killed {
            actions.append(.stop(slot: slot, atOnce: true))
            slots[slot].phase = .killed
        }
    }

    /// Kills all workers. Only when each of them has been buried does the study end: until then there may be programs of
    /// theirs that only the fleet can find.
    private mutating func endAtOnce() {
        guard case .closing(_, let endAt, let outcome) = ending else { return }
        let isAgain = slots.allSatisfy { !$0.isOccupied || $0.phase == .killed }
        killRemaining()
        if isAgain { return end(outcome) }
        ending = .closing(killAt: now, endAt: min(endAt, now + patience.kill), outcome)
    }

    mutating func end(_ outcome: SchedulerOutcome) {
        ending = .ended
        actions.append(.end(outcome))
    }
}
