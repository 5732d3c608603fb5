import StudyCore

extension SchedulerMachine {
    mutating func take(_ event: WorkerEvent) {
        switch event {
        case .report(let slot, let report):
            guard slots.indices.contains(slot) else { return }
            slots[slot].unansweredPing = nil
            take(report, from: slot)
            slots[slot].standardErrorTail = nil
        case .wrote(let slot, let tail):
            guard slots.indices.contains(slot) else { return }
            slots[slot].standardErrorTail = tail
        case .babble(let slot, let excerpt):
            guard slots.indices.contains(slot) else { return }
            dismiss(slot, as: .crashed, SchedulerSentences.babbled(excerpt))
        case .exited(let slot, let exit):
            guard slots.indices.contains(slot), slots[slot].isOccupied else { return }
            leave(slot, exit)
        case .unstartable(let slot, let reason):
            guard slots.indices.contains(slot), slots[slot].isOccupied else { return }
            if slots[slot].inWork == nil {
                slots[slot].vacate()
            } else {
                leave(slot, WorkerExit(reason, failureClass: .lost))
            }
            stop(.failed(reason: SchedulerSentences.unstartable(reason)))
        }
    }

    private mutating func take(_ report: WorkerReport, from slot: Int) {
        if settlesRecall(report, of: slot) { return }
        switch slots[slot].phase {
        case .vacant, .stopping, .killed: return
        case .starting: takeFirst(report, from: slot)
        case .cancelling:
            // However the run ended, its time was up; but the worker is free, and may know what has taken the time.
            if case .failed(let key, let attempt, let failure) = report, failure.failureClass == .slowPattern,
                let inWork = slots[slot].inWork, inWork.key == key, inWork.attempt == attempt
            {
                slots[slot].verdict = failure
            }
            switch report {
            case .finished(let key, let attempt, _), .failed(let key, let attempt, _), .cancelled(let key, let attempt):
                guard let inWork = slots[slot].inWork, inWork.key == key, inWork.attempt == attempt else { return }
                slots[slot].phase = .ready
                settleVerdict(slot, tail: slots[slot].standardErrorTail)
            case .pong: takePong(from: slot)
            default: return
            }
        case .ready:
            switch report {
            case .hello:
                dismiss(slot, as: .crashed, SchedulerSentences.babbled("a second hello"))
            case .measurement(let key, let attempt, let measurement):
                if let inWork = slots[slot].inWork, inWork.key == key, inWork.attempt == attempt {
                    take(measurement, of: inWork, from: slot)
                } else if !slots[slot].wasGiven(key) {
                    dismissForAnother(slot, key)
                }
            case .restarted(let key, let attempt):
                if let inWork = slots[slot].inWork, inWork.key == key, inWork.attempt == attempt {
                    restart(inWork, on: slot)
                } else if !slots[slot].wasGiven(key) {
                    dismissForAnother(slot, key)
                }
            case .notice(let key, let attempt, let notice):
                if let inWork = slots[slot].inWork, inWork.key == key, inWork.attempt == attempt {
                    actions.append(.tell(.notice(key, notice)))
                } else if !slots[slot].wasGiven(key) {
                    dismissForAnother(slot, key)
                }
            case .finished(let key, let attempt, let result):
                if result.state == .pruned, slots[slot].inWork?.key == key, !slots[slot].isToldToStop {
                    return dismiss(slot, as: .crashed, SchedulerSentences.babbled("an early end without a stop"))
                }
                guard let assignment = endInWork(slot, key, attempt) else { return }
                if result.state == .complete, let metric = objectiveMetric, result.metrics[metric]?.isFinite != true {
                    let failure = RunFailure(.internal, SchedulerSentences.withoutObjective(metric))
                    fail(assignment, failure.withTail(slots[slot].standardErrorTail))
                    return beginNext(slot)
                }
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
                fail(assignment, failure.withTail(slots[slot].standardErrorTail))
                beginNext(slot)
            case .cancelled(let key, _): dismissForAnother(slot, key)
            case .pong: takePong(from: slot)
            }
        }
    }

