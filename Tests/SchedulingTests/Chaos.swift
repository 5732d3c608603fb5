import Foundation
import StudyCore
import Testing

@testable import Scheduling

/// A study from its first launch to its end, with workers that do anything at any time: what they should, and everything
/// else. Its scheduler may be killed, its clock jump, its limits be raised, and its failed runs be asked for again.
struct Chaos {
    struct Worker {
        var isAlive = false
        var hasGreeted = false
        var isStopped = false
        var pingsOwed = 0
        /// Whether the run in work waits to be told whether to go on, and whether it has been told to stop.
        var awaitsAdvice = false
        var isToldToStop = false
        /// Those whose cancel came too late: they wait for no answer.
        var cancelled: [RunKey] = []
        /// Those that were dropped, and are to be reported.
        var dropped: [(key: RunKey, attempt: Int)] = []
        /// The last step of the run in work.
        var step = 0
        var queue: [(key: RunKey, attempt: Int)] = []
        var past: [(key: RunKey, attempt: Int)] = []
    }

    /// Of a hundred events, so many are not what they should be.
    private(set) var mischief: Int
    private(set) var events = 0
    private(set) var outcomes: Set<String> = []
    private(set) var kills = 0
    private(set) var retries = 0
    var ledger: Ledger

    private let seed: UInt64
    private var generator: SplitMix
    private var machine: SchedulerMachine
    private var limits: Limits
    private var workers: [Worker]
    private var now = 0.0
    /// What the clock shows beyond the time that really passed.
    private var clockError = 0.0

    init(seed: UInt64, mischief: Int) {
        self.seed = seed
        generator = SplitMix(state: seed &* 977 &+ UInt64(mischief))
        self.mischief = mischief
        limits = Limits(
            wallTime: seed % 7 == 0 ? 50 : nil, trialTime: seed % 3 == 0 ? 40 : nil,
            failures: seed % 5 == 0 ? 6 : nil, retries: Int(seed % 4))
        let plan = makePlan(
            trials: Int.random(in: 1...60, using: &generator), repeats: Int.random(in: 1...3, using: &generator),
            workers: Int.random(in: 1...6, using: &generator), limits: limits, pruner: Self.pruner(seed))
        machine = SchedulerMachine(plan)
        ledger = Ledger(plan)
        workers = Array(repeating: Worker(), count: plan.workers)
    }

    /// Lives until every run has ended.
    /// - Parameters:
    ///   - launches: after so many launches nothing goes wrong any more, so that the study must come to its end within
    ///     a hundred others.
    ///   - most: of events in one launch, whose end is then missing.
    mutating func live(launches: Int, atMost most: Int) {
        for launch in 1...(launches + 100) {
            if launch > launches { mischief = 0 }
            let begin = events
            // A scheduler may be killed at any moment.
            let killed = mischief > 0 && chance(50) ? Int.random(in: 1...400, using: &generator) : .max
            handle(.launched)
            while ledger.outcome == nil, events - begin < min(most, killed) { step() }
            if ledger.outcome == nil, killed < most {
                kills += 1
                ledger.schedulerKilled()
            } else {
                guard let outcome = ledger.outcome else { return }
                outcomes.insert(Self.name(outcome))
                // After the end nothing comes out any more, whatever goes in.
                for _ in 0..<5 { step() }
            }
            if ledger.count(.waiting) == 0 {
                ledger.checkTallies()
                guard ledger.count(.failed) > 0, chance(mischief) else { return }
                retries += 1
                ledger.retryFailed()
            }
            relaunch()
        }
    }

    private static func name(_ outcome: SchedulerOutcome) -> String {
        switch outcome {
        case .completed: "completed"
        case .interrupted: "interrupted"
        case .limitReached(.wallTime): "wall time"
        case .limitReached(.failures): "failures"
        case .failed: "failed"
        case .storageFailed: "storage failed"
        }
    }

    private mutating func relaunch() {
        if case .limitReached(let limit) = ledger.outcome {
            switch limit {
            case .wallTime: limits.wallTime = (limits.wallTime ?? 0) + 50
            case .failures: limits.failures = (limits.failures ?? 0) + 6
            }
        }
        let plan = makePlan(
            runs: ledger.planned(Configuration([])).filter { !$0.state.isFinal },
            workers: Int.random(in: 1...6, using: &generator), limits: limits, elapsed: ledger.elapsed,
            earlierFailures: ledger.count(.failed), pruner: Self.pruner(seed))
        machine = SchedulerMachine(plan)
        ledger.launch(plan)
        workers = Array(repeating: Worker(), count: plan.workers)
    }

