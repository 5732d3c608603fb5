import Foundation
import StudyCore
import Testing

@testable import Scheduling

/// Workers that do anything at any time: what they should, and everything else.
private struct Chaos {
    struct Worker {
        var isAlive = false
        var hasGreeted = false
        var isStopped = false
        var queue: [(key: RunKey, attempt: Int)] = []
        var past: [(key: RunKey, attempt: Int)] = []
    }

    var generator: SplitMix
    var machine: SchedulerMachine
    var ledger: Ledger
    var workers: [Worker]
    var now = 0.0
    var events = 0
    let mischief: Int

    /// - Parameter mischief: of a hundred events, so many are not what they should be.
    init(seed: UInt64, mischief: Int) {
        generator = SplitMix(state: seed)
        self.mischief = mischief
        let limits = Limits(
            wallTime: seed % 7 == 0 ? 5_000 : nil, trialTime: seed % 3 == 0 ? 40 : nil,
            failures: seed % 5 == 0 ? 6 : nil, retries: Int(seed % 4))
        let plan = makePlan(
            trials: Int.random(in: 1...60, using: &generator), repeats: Int.random(in: 1...3, using: &generator),
            workers: Int.random(in: 1...6, using: &generator), limits: limits)
        machine = SchedulerMachine(plan)
        ledger = Ledger(plan)
        workers = Array(repeating: Worker(), count: plan.workers)
    }

