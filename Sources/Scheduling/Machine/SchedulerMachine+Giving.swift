import StudyCore

extension SchedulerMachine {
    /// Keeps the workers supplied: a run in work each, a few queued ahead while runs are short, and as many workers as
    /// there is work for.
    mutating func giveOut() {
        guard ending == nil else { return }
        recallFromStragglers()
        // Mostly all queues are as good as full.
        let shortest = slots.lazy.filter { $0.phase == .ready }.map { $0.queue.count }.min() ?? .max
        for depth in 1...(1 + queuedAhead) where depth > shortest {
            for slot in slots.indices where slots[slot].phase == .ready && slots[slot].queue.count < depth {
                if depth > 1, isStraggling(slots[slot]) { continue }
                guard let index = runs.takeLowest(except: Set(slots[slot].recalled.map(\.index))) else {
                    if runs.waiting == 0 { return }
                    continue
                }
                give(index, to: slot)
            }
        }
        var wanted = runs.waiting - slots.count { $0.phase == .starting }
        for slot in slots.indices where wanted > 0 && slots[slot].phase == .vacant {
            slots[slot].phase = .starting
            slots[slot].phaseEnds = now + patience.hello
            actions.append(.start(slot: slot))
            wanted -= 1
        }
    }

    /// How many runs are queued ahead of a worker: as many as it carries out while one short run may last.
    private var queuedAhead: Int {
        guard let mean = durations.mean, mean < patience.shortRun else { return 0 }
        return max(1, Int(min(Double(patience.greatestQueue), patience.shortRun / max(mean, 1e-6))))
    }

    private func isStraggling(_ slot: SchedulerSlot) -> Bool {
        !slot.queue.isEmpty && now >= slot.began + patience.recall
    }

    private mutating func give(_ index: Int, to slot: Int) {
        let assignment = Assignment(index: index, key: runs.key(index), attempt: runs.attempt(index))
        let isNext = slots[slot].queue.isEmpty
        slots[slot].give(assignment, now: now)
        if isNext { recordStart(slot) }
        actions.append(.run(index: index, attempt: assignment.attempt, slot: slot, shares[slot]))
    }

    /// Records that the first run of a slot's queue is in work.
    mutating func recordStart(_ slot: Int) {
        guard let assignment = slots[slot].inWork else { return }
        let host = slots[slot].identity?.host ?? ""
        records.append(
            .started(assignment.key, attempt: assignment.attempt, worker: String(slot), host: host, at: date))
    }

    /// Takes queued runs away from workers that turn out to be busy for long, when others have nothing to do.
    private mutating func recallFromStragglers() {
        guard runs.waiting == 0, slots.contains(where: { $0.phase == .ready && $0.queue.isEmpty }) else { return }
        for slot in slots.indices where isStraggling(slots[slot]) && slots[slot].phase == .ready {
            returnQueued(slot, cancel: true)
        }
    }

    /// Puts the runs queued ahead of a worker back among the waiting; nothing of them has been recorded.
    mutating func returnQueued(_ slot: Int, cancel: Bool) {
        if cancel { slots[slot].recallQueued(now: now) }
        for assignment in slots[slot].queue.dropFirst() {
            runs.putBack(assignment.index, attempt: assignment.attempt)
            if cancel { actions.append(.cancel(assignment.key, attempt: assignment.attempt, slot: slot)) }
        }
        slots[slot].queue = Array(slots[slot].queue.prefix(1))
    }
}