    /// Whether a report is a worker's answer for a run that was taken back from it. However that has ended, it is another
    /// worker's now, or waits for one.
    private mutating func settlesRecall(_ report: WorkerReport, of slot: Int) -> Bool {
        switch report {
        case .finished(let key, let attempt, _), .failed(let key, let attempt, _), .cancelled(let key, let attempt):
            slots[slot].settleRecall(key, attempt)
        case .hello, .measurement, .restarted, .notice, .pong: false
        }
    }

    private mutating func take(_ measurement: Measurement, of run: Assignment, from slot: Int) {
        slots[slot].measure(seconds: measurement.seconds, now: now)
        // What was under way when the run was told to stop is no part of it.
        guard !slots[slot].isToldToStop else { return }
        if let last = slots[slot].lastStep, measurement.step <= last {
            let what = "\(measurement.unit.rawValue) \(measurement.step) after \(last)"
            return dismiss(slot, as: .crashed, SchedulerSentences.babbled(what))
        }
        slots[slot].lastStep = measurement.step
        records.append(.measured(run.key, measurement))
        guard let advice = pruner?.advice(after: measurement) else { return }
        slots[slot].isToldToStop = advice == .stop
        actions.append(.advise(run.key, attempt: run.attempt, advice, slot: slot))
    }

    private mutating func restart(_ run: Assignment, on slot: Int) {
        guard !slots[slot].isToldToStop else { return }
        slots[slot].lastStep = nil
        records.append(.remeasured(run.key))
    }

    /// A worker that answers more often than it is asked could fill the scheduler's memory.
    private mutating func takePong(from slot: Int) {
        guard slots[slot].pingsAwaited == 0 else {
            slots[slot].pingsAwaited -= 1
            return
        }
        dismiss(slot, as: .crashed, SchedulerSentences.babbled("a pong without a ping"))
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
        default: dismiss(slot, as: .crashed, SchedulerSentences.babbled("a report before hello"))
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
        dismiss(slot, as: .crashed, SchedulerSentences.answeredForAnother(key))
    }

    private mutating func beginNext(_ slot: Int) {
        slots[slot].beginNext(now)
        recordStart(slot)
    }

    /// Ends a worker that cannot be trusted or reached any more. Its run in work fails as soon as it is gone.
    /// - Parameter reason: in words that follow a colon.
    mutating func dismiss(_ slot: Int, as failureClass: RunFailure.Class, _ reason: String) {
        switch slots[slot].phase {
        case .vacant, .stopping, .killed: return
        case .starting, .ready, .cancelling: break
        }
        returnQueued(slot, cancel: false)
        if slots[slot].inWork != nil, slots[slot].verdict == nil {
            slots[slot].verdict = RunFailure(failureClass, SchedulerSentences.ended(reason))
        }
        slots[slot].dismissal = reason
        slots[slot].phase = .killed
        slots[slot].phaseEnds = now + patience.kill
        actions.append(.stop(slot: slot, atOnce: true))
    }

    /// A worker is gone.
    private mutating func leave(_ slot: Int, _ exit: WorkerExit) {
        let left = slots[slot]
        let why = left.dismissal ?? exit.reason
        returnQueued(slot, cancel: false)
        if left.inWork != nil, left.verdict == nil {
            slots[slot].verdict = RunFailure(exit.failureClass, SchedulerSentences.ended(exit.reason))
        }
        settleVerdict(slot, tail: exit.standardErrorTail)
        slots[slot].vacate()
        let wasAsked = left.dismissal == nil && (left.phase == .stopping || left.phase == .killed)
        guard !wasAsked, left.phase != .cancelling, ending == nil else { return }
        actions.append(.tell(.workerLost(slot: slot, reason: why)))
        guard left.identity == nil else { return }
        deathsBeforeHello += 1
        guard deathsBeforeHello >= patience.deathsBeforeHello else { return }
        let tail = exit.standardErrorTail
        stop(.failed(reason: SchedulerSentences.endsBeforeHello(why, times: deathsBeforeHello, tail: tail)))
    }
}
