import StudyCore
import Testing

@testable import Scheduling

/// Ends runs whose loss is above a bound.
struct LossPruner: Pruner {
    let bound: Double
    var summary: String { "loss above \(bound)" }
    func advice(after measurement: Measurement) -> RunAdvice {
        measurement.values.contains { $0.name == "loss" && $0.value > bound } ? .stop : .proceed
    }
}

@Suite("Runs that are ended early") struct PruningTests {
    private static let key = RunKey(trial: 0, repeat: 0)
    private static let identity = WorkerIdentity(version: "1", host: "here", pid: 1, blasCore: "none")

    private static func measurement(_ step: Int, _ loss: Double) -> Measurement {
        Measurement(unit: .epoch, step: step, seconds: 1, values: [("loss", loss)])
    }

    /// A machine whose one worker has the run in work.
    private static func machine(_ pruner: (any Pruner)? = LossPruner(bound: 5)) -> SchedulerMachine {
        var machine = SchedulerMachine(makePlan(trials: 1, workers: 1, pruner: pruner))
        _ = machine.handle(.launched, now: 0, date: .now)
        _ = machine.handle(.worker(.report(slot: 0, .hello(identity))), now: 1, date: .now)
        return machine
    }

    private static func tell(_ machine: inout SchedulerMachine, _ report: WorkerReport) -> [SchedulerAction] {
        machine.handle(.worker(.report(slot: 0, report)), now: 2, date: .now)
    }

    private static func advice(_ actions: [SchedulerAction]) -> [RunAdvice] {
        var given: [RunAdvice] = []
        for case .advise(key, 1, let advice, 0) in actions { given.append(advice) }
        return given
    }

    private static func records(_ actions: [SchedulerAction]) -> [RunEvent] {
        var records: [RunEvent] = []
        for case .record(let events) in actions { records += events }
        return records
    }

    @Test("Each measurement is answered once; nothing is asked where there is no rule") func answers() {
        var machine = Self.machine()
        #expect(
            Self.advice(Self.tell(&machine, .measurement(Self.key, attempt: 1, Self.measurement(1, 4)))) == [.proceed])
        #expect(Self.advice(Self.tell(&machine, .measurement(Self.key, attempt: 1, Self.measurement(2, 6)))) == [.stop])
        #expect(Self.advice(Self.tell(&machine, .measurement(Self.key, attempt: 7, Self.measurement(1, 4)))) == [])
        var free = Self.machine(nil)
        #expect(Self.advice(Self.tell(&free, .measurement(Self.key, attempt: 1, Self.measurement(1, 6)))) == [])
    }

    @Test("What comes after a stop is no part of the run, and the run ends as pruned with what it has found")
    func stops() {
        var machine = Self.machine()
        _ = Self.tell(&machine, .measurement(Self.key, attempt: 1, Self.measurement(1, 6)))
        let late = Self.tell(&machine, .measurement(Self.key, attempt: 1, Self.measurement(2, 7)))
        #expect(late.isEmpty)
        let result = RunResult(diverged: false, pruned: true, metrics: ["loss": 6])
        let ended = Self.records(Self.tell(&machine, .finished(Self.key, attempt: 1, result)))
        guard case .ended(Self.key, let recorded, _)? = ended.first else {
            Issue.record("the run does not end")
            return
        }
        #expect(recorded == result && recorded.state == .pruned)
        #expect(machine.snapshot.counts[.pruned] == 1)
    }

    @Test("A run that was told to stop may have come to its end by itself, or have diverged")
    func otherEnds() {
        for result in [RunResult(diverged: true, pruned: true, metrics: [:]), RunResult(diverged: false, metrics: [:])]
        {
            var machine = Self.machine()
            _ = Self.tell(&machine, .measurement(Self.key, attempt: 1, Self.measurement(1, 6)))
            _ = Self.tell(&machine, .finished(Self.key, attempt: 1, result))
            #expect(machine.snapshot.counts[result.state] == 1)
        }
    }

    @Test("A worker that ends a run early of its own accord is ended itself") func unasked() {
        var machine = Self.machine()
        let result = RunResult(diverged: false, pruned: true, metrics: [:])
        let actions = Self.tell(&machine, .finished(Self.key, attempt: 1, result))
        #expect(actions.contains { if case .stop(slot: 0, atOnce: true) = $0 { true } else { false } })
        #expect(Self.records(actions).isEmpty)
    }

    @Test("A study whose runs are ended early completes, and none of them is carried out again") func study() {
        let plan = makePlan(trials: 20, workers: 3, pruner: LossPruner(bound: 0.5))
        var simulation = Simulation(plan) { _, _ in .finish(after: 4) }
        guard case .completed = simulation.run() else {
            Issue.record("it does not complete")
            return
        }
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.count(.pruned) == 20)
        // Each is told after two of its four seconds.
        #expect(simulation.elapsed < 20 / 3 * 2 + 5)
    }
}

@Suite("Records on their way to the journal") struct HeldRecordsTests {
    private static let key = RunKey(trial: 0, repeat: 0)
    private static let measured = SchedulerAction.record([
        .measured(key, Measurement(unit: .epoch, step: 1, seconds: 1, values: []))
    ])
    private static let advised = SchedulerAction.advise(key, attempt: 1, .proceed, slot: 0)

    @Test("measurements wait for others, for a moment at most") func waits() {
        var held = HeldRecords()
        #expect(held.take([Self.measured, Self.advised], now: 10).isEmpty)
        #expect(held.due == 10.1)
        #expect(held.take([Self.measured], now: 10.05).isEmpty && held.due == 10.1)
        #expect(held.take([], now: 10.1).count == 2 && held.due == nil)
        #expect(held.take([], now: 11).isEmpty)
    }

    @Test("everything else takes them along, in their order, before anything is done") func flushes() {
        var held = HeldRecords()
        _ = held.take([Self.measured], now: 10)
        let events = held.take(
            [.record([.ended(Self.key, RunResult(diverged: false, metrics: [:]), at: .now)])], now: 10.01)
        guard events.count == 2, case .measured = events[0], case .ended = events[1] else {
            Issue.record("\(events)")
            return
        }
        _ = held.take([Self.measured], now: 11)
        #expect(held.take([.ping(slot: 0)], now: 11.01).count == 1)
    }

    @Test("no more than a few hundred wait") func count() {
        var held = HeldRecords()
        var written = 0
        for _ in 0..<1000 {
            written += held.take([Self.measured], now: 10).count
        }
        #expect(written >= 1000 - HeldRecords.greatestCount)
    }
}
