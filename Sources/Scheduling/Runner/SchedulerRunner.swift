import Foundation
import StudyCore

/// Carries out what `SchedulerMachine` decides, with workers, a journal, a clock and signals.
///
/// One thread of its own does so. It takes everything that has happened since it last looked, asks the machine,
/// records all of it in one `append`, and only then acts: while one group of records is on its way to the disk the
/// next one gathers. Advice to runs that wait for it goes before that. Nothing of it blocks Swift's cooperative pool.
public final class SchedulerRunner: Sendable {
    private let plan: SchedulerPlan
    private let fleet: any WorkerFleet
    private let journal: any RunJournal
    private let clock: any SchedulerClock
    private let interrupts: AsyncStream<Interrupt>
    private let observer: @Sendable (SchedulerUpdate) -> Void

    /// - Parameters:
    ///   - fleet: its events are read to their end, so that it serves one runner.
    ///   - interrupts: the same.
    ///   - observer: told on the runner's thread after each group of records; the study waits for it.
    public init(
        plan: SchedulerPlan, fleet: any WorkerFleet, journal: any RunJournal,
        clock: any SchedulerClock = SystemSchedulerClock(), interrupts: AsyncStream<Interrupt>,
        observer: @escaping @Sendable (SchedulerUpdate) -> Void = { _ in }
    ) {
        self.plan = plan
        self.fleet = fleet
        self.journal = journal
        self.clock = clock
        self.interrupts = interrupts
        self.observer = observer
    }

    /// Runs the study until it ends in one way or another. Call it once.
    public func run() async -> SchedulerOutcome {
        let inbox = SchedulerInbox()
        let workers = Task { [fleet] in
            for await event in fleet.events { inbox.put(.worker(event)) }
        }
        let signals = Task { [interrupts] in
            for await signal in interrupts { inbox.put(.interrupt(signal)) }
        }
        let outcome = await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: self.loop(inbox)) }
            thread.name = "scheduler"
            thread.start()
        }
        workers.cancel()
        signals.cancel()
        return outcome
    }

    private func loop(_ inbox: SchedulerInbox) -> SchedulerOutcome {
        var machine = SchedulerMachine(plan)
        let alarm = SchedulerAlarm(clock: clock, inbox: inbox)
        defer { alarm.cancel() }
        var started: Set<Int> = []
        var held = HeldRecords()
        inbox.put(.launched)
        while true {
            var actions: [SchedulerAction] = []
            let events = inbox.takeAll()
            let now = clock.now
            let date = clock.date
            for event in events {
                if case .worker(.exited(let slot, _)) = event { started.remove(slot) }
                actions += machine.handle(event, now: now, date: date)
            }
            if let wake = machine.nextWake, wake <= now { actions += machine.handle(.tick, now: now, date: date) }
            for case .advise(let key, let attempt, let advice, let slot) in actions {
                fleet.send(.advise(key, attempt: attempt, advice), to: slot)
            }
            var news: [SchedulerNews] = []
            var outcome: SchedulerOutcome?
            do {
                let records = held.take(actions, now: now)
                if !records.isEmpty { try journal.append(records) }
                for action in actions { try perform(action, &started, &news, &outcome) }
            } catch {
                letGo(started, inbox)
                return .storageFailed(error)
            }
            observer(SchedulerUpdate(news: news, snapshot: machine.snapshot))
            if let outcome { return outcome }
            if let wake = [machine.nextWake, held.due].compactMap(\.self).min() { alarm.set(wake) }
        }
    }

    private func perform(
        _ action: SchedulerAction, _ started: inout Set<Int>, _ news: inout [SchedulerNews],
        _ outcome: inout SchedulerOutcome?
    ) throws {
        switch action {
        case .record, .advise: break
        case .start(let slot):
            started.insert(slot)
            fleet.start(slot: slot)
        case .run(let index, let attempt, let slot, let share):
            let planned = plan.runs[index]
            let run = PlannedRun(
                key: planned.key, configuration: planned.configuration, state: .running, attempt: attempt,
                firstAttempt: planned.firstAttempt)
            fleet.send(.run(try plan.request(run, share)), to: slot)
        case .cancel(let key, let attempt, let slot): fleet.send(.cancel(key, attempt: attempt), to: slot)
        case .ping(let slot): fleet.send(.ping, to: slot)
        case .stop(let slot, let atOnce): fleet.stop(slot: slot, atOnce: atOnce)
        case .tell(let item): news.append(item)
        case .end(let end): outcome = end
        }
    }

    /// Kills all workers and waits a moment for them to be gone.
    private func letGo(_ started: Set<Int>, _ inbox: SchedulerInbox) {
        var left = started
        for slot in left { fleet.stop(slot: slot, atOnce: true) }
        let end = Date(timeIntervalSinceNow: 1)
        while !left.isEmpty, Date() < end {
            for case .worker(.exited(let slot, _)) in inbox.takeAll(until: end) { left.remove(slot) }
        }
    }
}
