import StudyCore

@testable import Scheduling

/// What a journal would hold over all launches of a study, with everything checked that must never happen. It knows the
/// rules of `docs/database.md` and `docs/study-file.md`, and nothing of how the machine keeps them.
struct Ledger {
    struct Entry: Equatable {
        var state = RunState.waiting
        var attempt = 1
        /// From which retries are counted.
        var firstAttempt = 1
        var metrics: [String: Double] = [:]
        var failures: [RunFailure.Class] = []
    }

    /// How often what happened to a run.
    struct Tally {
        var starts = 0
        var ends = 0
        var finalFailures = 0
        var retriedFailures = 0
        var returns = 0
        /// Attempts whose scheduler was killed.
        var abandoned = 0
        /// Asked for by a person.
        var retries = 0
    }

    private(set) var entries: [RunKey: Entry] = [:]
    private(set) var tallies: [RunKey: Tally] = [:]
    private(set) var study: [StudyState] = []
    private(set) var elapsed = 0.0
    private(set) var outcome: SchedulerOutcome?
    /// The slot that has been given a run and may still answer for it.
    private var holders: [RunKey: Int] = [:]
    /// Measurements of the attempt in work that were recorded and not answered yet, and whether it was told to stop.
    private var unanswered: [RunKey: Int] = [:]
    private var stopped: Set<RunKey> = []
    /// The step of each attempt's last measurement.
    private var lastSteps: [RunKey: Int] = [:]
    private let hasPruner: Bool
    /// The slot to which each device was given last, until its worker's process is gone: until then it may be in use.
    private var devices: [String: Int] = [:]
    /// What went wrong, in words.
    private(set) var violations: [String] = []
    private(set) var news: [SchedulerNews] = []
    private(set) var greatestQueue = 0
    private var counts: [RunState: Int] = [:]

    /// The runs of the present launch.
    private(set) var keys: [RunKey]
    private var limits: Limits
    private var elapsedAtLaunch: Double
    /// Of launches before this ledger began.
    private let earlierFailures: Int

    init(_ plan: SchedulerPlan) {
        keys = plan.runs.map(\.key)
        hasPruner = plan.pruner != nil
        limits = plan.limits
        elapsedAtLaunch = plan.elapsed
        earlierFailures = plan.earlierFailures
        for run in plan.runs {
            let state: RunState = run.state == .running ? .waiting : run.state
            entries[run.key] = Entry(state: state, attempt: run.attempt, firstAttempt: run.firstAttempt)
            counts[state, default: 0] += 1
        }
    }

    /// The runs as the next launch finds them.
    func planned(_ configuration: Configuration) -> [PlannedRun] {
        entries.keys.sorted().map { key in
            let entry = entries[key] ?? Entry()
            return PlannedRun(
                key: key, configuration: configuration, state: entry.state, attempt: entry.attempt,
                firstAttempt: entry.firstAttempt)
        }
    }

    func count(_ state: RunState) -> Int { counts[state] ?? 0 }
    func queue(of slot: Int) -> Int { holders.values.count { $0 == slot } }

    // MARK: - Between launches

    /// The scheduler was killed: its workers are gone, and what was running waits for the next launch.
    mutating func schedulerKilled() {
        for (key, entry) in entries where entry.state == .running {
            set(key, .waiting)
            tallies[key, default: Tally()].abandoned += 1
        }
    }

    /// `hpsearch retry`.
    mutating func retryFailed() {
        for (key, entry) in entries where entry.state == .failed {
            set(key, .waiting)
            entries[key]?.attempt = entry.attempt + 1
            entries[key]?.firstAttempt = entry.attempt + 1
            tallies[key, default: Tally()].retries += 1
        }
    }

    /// The next launch, with a plan of what is unfinished.
    mutating func launch(_ plan: SchedulerPlan) {
        keys = plan.runs.map(\.key)
        limits = plan.limits
        elapsedAtLaunch = plan.elapsed
        holders = [:]
        devices = [:]
        outcome = nil
        news = []
    }

    /// What must hold of each run when the study is complete: every attempt that began ended in exactly one way, and the
    /// run itself once, not counting what a person asked for again.
    mutating func checkTallies() {
        for (key, entry) in entries {
            let tally = tallies[key] ?? Tally()
            let closed = tally.ends + tally.finalFailures + tally.retriedFailures + tally.returns + tally.abandoned
            if tally.starts != closed { violations.append("\(key) was started \(tally.starts) times, ended \(closed)") }
            if tally.ends + tally.finalFailures != 1 + tally.retries { violations.append("\(key) ended as \(tally)") }
            if entry.failures.count != tally.finalFailures + tally.retriedFailures {
                violations.append("\(key) has \(entry.failures.count) failures")
            }
        }
    }

    // MARK: - During a launch

    /// A worker's process is gone: nothing will come from it any more.
    mutating func slotLeft(_ slot: Int) {
        release(slot)
        devices = devices.filter { $0.value != slot }
    }

    private mutating func release(_ slot: Int) {
        for (key, holder) in holders where holder == slot && entries[key]?.state != .running { holders[key] = nil }
    }

