import Foundation
import Scheduling
import StudyCore
import Synchronization
import Testing

@testable import Workers

/// Keeps what is recorded.
private final class ListJournal: RunJournal {
    private let events = Mutex<[RunEvent]>([])

    func append(_ more: [RunEvent]) throws { events.withLock { $0 += more } }

    var ended: [RunKey] {
        events.withLock { $0.compactMap { if case .ended(let key, _, _) = $0 { key } else { nil } } }
    }
    var failures: [RunFailure] {
        events.withLock { $0.compactMap { if case .failed(_, _, let failure, _, _) = $0 { failure } else { nil } } }
    }
}

@Suite("A study on real processes", .serialized, .timeLimit(.minutes(5))) struct StudyOnProcessesTests {
    private func plan(
        trials: Int, workers: Int = 2, limits: Limits = Limits(), patience: SchedulerPatience = SchedulerPatience(),
        behaviour: @escaping @Sendable (Int) -> String
    ) -> SchedulerPlan {
        let runs = (0..<trials).map {
            PlannedRun(
                key: RunKey(trial: $0, repeat: 0), configuration: Configuration([]), state: .waiting, attempt: 1)
        }
        return SchedulerPlan(
            runs: runs, limits: limits, elapsed: 0, shares: Array(repeating: RunShare(), count: workers),
            version: "1.0",
            patience: patience
        ) { run, share in
            RunRequest(
                study: "s", key: run.key, attempt: run.attempt, kind: "fixture",
                description: .map([("behaviour", .text(behaviour(run.key.trial)))]), configuration: run.configuration,
                seed: 1, objective: Objective(.minimize, "x"), environment: TrialEnvironment(directory: "/"),
                share: share)
        }
    }

    /// For workers that obey: longer than the tests may take.
    private static let longPatience = {
        var patience = SchedulerPatience()
        (patience.cancel, patience.stop, patience.ending) = (120, 120, 240)
        return patience
    }()

    private func carryOut(
        _ plan: SchedulerPlan, _ journal: ListJournal, arguments: [String] = [], memory: Int? = nil,
        interrupts: AsyncStream<Interrupt> = AsyncStream { _ in },
        observer: @escaping @Sendable (LocalWorkerFleet, SchedulerUpdate) -> Void = { _, _ in }
    ) async -> SchedulerOutcome {
        let fleet = LocalWorkerFleet(
            executable: FleetHarness.fixture, arguments: arguments, memory: memory.map { MemoryLimit(bytes: $0) })
        return await SchedulerRunner(plan: plan, fleet: fleet, journal: journal, interrupts: interrupts) {
            observer(fleet, $0)
        }.run()
    }

    @Test("Crashes, prints, measurements and refusals: every run comes to its end") func mixed() async {
        let behaviours = ["quick", "prints", "measures", "crashes-at-first", "crashes", "refuses"]
        let journal = ListJournal()
        let outcome = await carryOut(plan(trials: 18) { behaviours[$0 % behaviours.count] }, journal)
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(Set(journal.ended).count == 12 && journal.ended.count == 12)
        let failures = journal.failures
        #expect(failures.count { $0.failureClass == .data } == 3)
        #expect(failures.count { $0.failureClass == .crashed } == 12)
        #expect(
            failures.contains { $0.message == "the worker ended in the middle of the run: killed by SIGABRT (abort)" })
        #expect(failures.contains { $0.standardErrorTail?.contains("about to crash") == true })
    }

    @Test(
        "A worker that breaks the protocol in the middle of a run is ended and replaced, and the run tried again",
        arguments: [
            ("stops-reading", RunFailure.Class.lost, "it did not answer for 1s"),
            ("freezes", .lost, "it did not answer for 1s"),
            ("babbles", .crashed, "it wrote what is not its protocol: loss: 0.25"),
            ("closes-output", .crashed, "it closed its output"),
            ("closes-input", .crashed, "it closed its input"),
            (
                "answers-for-another", .crashed,
                "it answered for trial 77, repeat 0, which was not its to answer for"
            ),
            ("measures-another", .crashed, "it answered for trial 77, repeat 0, which was not its to answer for"),
            ("says-hello-again", .crashed, "it wrote what is not its protocol: a second hello"),
            ("floods-pongs", .crashed, "it wrote what is not its protocol: a pong without a ping"),
            (
                "sends-a-long-line", .crashed,
                "it wrote what is not its protocol: a line longer than 8 MiB, beginning '\(String(repeating: "x", count: 120))…'"
            ),
        ])
    func breaksProtocol(behaviour: String, failureClass: RunFailure.Class, reason: String) async {
        let journal = ListJournal()
        let workers = Mutex<Set<Int>>([])
        var patience = SchedulerPatience()
        patience.ping = 0.2
        // A slow machine takes its time over a long line.
        patience.silence = failureClass == .lost ? 1 : 30
        let plan = plan(trials: 3, workers: 1, patience: patience) { $0 == 1 ? behaviour : "behaves" }
        let outcome = await carryOut(plan, journal, arguments: ["raw"]) { _, update in
            for slot in update.snapshot.slots {
                if let pid = slot.identity?.pid { workers.withLock { _ = $0.insert(pid) } }
            }
        }
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(journal.ended == (0..<3).map { RunKey(trial: $0, repeat: 0) })
        let failures = journal.failures.map { RunFailure($0.failureClass, $0.message) }
        #expect(failures == [RunFailure(failureClass, "the worker ended in the middle of the run: \(reason)")])
        #expect(workers.withLock(\.count) == 2)
    }

    @Test("A run that takes more than limits.memory fails once and for all, and the study goes on") func memory() async
    {
        let journal = ListJournal()
        let plan = plan(trials: 4) { $0 == 1 ? "takes-memory" : "quick" }
        let outcome = await carryOut(plan, journal, memory: 150 << 20)
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(journal.ended.count == 3 && journal.failures.map(\.failureClass) == [.outOfMemory])
        #expect(journal.failures.first?.message.hasSuffix("MiB of memory, and limits.memory allows 150 MiB") == true)
    }

    @Test("Workers that cannot even begin stop the study with their last words") func cannotBegin() async {
        let outcome = await carryOut(plan(trials: 4) { _ in "quick" }, ListJournal(), arguments: ["exits-early"])
        guard case .failed(let reason) = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(
            reason
                == "no worker can be started: 3 ended before they were ready, the last: exit status 7 (the library is missing)"
        )
    }

    @Test("Workers that are killed again and again cost attempts and nothing else") func killed() async {
        let kills = Mutex(0)
        let journal = ListJournal()
        let outcome = await carryOut(plan(trials: 400, limits: Limits(retries: 100)) { _ in "quick" }, journal) {
            fleet, update in
            let complete = update.snapshot.counts[.complete] ?? 0
            kills.withLock { kills in
                guard complete >= kills * 40 + 20, let pid = fleet.pid(slot: kills % 2) else { return }
                kill(pid, SIGKILL)
                kills += 1
            }
        }
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(kills.withLock { $0 } >= 5)
        #expect(Set(journal.ended).count == 400 && journal.ended.count == 400)
    }

    @Test("An attempt in the middle of a step is ended when its time is up") func timeout() async {
        let journal = ListJournal()
        let outcome = await carryOut(
            plan(trials: 3, workers: 1, limits: Limits(trialTime: 0.3)) { $0 == 1 ? "sleeps" : "quick" }, journal)
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(journal.failures.map(\.failureClass) == [.timedOut] && journal.ended.count == 2)
    }

    @Test("Attempts whose time is up cost no more than their time, and no worker, where the workers obey")
    func obeying()
        async
    {
        let journal = ListJournal()
        let workers = Mutex<Set<Int>>([])
        let outcome = await carryOut(
            plan(trials: 11, workers: 1, limits: Limits(trialTime: 0.1), patience: Self.longPatience) {
                $0 < 10 ? "sleeps-cancellably" : "quick"
            }, journal
        ) { _, update in
            for slot in update.snapshot.slots {
                if let pid = slot.identity?.pid { workers.withLock { _ = $0.insert(pid) } }
            }
        }
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(journal.failures.map(\.failureClass) == Array(repeating: .timedOut, count: 10))
        #expect(workers.withLock(\.count) == 1)
    }

    @Test("An interrupt ends workers that obey without waiting for their patience") func interruptObeyed() async throws
    {
        let (interrupts, signals) = AsyncStream.makeStream(of: Interrupt.self)
        let sent = Mutex<ContinuousClock.Instant?>(nil)
        let outcome = await carryOut(
            plan(trials: 4, patience: Self.longPatience) { _ in "sleeps-cancellably" }, ListJournal(),
            interrupts: interrupts
        ) { _, update in
            guard update.snapshot.slots.allSatisfy({ $0.state == .running }) else { return }
            sent.withLock { sent in
                if sent == nil { signals.yield(.interrupt) }
                sent = sent ?? ContinuousClock.now
            }
        }
        let time = try #require(sent.withLock { $0 })
        #expect(ContinuousClock.now - time < .seconds(Self.longPatience.ending))
        guard case .interrupted(by: .interrupt) = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
    }

    @Test("An interrupt in the middle of steps ends everything long before the steps would") func interrupt()
        async throws
    {
        let (interrupts, signals) = AsyncStream.makeStream(of: Interrupt.self)
        let sent = Mutex<ContinuousClock.Instant?>(nil)
        let outcome = await carryOut(plan(trials: 4) { _ in "sleeps" }, ListJournal(), interrupts: interrupts) {
            _, update in
            guard update.snapshot.slots.allSatisfy({ $0.state == .running }) else { return }
            sent.withLock { sent in
                if sent == nil { signals.yield(.interrupt) }
                sent = sent ?? ContinuousClock.now
            }
        }
        let time = try #require(sent.withLock { $0 })
        #expect(ContinuousClock.now - time < .seconds(50))
        guard case .interrupted(by: .interrupt) = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
    }

    @Test("Short runs go through by the hundred a second") func throughput() async {
        let journal = ListJournal()
        let start = ContinuousClock.now
        let outcome = await carryOut(plan(trials: 2000) { _ in "quick" }, journal)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard case .completed = outcome else {
            Issue.record("ended as \(outcome)")
            return
        }
        #expect(journal.ended.count == 2000)
        #expect(2000 / seconds > 100)
    }
}