    /// Every other study has a rule that ends some of its runs early.
    private static func isPruned(_ seed: UInt64) -> Bool { seed % 2 == 0 }
    private static func pruner(_ seed: UInt64) -> (any Pruner)? { isPruned(seed) ? LossPruner(bound: 0.9) : nil }

    // MARK: - What happens

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func step() {
        passTime()
        if chance(20) { return handle(.tick) }
        if chance(mischief), chance(1), let signal = Interrupt.allCases.randomElement(using: &generator) {
            return handle(.interrupt(signal))
        }
        let slot = Int.random(in: -1...workers.count, using: &generator)
        guard workers.indices.contains(slot) else {
            if chance(mischief) { handle(.worker(.babble(slot: slot, excerpt: "nobody"))) }
            return
        }
        handle(chance(mischief) ? mischievous(slot) : proper(slot))
    }

    /// Time mostly goes on in small steps, sometimes to the next deadline; a clock may jump far ahead or back.
    private mutating func passTime() {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: now = max(now, min((machine.nextWake ?? now + clockError) - clockError, now + 100))
        case 1 where chance(mischief):
            let jumps = [-5.0, 5, -3600, 3600, -90_000, 90_000]
            if chance(10) { clockError += jumps.randomElement(using: &generator) ?? 0 }
        default: now += Double.random(in: 0..<0.3, using: &generator)
        }
    }

    private mutating func proper(_ slot: Int) -> SchedulerEvent {
        guard workers[slot].isAlive else { return .tick }
        func report(_ report: WorkerReport) -> SchedulerEvent { .worker(.report(slot: slot, report)) }
        if workers[slot].isStopped { return .worker(.exited(slot: slot, WorkerExit("exit status 0"))) }
        if !workers[slot].hasGreeted {
            return report(.hello(WorkerIdentity(version: "1", host: "h", pid: slot, blasCore: "")))
        }
        if workers[slot].pingsOwed > 0 {
            workers[slot].pingsOwed -= 1
            return report(.pong)
        }
        if !workers[slot].dropped.isEmpty {
            let run = workers[slot].dropped.removeFirst()
            return report(.cancelled(run.key, attempt: run.attempt))
        }
        guard let run = workers[slot].queue.first else { return .tick }
        if workers[slot].awaitsAdvice { return .tick }
        let isToldToStop = workers[slot].isToldToStop
        if !isToldToStop, chance(40) {
            let loss = Double.random(in: 0..<1, using: &generator)
            if !chance(mischief) { workers[slot].step += 1 }
            let measurement = Measurement(
                unit: .epoch, step: workers[slot].step, seconds: 1, values: [("loss", loss)])
            workers[slot].awaitsAdvice = Self.isPruned(seed) && !workers[slot].cancelled.contains(run.key)
            return report(.measurement(run.key, attempt: run.attempt, measurement))
        }
        workers[slot].past.append(workers[slot].queue.removeFirst())
        (workers[slot].isToldToStop, workers[slot].step) = (false, 0)
        if isToldToStop {
            let result = RunResult(diverged: false, pruned: true, metrics: ["loss": Double(run.key.trial)])
            return report(.finished(run.key, attempt: run.attempt, result))
        }
        return report(.finished(run.key, attempt: run.attempt, .of(Double(run.key.trial))))
    }

    private mutating func mischievous(_ slot: Int) -> SchedulerEvent {
        let somebody = RunKey(
            trial: Int.random(in: 0..<80, using: &generator), repeat: Int.random(in: 0..<3, using: &generator))
        let failureClass = RunFailure.Class.allCases.randomElement(using: &generator) ?? .data
        let past = workers[slot].past.randomElement(using: &generator)
        func report(_ report: WorkerReport) -> SchedulerEvent { .worker(.report(slot: slot, report)) }
        switch Int.random(in: 0..<19, using: &generator) {
        case 0, 1: return .worker(.exited(slot: slot, WorkerExit("killed", failureClass: failureClass)))
        case 2: return .worker(.babble(slot: slot, excerpt: "x"))
        case 3: return report(.finished(somebody, attempt: 1, .of(Double(somebody.trial))))
        case 4: return report(.failed(somebody, attempt: 2, RunFailure(.lost, "")))
        case 5:
            // Given before and answered before, or answered as another attempt.
            guard let past else { return report(.pong) }
            return report(.finished(past.key, attempt: past.attempt + 1000, .of(-1)))
        case 6:
            guard let run = workers[slot].queue.last else { return report(.pong) }
            return report(.finished(run.key, attempt: run.attempt + 1000, .of(-1)))
        case 7, 8:
            guard let run = workers[slot].queue.first else { return .tick }
            workers[slot].queue.removeFirst()
            (workers[slot].awaitsAdvice, workers[slot].isToldToStop, workers[slot].step) = (false, false, 0)
            return report(.failed(run.key, attempt: run.attempt, RunFailure(failureClass, "")))
        case 9:
            guard let run = workers[slot].queue.last, machine.snapshot.slots[slot].key != run.key else { return .tick }
            return report(.finished(run.key, attempt: run.attempt, .of(-2)))
        case 10: return report(.hello(WorkerIdentity(version: "1", host: "h", pid: 0, blasCore: "")))
        case 11:
            let measurement = Measurement(unit: .step, step: 0, seconds: .nan, values: [])
            return report(.measurement(somebody, attempt: 1, measurement))
        case 12: return report(.cancelled(somebody, attempt: 1))
        case 13:
            guard let past else { return report(.pong) }
            return report(.cancelled(past.key, attempt: past.attempt))
        case 14: return .worker(.wrote(slot: slot, standardErrorTail: "x"))
        case 17:
            // An early end that nobody asked for.
            guard let run = workers[slot].queue.first, !workers[slot].isToldToStop else { return report(.pong) }
            let result = RunResult(diverged: false, pruned: true, metrics: ["loss": -3])
            return report(.finished(run.key, attempt: run.attempt, result))
        case 15 where chance(5): return .worker(.unstartable(slot: slot, reason: "x"))
        case 16 where chance(5):
            return report(.hello(WorkerIdentity(version: "2", host: "h", pid: 0, blasCore: "")))
        default: return report(.pong)
        }
    }

    private mutating func handle(_ event: SchedulerEvent) {
        events += 1
        if case .worker(.exited(let slot, _)) = event {
            ledger.slotLeft(slot)
            workers[slot] = Worker()
        }
        if case .worker(.report(let slot, .hello)) = event { workers[slot].hasGreeted = true }
        let actions = machine.handle(event, now: now + clockError, date: Date(timeIntervalSince1970: now))
        ledger.take(actions)
        for action in actions { perform(action) }
        if events % 16 == 0 || ledger.outcome != nil { check() }
    }

    private mutating func perform(_ action: SchedulerAction) {
        switch action {
        case .record(let records):
            // Results below 0 are those that must be dropped.
            for case .ended(let key, let result, _) in records where result.metrics["loss"] != Double(key.trial) {
                Issue.record("\(key) has the result of another run or attempt, or of one out of turn")
            }
        case .start(let slot):
            if workers[slot].isAlive { Issue.record("slot \(slot) is started while its worker lives") }
            workers[slot] = Worker(isAlive: true)
        case .run(let index, let attempt, let slot, _):
            // One that has answered falsely may still have it.
            if mischief == 0, workers[slot].queue.contains(where: { $0.key == ledger.keys[index] }) {
                Issue.record("slot \(slot) is given a run that it still has")
            }
            workers[slot].queue.append((ledger.keys[index], attempt))
        case .ping(let slot): workers[slot].pingsOwed += 1
        case .stop(let slot, _): workers[slot].isStopped = true
        case .cancel(let key, let attempt, let slot):
            // Sometimes it comes too late.
            let isInWork = workers[slot].queue.first.map { $0.key == key && $0.attempt == attempt } ?? false
            if isInWork { workers[slot].awaitsAdvice = false }
            guard chance(50) else { return workers[slot].cancelled.append(key) }
            if isInWork { (workers[slot].isToldToStop, workers[slot].step) = (false, 0) }
            if let place = workers[slot].queue.firstIndex(where: { $0.key == key && $0.attempt == attempt }) {
                workers[slot].dropped.append(workers[slot].queue.remove(at: place))
            }
        case .advise(let key, let attempt, let advice, let slot):
            guard let run = workers[slot].queue.first, run.key == key, run.attempt == attempt else { return }
            workers[slot].awaitsAdvice = false
            workers[slot].isToldToStop = advice == .stop
        case .tell, .end: break
        }
    }

    /// Holds the machine's own view against the ledger.
    private func check() {
        let snapshot = machine.snapshot
        let total = snapshot.counts.values.reduce(0, +)
        if total != ledger.keys.count { Issue.record("\(total) runs are counted, not \(ledger.keys.count)") }
        let inWork = snapshot.slots.compactMap(\.key)
        if Set(inWork).count != inWork.count { Issue.record("a run is in work in two slots: \(inWork)") }
        guard ledger.outcome != nil else { return }
        let open = (snapshot.counts[.waiting] ?? 0) + (snapshot.counts[.running] ?? 0)
        if open != ledger.count(.waiting) { Issue.record("\(open) runs are open, not \(ledger.count(.waiting))") }
    }
}