    mutating func take(_ actions: [SchedulerAction]) {
        if outcome != nil, !actions.isEmpty { violations.append("something is done after the end") }
        // A run that was only queued is free as soon as it is cancelled; what is recorded of it in the same group comes
        // after that.
        for case .cancel(let key, _, let slot) in actions where holders[key] == slot {
            if entries[key]?.state != .running { holders[key] = nil }
        }
        for case .stop(let slot, true) in actions { release(slot) }
        for action in actions {
            switch action {
            case .record(let events): append(events)
            case .run(let index, let attempt, let slot, let share):
                give(keys[index], attempt, slot)
                giveDevices(share, to: slot)
            case .advise(let key, let attempt, let advice, _): answer(key, attempt, advice)
            case .tell(let item): news.append(item)
            case .end(let end): finish(end)
            case .start, .stop, .ping, .cancel: break
            }
        }
        // Whatever else happens, no run is left waiting for an answer.
        if hasPruner,
            let (key, count) = unanswered.first(where: { $0.value != 0 && entries[$0.key]?.state == .running })
        {
            violations.append("\(key) waits for \(count) answers")
        }
    }

    private mutating func answer(_ key: RunKey, _ attempt: Int, _ advice: RunAdvice) {
        if !hasPruner { violations.append("\(key) is advised by nobody") }
        if entries[key]?.state == .running, entries[key]?.attempt != attempt {
            violations.append("\(key) is advised as attempt \(attempt)")
        }
        unanswered[key, default: 0] -= 1
        if advice == .stop, !stopped.insert(key).inserted { violations.append("\(key) is told to stop twice") }
    }

    private mutating func give(_ key: RunKey, _ attempt: Int, _ slot: Int) {
        if let holder = holders[key] { violations.append("\(key) goes to \(slot) while \(holder) has it") }
        if entries[key]?.attempt != attempt { violations.append("\(key) goes out as attempt \(attempt)") }
        if entries[key]?.state.isFinal != false { violations.append("\(key) goes out though it has ended") }
        let failures = earlierFailures + count(.failed)
        if let most = limits.failures, failures > most {
            violations.append("\(key) goes out after \(failures) failures, where \(most) are allowed")
        }
        if let most = limits.wallTime, elapsedAtLaunch >= most {
            violations.append("\(key) goes out though the wall time was used up")
        }
        holders[key] = slot
        greatestQueue = max(greatestQueue, holders.values.count { $0 == slot })
    }

    /// Each device is in one place.
    private mutating func giveDevices(_ share: RunShare, to slot: Int) {
        if share.gpus.isEmpty { violations.append("slot \(slot) is given no device") }
        for device in share.gpus {
            if let holder = devices[device], holder != slot {
                violations.append("device \(device) goes to slot \(slot) while \(holder) has it")
            }
            devices[device] = slot
        }
    }

    mutating func append(_ events: [RunEvent]) {
        for event in events {
            switch event {
            case .started(let key, let attempt, _, _, _):
                require(key, .waiting, "is started", attempt: attempt)
                set(key, .running)
                unanswered[key] = 0
                lastSteps[key] = nil
                stopped.remove(key)
                tallies[key, default: Tally()].starts += 1
            case .measured(let key, let measurement):
                require(key, .running, "is measured")
                if let last = lastSteps[key], measurement.step <= last {
                    violations.append("\(key) has step \(measurement.step) after \(last)")
                }
                lastSteps[key] = measurement.step
                unanswered[key, default: 0] += 1
                if stopped.contains(key) { violations.append("\(key) is measured after it was told to stop") }
            case .remeasured(let key):
                require(key, .running, "is measured anew")
                lastSteps[key] = nil
            case .ended(let key, let result, _):
                require(key, .running, "ends")
                if result.state == .pruned, !stopped.contains(key) {
                    violations.append("\(key) is pruned though nobody told it to stop")
                }
                set(key, result.state)
                entries[key]?.metrics = result.metrics
                tallies[key, default: Tally()].ends += 1
                holders[key] = nil
            case .failed(let key, let attempt, let failure, let isRetried, _):
                require(key, .running, "fails", attempt: attempt)
                fail(key, attempt, failure.failureClass, isRetried)
            case .returned(let key):
                require(key, .running, "returns")
                set(key, .waiting)
                tallies[key, default: Tally()].returns += 1
                holders[key] = nil
            case .elapsed(let seconds):
                if seconds < 0 { violations.append("time goes back by \(-seconds) s") }
                elapsed += seconds
            case .study(let state): study.append(state)
            }
        }
    }

    private mutating func fail(_ key: RunKey, _ attempt: Int, _ failureClass: RunFailure.Class, _ isRetried: Bool) {
        let before = attempt - (entries[key]?.firstAttempt ?? 1)
        let mayBeRetried = [.crashed, .lost, .signal].contains(failureClass) && before < limits.retries
        if isRetried != mayBeRetried {
            violations.append("\(key), attempt \(attempt), is \(isRetried ? "" : "not ")tried again as \(failureClass)")
        }
        entries[key]?.failures.append(failureClass)
        set(key, isRetried ? .waiting : .failed)
        if isRetried {
            entries[key]?.attempt += 1
            tallies[key, default: Tally()].retriedFailures += 1
        } else {
            tallies[key, default: Tally()].finalFailures += 1
        }
        holders[key] = nil
    }

    private mutating func set(_ key: RunKey, _ state: RunState) {
        guard let entry = entries[key] else { return }
        counts[entry.state, default: 0] -= 1
        counts[state, default: 0] += 1
        entries[key]?.state = state
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
