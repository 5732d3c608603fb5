import StudyCore

@testable import Scheduling

/// What a journal would hold, with everything checked that must never happen.
struct Ledger {
    struct Entry: Equatable {
        var state = RunState.waiting
        var attempt = 1
        var metrics: [String: Double] = [:]
        var failures: [RunFailure.Class] = []
    }

    private(set) var entries: [RunKey: Entry] = [:]
    private(set) var study: [StudyState] = []
    private(set) var elapsed = 0.0
    private(set) var outcome: SchedulerOutcome?
    /// The slot that has been given a run and may still answer for it.
    private var holders: [RunKey: Int] = [:]
    /// What went wrong, in words.
    private(set) var violations: [String] = []
    private(set) var news: [SchedulerNews] = []
    private(set) var greatestQueue = 0

    let keys: [RunKey]

    init(_ plan: SchedulerPlan) {
        keys = plan.runs.map(\.key)
        for run in plan.runs {
            entries[run.key] = Entry(state: run.state == .running ? .waiting : run.state, attempt: run.attempt)
        }
    }

    /// The runs as the next launch finds them.
    func planned(_ configuration: Configuration) -> [PlannedRun] {
        keys.map { key in
            let entry = entries[key] ?? Entry()
            return PlannedRun(key: key, configuration: configuration, state: entry.state, attempt: entry.attempt)
        }
    }

    func count(_ state: RunState) -> Int { entries.values.count { $0.state == state } }
    func queue(of slot: Int) -> Int { holders.values.count { $0 == slot } }

    /// A worker's process is gone: nothing will come from it any more.
    mutating func slotLeft(_ slot: Int) {
        holders = holders.filter { $0.value != slot || entries[$0.key]?.state == .running }
    }

    mutating func take(_ actions: [SchedulerAction]) {
        if outcome != nil, !actions.isEmpty { violations.append("something is done after the end") }
        // A run that was only queued is free as soon as it is cancelled; what is recorded of it in the same group comes
        // after that.
        for case .cancel(let key, _, let slot) in actions where holders[key] == slot {
            if entries[key]?.state != .running { holders[key] = nil }
        }
        for case .stop(let slot, true) in actions { slotLeft(slot) }
        for action in actions {
            switch action {
            case .record(let events): append(events)
            case .run(let index, let attempt, let slot):
                let key = keys[index]
                if let holder = holders[key] { violations.append("\(key) goes to \(slot) while \(holder) has it") }
                if entries[key]?.attempt != attempt { violations.append("\(key) goes out as attempt \(attempt)") }
                if entries[key]?.state.isFinal != false { violations.append("\(key) goes out though it has ended") }
                holders[key] = slot
                greatestQueue = max(greatestQueue, holders.values.count { $0 == slot })
            case .tell(let item): news.append(item)
            case .end(let end): finish(end)
            case .start, .stop, .ping, .cancel: break
            }
        }
    }

    mutating func append(_ events: [RunEvent]) {
        for event in events {
            switch event {
            case .started(let key, let attempt, _, _, _):
                require(key, .waiting, "is started", attempt: attempt)
                entries[key]?.state = .running
            case .measured(let key, _): require(key, .running, "is measured")
            case .ended(let key, let result, _):
                require(key, .running, "ends")
                entries[key]?.state = result.state
                entries[key]?.metrics = result.metrics
                holders[key] = nil
            case .failed(let key, let attempt, let failure, let isRetried, _):
                require(key, .running, "fails", attempt: attempt)
                entries[key]?.failures.append(failure.failureClass)
                entries[key]?.state = isRetried ? .waiting : .failed
                if isRetried { entries[key]?.attempt += 1 }
                holders[key] = nil
            case .returned(let key):
                require(key, .running, "returns")
                entries[key]?.state = .waiting
                holders[key] = nil
            case .elapsed(let seconds):
                if seconds < 0 { violations.append("time goes back by \(-seconds) s") }
                elapsed += seconds
            case .study(let state): study.append(state)
            }
        }
    }

    private mutating func require(_ key: RunKey, _ state: RunState, _ what: String, attempt: Int? = nil) {
        guard let entry = entries[key] else { return violations.append("\(key) is not of this study") }
        if entry.state != state { violations.append("\(key) \(what) while it is \(entry.state)") }
        if let attempt, attempt != entry.attempt {
            violations.append("\(key) \(what) as attempt \(attempt), not \(entry.attempt)")
        }
    }

    private mutating func finish(_ end: SchedulerOutcome) {
        outcome = end
        if count(.running) > 0 { violations.append("\(count(.running)) runs are left running") }
        var isComplete = false
        if case .completed = end { isComplete = true }
        if isComplete != (count(.waiting) == 0) { violations.append("\(end) with \(count(.waiting)) runs waiting") }
        if study.last != (isComplete ? .complete : .interrupted) {
            violations.append("the study is left as \(String(describing: study.last))")
        }
    }
}