    mutating func run(atMost most: Int) {
        handle(.launched)
        while ledger.outcome == nil, events < most { step() }
        // After the end nothing comes out any more, whatever goes in.
        for _ in 0..<10 { step() }
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func step() {
        // Time mostly goes on in small steps, sometimes to the next deadline, sometimes back.
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: now = max(now, min(machine.nextWake ?? now, now + 100))
        case 1 where chance(mischief): now -= 5
        default: now += Double.random(in: 0..<0.3, using: &generator)
        }
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

    private mutating func proper(_ slot: Int) -> SchedulerEvent {
        guard workers[slot].isAlive else { return .tick }
        if workers[slot].isStopped {
            return .worker(.exited(slot: slot, reason: "exit status 0", standardErrorTail: nil))
        }
        if !workers[slot].hasGreeted {
            workers[slot].hasGreeted = true
            let identity = WorkerIdentity(version: "1", host: "h", pid: slot, blasCore: "")
            return .worker(.report(slot: slot, .hello(identity)))
        }
        guard let run = workers[slot].queue.first else { return .worker(.report(slot: slot, .pong)) }
        if chance(40) {
            let measurement = Measurement(unit: .epoch, step: 1, seconds: 1, values: [])
            return .worker(.report(slot: slot, .measurement(run.key, attempt: run.attempt, measurement)))
        }
        workers[slot].past.append(workers[slot].queue.removeFirst())
        let result = RunResult.of(Double(run.key.trial))
        return .worker(.report(slot: slot, .finished(run.key, attempt: run.attempt, result)))
    }

    private mutating func mischievous(_ slot: Int) -> SchedulerEvent {
        let somebody = RunKey(
            trial: Int.random(in: 0..<80, using: &generator), repeat: Int.random(in: 0..<3, using: &generator))
        func report(_ report: WorkerReport) -> SchedulerEvent { .worker(.report(slot: slot, report)) }
        switch Int.random(in: 0..<14, using: &generator) {
        case 0, 1: return .worker(.exited(slot: slot, reason: "killed by SIGKILL", standardErrorTail: "x"))
        case 2: return .worker(.babble(slot: slot, excerpt: "x"))
        case 3: return report(.finished(somebody, attempt: 1, .of(Double(somebody.trial))))
        case 4: return report(.failed(somebody, attempt: 2, RunFailure(.lost, "")))
        case 5:
            guard let run = workers[slot].past.randomElement(using: &generator) else { return report(.pong) }
            // Given before and answered before, or answered as another attempt.
            return report(.finished(run.key, attempt: run.attempt + 7, .of(-1)))
        case 6:
            guard let run = workers[slot].queue.last else { return report(.pong) }
            return report(.finished(run.key, attempt: run.attempt + 1, .of(-1)))
        case 7:
            guard let run = workers[slot].queue.first else { return .tick }
            workers[slot].queue.removeFirst()
            let classes = RunFailure.Class.allCases
            let failureClass = classes.randomElement(using: &generator) ?? .data
            return report(.failed(run.key, attempt: run.attempt, RunFailure(failureClass, "")))
        case 8:
            guard workers[slot].queue.count > 1, let run = workers[slot].queue.last else { return .tick }
            return report(.finished(run.key, attempt: run.attempt, .of(-2)))
        case 9: return report(.hello(WorkerIdentity(version: "1", host: "h", pid: 0, blasCore: "")))
        case 10:
            let measurement = Measurement(unit: .step, step: 0, seconds: .nan, values: [])
            return report(.measurement(somebody, attempt: 1, measurement))
        case 11: return report(.cancelled(somebody, attempt: 1))
        case 12:
            guard let run = workers[slot].past.randomElement(using: &generator) else { return report(.pong) }
            return report(.cancelled(run.key, attempt: run.attempt))
        default: return report(.pong)
        }
    }

    private mutating func handle(_ event: SchedulerEvent) {
        events += 1
        if case .worker(.exited(let slot, _, _)) = event {
            ledger.slotLeft(slot)
            workers[slot] = Worker()
        }
        if case .worker(.report(let slot, .hello)) = event { workers[slot].hasGreeted = true }
        let actions = machine.handle(event, now: now, date: Date(timeIntervalSince1970: now))
        ledger.take(actions)
        // Results below 0 are those that must be dropped.
        for case .record(let records) in actions {
            for case .ended(let key, let result, _) in records where result.metrics["loss"] ?? -1 < 0 {
                Issue.record("\(key) has the result of another attempt or of one out of turn")
            }
        }
        for action in actions {
            switch action {
            case .start(let slot): workers[slot] = Worker(isAlive: true)
            case .run(let index, let attempt, let slot): workers[slot].queue.append((ledger.keys[index], attempt))
            case .stop(let slot, _): workers[slot].isStopped = true
            case .cancel(let key, let attempt, let slot):
                // Sometimes it comes too late.
                if chance(50) { workers[slot].queue.removeAll { $0.key == key && $0.attempt == attempt } }
            default: break
            }
        }
        let snapshot = machine.snapshot
        let total = snapshot.counts.values.reduce(0, +)
        if total != ledger.keys.count { Issue.record("\(total) runs are counted, not \(ledger.keys.count)") }
        for state in RunState.allCases where ledger.outcome != nil {
            if snapshot.counts[state] ?? 0 != ledger.count(state) { Issue.record("\(state) is miscounted") }
        }
    }
}

@Suite("Random walks") struct RandomWalkTests {
    @Test(
        "Whatever workers do: no run is in two places, none is forgotten, and there always is an end",
        arguments: [0, 2, 10, 40, 90])
    func walks(mischief: Int) {
        var events = 0
        var outcomes: Set<String> = []
        var seed: UInt64 = 1
        while events < 25_000 {
            var chaos = Chaos(seed: seed &* 977 &+ UInt64(mischief), mischief: mischief)
            chaos.run(atMost: 100_000)
            #expect(chaos.ledger.violations == [], "seed \(seed)")
            #expect(chaos.ledger.outcome != nil, "seed \(seed) does not end")
            switch chaos.ledger.outcome {
            case .completed: outcomes.insert("completed")
            case .interrupted: outcomes.insert("interrupted")
            case .limitReached: outcomes.insert("limit")
            case .failed: outcomes.insert("failed")
            case .storageFailed, nil: break
            }
            events += chaos.events
            seed += 1
        }
        #expect(outcomes.contains(mischief > 50 ? "failed" : "completed"))
    }
}
