import Foundation
import StudyCore
import Synchronization
import Testing

@testable import Scheduling

@Suite("The runner", .timeLimit(.minutes(5))) struct RunnerTests {
    private func carryOut(
        _ plan: SchedulerPlan, _ fleet: ScriptedFleet, _ journal: MemoryJournal,
        interrupts: AsyncStream<Interrupt> = AsyncStream { _ in },
        observer: @escaping @Sendable (SchedulerUpdate) -> Void = { _ in }
    ) async -> SchedulerOutcome {
        await SchedulerRunner(
            plan: plan, fleet: fleet, journal: journal, interrupts: interrupts, observer: observer
        ).run()
    }

    private static let script: @Sendable (RunKey, Int) -> ScriptedFleet.Act = { key, attempt in
        switch (key.trial, attempt) {
        case (1, 1): .die
        case (2, ...2): .babble
        case (3, 1): .answerForAnother
        case (4, _): .fail(.data)
        case (5, _): .die
        default: .finish
        }
    }

    @Test("Workers that die, babble and answer for others cost attempts, and the study completes") func completes()
        async
    {
        let plan = makePlan(trials: 20, repeats: 2, workers: 3)
        let fleet = ScriptedFleet(Self.script)
        let journal = MemoryJournal(plan)
        let outcome = await carryOut(plan, fleet, journal)
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        let ledger = journal.ledger
        #expect(ledger.violations == [])
        #expect(ledger.count(.complete) == 36 && ledger.count(.failed) == 4)
        #expect(ledger.entries[RunKey(trial: 2, repeat: 1)]?.attempt == 3)
        #expect(ledger.entries[RunKey(trial: 19, repeat: 1)]?.metrics == ["loss": 191])
        #expect(fleet.workersAlive == 0)
    }

    @Test("A journal that fails at its n-th append, for every n, loses nothing and doubles nothing") func journalFails()
        async
    {
        let plan = makePlan(trials: 8, workers: 2)
        let whole = MemoryJournal(plan)
        _ = await carryOut(plan, ScriptedFleet(Self.script), whole)
        var failed = 0
        for number in 1...40 {
            let fleet = ScriptedFleet(Self.script)
            let journal = MemoryJournal(plan, failsAt: number)
            guard case .storageFailed(let error) = await carryOut(plan, fleet, journal) else { continue }
            failed += 1
            #expect(error is MemoryJournal.Full)
            #expect(fleet.workersAlive == 0)
            #expect(journal.appends == number)
            let rest = makePlan(runs: journal.ledger.planned(Configuration([])))
            let resumed = MemoryJournal(rest)
            _ = await carryOut(rest, ScriptedFleet(Self.script), resumed)
            #expect(journal.ledger.violations == [] && resumed.ledger.violations == [])
            for (key, entry) in whole.ledger.entries {
                let done = journal.ledger.entries[key]
                let final = done?.state.isFinal == true ? done : resumed.ledger.entries[key]
                #expect(
                    final?.state == entry.state && final?.metrics == entry.metrics && final?.attempt == entry.attempt)
            }
        }
        #expect(failed > 3)
    }

    @Test("An interrupt ends the study with its runs waiting") func interrupted() async {
        let plan = makePlan(trials: 4)
        let journal = MemoryJournal(plan)
        let (interrupts, signals) = AsyncStream.makeStream(of: Interrupt.self)
        let started = Mutex(false)
        let outcome = await carryOut(plan, ScriptedFleet { _, _ in .hang }, journal, interrupts: interrupts) { update in
            let isRunning = update.snapshot.slots.allSatisfy { $0.state == .running }
            let isFirst = started.withLock { started in
                defer { started = started || isRunning }
                return !started && isRunning
            }
            if isFirst { signals.yield(.hangUp) }
        }
        guard case .interrupted(by: .hangUp) = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(journal.ledger.violations == [] && journal.ledger.count(.waiting) == 4)
    }

    @Test("Timers go off: an attempt is timed out in real time") func timer() async {
        let plan = makePlan(trials: 3, workers: 1, limits: Limits(trialTime: 0.1))
        let journal = MemoryJournal(plan)
        let outcome = await carryOut(plan, ScriptedFleet { key, _ in key.trial == 1 ? .hang : .finish }, journal)
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(journal.ledger.entries[RunKey(trial: 1, repeat: 0)]?.failures == [.timedOut])
    }

    @Test("The observer sees the counts grow to the end and every end of a run") func observer() async {
        let plan = makePlan(trials: 50)
        let seen = Mutex((ended: 0, last: [RunState: Int]()))
        let fleet = ScriptedFleet { _, _ in .finish }
        _ = await carryOut(plan, fleet, MemoryJournal(plan)) { update in
            seen.withLock { seen in
                for case .ended in update.news { seen.ended += 1 }
                seen.last = update.snapshot.counts
            }
        }
        #expect(seen.withLock(\.ended) == 50 && seen.withLock { $0.last[.complete] } == 50)
    }

    @Test("Records are written in groups") func groups() async {
        let plan = makePlan(trials: 5000, workers: 4)
        let journal = MemoryJournal(plan)
        _ = await carryOut(plan, ScriptedFleet { _, _ in .finish }, journal)
        #expect(journal.ledger.count(.complete) == 5000)
        #expect(journal.appends < 5000)
    }
}

@Suite("Sentences") struct SentenceTests {
    @Test(
        "Durations are told exactly and shortly",
        arguments: [
            (90.0, "90s"), (60, "1m"), (1200, "20m"), (28800, "8h"), (5400, "90m"), (0.5, "0.5s"), (61, "61s"),
            (1, "1s"), (60.5, "60.5s"),
        ])
    func durations(seconds: Double, text: String) { #expect(SchedulerSentences.duration(seconds) == text) }
}
