import StudyCore
import Testing

@testable import Scheduling

@Suite("The order of events") struct ScheduleOrderTests {
    @Test("A thousand random orders of finishing, with 1 to 8 workers, record the same results") func orders() {
        var expected: [RunKey: Ledger.Entry]?
        var differing = 0
        var violations: [String] = []
        for seed in 0..<1000 {
            var generator = SplitMix(state: UInt64(seed))
            let plan = makePlan(trials: 12, repeats: 2, workers: 1 + seed % 8)
            let longest = seed % 2 == 0 ? 0.1 : 100
            let pairs = plan.runs.map { ($0.key, Double.random(in: 0...longest, using: &generator)) }
            let seconds = Dictionary(uniqueKeysWithValues: pairs)
            // The results are the runs' own, only their times are random.
            var simulation = Simulation(plan) { key, attempt in
                let after = seconds[key] ?? 1
                if key.trial == 3, attempt < 3 { return .die(after: after) }
                if key.trial == 7 { return .die(after: after) }
                if key.trial == 8 { return .die(after: after, as: .outOfMemory) }
                if key.trial == 9 { return .fail(after: after, RunFailure(.data, "no")) }
                return .finish(after: after, .of(Double(key.trial * 10 + key.repeat), diverged: key.trial == 5))
            }
            simulation.run()
            violations += simulation.ledger.violations
            if let expected, expected != simulation.ledger.entries { differing += 1 }
            expected = simulation.ledger.entries
        }
        #expect(violations == [] && differing == 0)
        #expect(expected?[RunKey(trial: 3, repeat: 1)]?.attempt == 3)
        #expect(expected?.values.count { $0.state == .failed } == 6)
    }

    @Test("A hundred thousand runs cost little per event") func large() {
        let plan = makePlan(trials: 100_000, workers: 8)
        var machine = SchedulerMachine(plan)
        let identity = WorkerIdentity(version: "1", host: "h", pid: 1, blasCore: "")
        var now = 0.0
        var queues: [[RunKey]] = Array(repeating: [], count: 8)
        var events = 0
        var isOver = false
        func carryOut(_ actions: [SchedulerAction]) {
            for action in actions {
                if case .run(let index, _, let slot, _) = action { queues[slot].append(plan.runs[index].key) }
                if case .end = action { isOver = true }
                if case .stop(let slot, _) = action {
                    let event = WorkerEvent.exited(slot: slot, WorkerExit(""))
                    carryOut(machine.handle(.worker(event), now: now, date: .distantPast))
                }
            }
        }
        carryOut(machine.handle(.launched, now: now, date: .distantPast))
        for slot in 0..<8 {
            carryOut(machine.handle(.worker(.report(slot: slot, .hello(identity))), now: now, date: .distantPast))
        }
        let start = ContinuousClock().now
        while !isOver, events < 200_000 {
            let slot = events % 8
            events += 1
            now += 0.001
            guard !queues[slot].isEmpty else { continue }
            let report = WorkerReport.finished(queues[slot].removeFirst(), attempt: 1, .of(0))
            carryOut(machine.handle(.worker(.report(slot: slot, report)), now: now, date: .distantPast))
        }
        let seconds = Double((ContinuousClock().now - start).components.seconds)
        #expect(isOver && machine.snapshot.counts[.complete] == 100_000)
        // Some ten microseconds each without optimisation; anything that grows with the runs would take hours.
        #expect(seconds < 60)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
