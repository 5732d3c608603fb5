import StudyCore

extension SchedulerMachine {
    /// When the next thing is due, in the machine's time; nil when it has ended.
    var dueTime: Double? {
        var wake: Double
        switch ending {
        case .ended: return nil
        case .finishing(let until, _): return until
        case .closing(let killAt, let endAt, _): return killAt > now ? min(killAt, endAt) : endAt
        case nil: wake = elapsedRecorded + patience.elapsedRecord
        }
        if let wallTimeEnds { wake = min(wake, wallTimeEnds) }
        for slot in slots {
            switch slot.phase {
            case .vacant: continue
            case .starting, .stopping, .killed: wake = min(wake, slot.phaseEnds)
            case .cancelling: wake = min(wake, slot.phaseEnds, nextHeartbeat(slot))
            case .ready:
                wake = min(wake, nextHeartbeat(slot))
                if let trialTime = limits.trialTime, !slot.queue.isEmpty { wake = min(wake, slot.began + trialTime) }
                let recall = slot.began + patience.recall
                if slot.queue.count > 1, recall > now { wake = min(wake, recall) }
            }
        }
        return wake
    }

    private func nextHeartbeat(_ slot: SchedulerSlot) -> Double {
        min(
            slot.lastPing + patience.ping, slot.unansweredPing.map { $0 + patience.silence } ?? .infinity,
            slot.recalledSince.map { $0 + patience.silence } ?? .infinity)
    }

    /// After the machine itself was stopped for a while, what workers said meanwhile may still be on its way.
    mutating func forgiveSilence() {
        for slot in slots.indices {
            if slots[slot].unansweredPing != nil { slots[slot].unansweredPing = now }
            slots[slot].forgiveRecall(now: now)
            slots[slot].phaseEnds = max(slots[slot].phaseEnds, now + patience.kill)
        }
    }

    mutating func passTime() {
        switch ending {
        case .ended: return
        case .finishing(let until, let outcome):
            if now >= until { close(outcome) }
            return
        case .closing(let killAt, let endAt, let outcome):
            if now >= endAt { return end(outcome) }
            if now >= killAt { killRemaining() }
            return
        case nil: break
        }
        stopAtLimits()
        for slot in slots.indices where ending == nil { passTime(slot) }
        if ending == nil, now >= elapsedRecorded + patience.elapsedRecord { recordElapsed() }
    }

    private mutating func passTime(_ slot: Int) {
        let isOver = now >= slots[slot].phaseEnds
        switch slots[slot].phase {
        case .vacant: return
        case .starting:
            guard isOver else { return }
            dismiss(slot, as: .lost, SchedulerSentences.noHello(patience.hello))
        case .ready:
            passHeartbeat(slot)
            guard slots[slot].phase == .ready, let inWork = slots[slot].inWork, let trialTime = limits.trialTime,
                now >= slots[slot].began + trialTime
            else { return }
            returnQueued(slot, cancel: true)
            actions.append(.cancel(inWork.key, attempt: inWork.attempt, slot: slot))
            slots[slot].verdict = RunFailure(.timedOut, SchedulerSentences.timedOut(trialTime))
            slots[slot].phase = .cancelling
            slots[slot].phaseEnds = now + patience.cancel
        case .cancelling:
            passHeartbeat(slot)
            guard slots[slot].phase == .cancelling, isOver else { return }
            actions.append(.stop(slot: slot, atOnce: false))
            slots[slot].phase = .stopping
            slots[slot].phaseEnds = now + patience.stop
        case .stopping:
            guard isOver else { return }
            actions.append(.stop(slot: slot, atOnce: true))
            slots[slot].phase = .killed
            slots[slot].phaseEnds = now + patience.kill
        case .killed:
            guard isOver else { return }
            // Not even SIGKILL ends it now; its run goes on without it.
            slots[slot].phaseEnds = .infinity
            settleVerdict(slot, tail: nil)
            if ending == nil, slots.allSatisfy({ $0.phase == .killed && $0.phaseEnds == .infinity }) {
                stop(.failed(reason: SchedulerSentences.unkillable))
            }
        }
    }

    private mutating func passHeartbeat(_ slot: Int) {
        if let asked = slots[slot].unansweredPing, now >= asked + patience.silence {
            dismiss(slot, as: .lost, SchedulerSentences.silent(patience.silence))
        } else if let since = slots[slot].recalledSince, now >= since + patience.silence {
            dismiss(slot, as: .lost, SchedulerSentences.silentOnRecall(patience.silence))
        } else if now >= slots[slot].lastPing + patience.ping {
            slots[slot].lastPing = now
            if slots[slot].unansweredPing == nil { slots[slot].unansweredPing = now }
            slots[slot].pingsAwaited += 1
            actions.append(.ping(slot: slot))
        }
    }
}
