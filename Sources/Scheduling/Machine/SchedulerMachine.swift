import Foundation
import StudyCore

/// Decides what happens in a study: which run goes to which worker, what becomes of it, and when all of it ends.
///
/// It does nothing itself and knows no clock: events go in with the time at which they are handled, actions come out.
/// Each event costs a few steps per slot and O(log n) in the number of runs.
public struct SchedulerMachine: Sendable {
    enum Ending {
        /// Short runs in work may still finish.
        case finishing(until: Double, SchedulerOutcome)
        /// Everything is recorded; workers are asked to end, killed, and waited for no longer.
        case closing(killAt: Double, endAt: Double, SchedulerOutcome)
        case ended
    }

    let limits: Limits
    let version: String
    let patience: SchedulerPatience
    let shares: [RunShare]
    let objectiveMetric: String?
    let pruner: (any Pruner)?
    let elapsedBefore: Double
    let failuresBefore: Int
    var runs: RunTable
    var slots: [SchedulerSlot]
    var durations = RecentDurations()
    var deathsBeforeHello = 0
    var ending: Ending?

    private var clock = MachineClock()
    var now: Double { clock.now }
    var date = Date(timeIntervalSince1970: 0)
    var launched = 0.0
    /// The time up to which the study's elapsed time has been recorded.
    var elapsedRecorded = 0.0
    /// What this event leads to.
    var records: [RunEvent] = []
    var actions: [SchedulerAction] = []

    public init(_ plan: SchedulerPlan) {
        limits = plan.limits
        version = plan.version
        patience = plan.patience
        shares = plan.shares
        objectiveMetric = plan.objectiveMetric
        pruner = plan.pruner
        elapsedBefore = plan.elapsed
        failuresBefore = plan.earlierFailures
        runs = RunTable(plan.runs)
        slots = Array(repeating: SchedulerSlot(), count: plan.workers)
    }

    /// - Parameters:
    ///   - now: seconds on a clock that should go on evenly; see `MachineClock` for one that does not.
    ///   - date: only to be recorded.
    /// - Returns: what is to be done: records first, then everything else in its order.
    public mutating func handle(_ event: SchedulerEvent, now time: Double, date: Date) -> [SchedulerAction] {
        let hasLeapt = clock.advance(to: time, due: dueTime, leap: patience.leap)
        self.date = date
        if hasLeapt { forgiveSilence() }
        switch event {
        case .launched: launch()
        case .worker(let event): take(event)
        case .tick: passTime()
        case .interrupt(let signal): interrupt(signal)
        }
        // Once the event is dealt with: a worker has gone on to its next run by then.
        stopAtLimits()
        giveOut()
        endWhereDone()
        if !records.isEmpty, now - elapsedRecorded >= 1, !hasEnded { recordElapsed() }
        defer {
            records = []
            actions = []
        }
        return records.isEmpty ? actions : [.record(records)] + actions
    }

    /// When the machine has to be told of the time at the latest, on the clock that `handle` is told; nil when it has
    /// ended.
    public var nextWake: Double? { dueTime.map(clock.outer) }

    var hasEnded: Bool { if case .ended = ending { true } else { false } }

    /// When the study's wall time is used up.
    var wallTimeEnds: Double? { limits.wallTime.map { launched + ($0 - elapsedBefore) } }

    private mutating func launch() {
        launched = now
        elapsedRecorded = now
        records.append(.study(.running))
    }

    mutating func recordElapsed() {
        records.append(.elapsed(seconds: now - elapsedRecorded))
        elapsedRecorded = now
    }

    /// How the study stands.
    public var snapshot: SchedulerSnapshot {
        SchedulerSnapshot(
            counts: runs.countsByState, slots: slots.enumerated().map { slot($1, number: $0) })
    }

    private func slot(_ slot: SchedulerSlot, number: Int) -> SlotSnapshot {
        let state: SlotSnapshot.State =
            switch slot.phase {
            case .vacant: .vacant
            case .starting: .starting
            case .ready: slot.queue.isEmpty ? .idle : .running
            case .cancelling, .stopping, .killed: .ending
            }
        return SlotSnapshot(slot: number, state: state, key: slot.inWork?.key, identity: slot.identity)
    }
}
