import StudyCore

extension SchedulerMachine {
    mutating func take(_ event: WorkerEvent) {
        switch event {
        case .report(let slot, let report):
            guard slots.indices.contains(slot) else { return }
            slots[slot].unansweredPing = nil
            take(report, from: slot)
        case .babble(let slot, let excerpt):
            guard slots.indices.contains(slot) else { return }
            dismiss(
                slot, as: RunFailure(.crashed, SchedulerSentences.babbled(excerpt)),
                reason: SchedulerSentences.notProtocol(excerpt))
        case .exited(let slot, let reason, let tail):
            guard slots.indices.contains(slot), slots[slot].isOccupied else { return }
            leave(slot, reason: reason, tail: tail)
        case .unstartable(let slot, let reason):
            guard slots.indices.contains(slot), slots[slot].isOccupied else { return }
            slots[slot].vacate()
            stop(.failed(reason: SchedulerSentences.unstartable(reason)))
        }
    }

    private mutating func take(_ report: WorkerReport, from slot: Int) {
        switch slots[slot].phase {
        case .vacant, .stopping, .killed: return
        case .starting: takeFirst(report, from: slot)
        case .cancelling:
            // However the run ended, its time was up; but the worker is free.
            switch report {
            case .finished(let key, let attempt, _), .failed(let key, let attempt, _), .cancelled(let key, let attempt):
                guard let inWork = slots[slot].inWork, inWork.key == key, inWork.attempt == attempt else { return }
                slots[slot].phase = .ready
                settleVerdict(slot, tail: nil)
            default: return
            }
        case .ready:
            switch report {
            case .hello:
                dismiss(
                    slot, as: RunFailure(.crashed, SchedulerSentences.babbled("hello")),
                    reason: SchedulerSentences.notProtocol("hello"))
            case .measurement(let key, let attempt, let measurement):
                guard let inWork = slots[slot].inWork, inWork.key == key, inWork.attempt == attempt else { return }
                slots[slot].latest = measurement
                records.append(.measured(key, measurement))
            case .finished(let key, let attempt, let result):
                guard let assignment = endInWork(slot, key, attempt) else { return }
                runs.end(assignment.index, result.state)
                records.append(.ended(key, result, at: date))
                let seconds = now - slots[slot].began
                durations.append(seconds)
                actions.append(
                    .tell(
                        .ended(key, attempt: attempt, result.state, metrics: result.metrics, seconds: seconds)))
                beginNext(slot)
            case .failed(let key, let attempt, let failure):
                guard let assignment = endInWork(slot, key, attempt) else { return }
                fail(assignment, failure)
                beginNext(slot)
            case .cancelled(let key, _):
                // The answer for a run that was taken back when it had just begun; it may have been given again since.
                if !slots[slot].wasGiven(key) { dismissForAnother(slot, key) }
            case .pong: return
            }
        }
    }

    private mutating func takeFirst(_ report: WorkerReport, from slot: Int) {
        switch report {
        case .hello(let identity) where identity.version == version:
            slots[slot].phase = .ready
            slots[slot].identity = identity
            slots[slot].lastPing = now
            deathsBeforeHello = 0
        case .hello(let identity):
            stop(.failed(reason: SchedulerSentences.otherVersion(identity.version, expected: version)))
        case .pong: return
        default:
            dismiss(
                slot, as: RunFailure(.crashed, SchedulerSentences.babbled("a report")),
                reason: SchedulerSentences.notProtocol("a report before hello"))
        }
    }

    /// Takes the run in work out of the queue when an answer is for it. An answer for something else is dropped when
    /// the worker once had reason to give it, else the worker is ended.
    private mutating func endInWork(_ slot: Int, _ key: RunKey, _ attempt: Int) -> Assignment? {
        if let inWork = slots[slot].inWork, inWork.key == key {
            guard inWork.attempt == attempt else { return nil }
            return slots[slot].queue.removeFirst()
        }
        let isOutOfTurn = slots[slot].queue.contains { $0.key == key && $0.attempt == attempt }
        if isOutOfTurn || !slots[slot].wasGiven(key) { dismissForAnother(slot, key) }
        return nil
    }

    private mutating func dismissForAnother(_ slot: Int, _ key: RunKey) {
        let sentence = SchedulerSentences.answeredForAnother(key)
        dismiss(slot, as: RunFailure(.crashed, sentence), reason: sentence)
    }

    private mutating func beginNext(_ slot: Int) {
        slots[slot].beginNext(now)
        recordStart(slot)
    }

    /// Ends a worker that cannot be trusted or reached any more. Its run in work fails as soon as it is gone.
    mutating func dismiss(_ slot: Int, as failure: RunFailure, reason: String) {
        switch slots[slot].phase {
        case .vacant, .stopping, .killed: return
        case .starting, .ready, .cancelling: break
        }
        returnQueued(slot, cancel: false)
        if slots[slot].inWork != nil, slots[slot].verdict == nil { slots[slot].verdict = failure }
        slots[slot].dismissal = reason
        slots[slot].phase = .killed
        slots[slot].phaseEnds = now + patience.kill
        actions.append(.stop(slot: slot, atOnce: true))
    }

    /// A worker is gone.
    private mutating func leave(_ slot: Int, reason: String, tail: String?) {
        let left = slots[slot]
        let why = left.dismissal ?? reason
        returnQueued(slot, cancel: false)
        if left.inWork != nil, left.verdict == nil {
            slots[slot].verdict = RunFailure(.crashed, SchedulerSentences.died(reason))
        }
        settleVerdict(slot, tail: tail)
        slots[slot].vacate()
        let wasAsked = left.dismissal == nil && (left.phase == .stopping || left.phase == .killed)
        guard !wasAsked, left.phase != .cancelling, ending == nil else { return }
        actions.append(.tell(.workerLost(slot: slot, reason: why)))
        guard left.identity == nil else { return }
        deathsBeforeHello += 1
        guard deathsBeforeHello >= patience.deathsBeforeHello else { return }
        stop(.failed(reason: SchedulerSentences.diesBeforeHello(why, times: deathsBeforeHello, tail: tail)))
    }
}
