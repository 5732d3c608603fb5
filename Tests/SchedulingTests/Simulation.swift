import Foundation
import StudyCore

@testable import Scheduling

/// How a simulated worker carries out an attempt.
enum Behaviour {
    case finish(after: Double, RunResult = .of(0))
    case fail(after: Double, RunFailure)
    case die(after: Double, as: RunFailure.Class = .crashed)
    case babble(after: Double)
    /// Says pong without having been pinged.
    case pong(after: Double)
    /// Sends a measurement of a run that it was never given.
    case measureAnother(after: Double)
    /// Answers for a run it was never given.
    case answerForAnother(after: Double)
    /// Never ends, but can be cancelled; pings are answered.
    case run
    /// Never ends and cannot be cancelled; pings are answered.
    case hang
    /// Stops altogether: no pong either.
    case freeze
}

/// How a simulated worker starts.
enum Start {
    case hello(after: Double = 0.05, version: String = "1")
    case die(after: Double = 0.05)
    case unstartable
    case nothing
}

extension RunResult {
    static func of(_ value: Double, diverged: Bool = false) -> RunResult {
        RunResult(diverged: diverged, metrics: ["loss": value])
    }
}

/// A study in simulated time: the machine with workers that are only queues. No threads, no clock, no processes.
struct Simulation {
    private struct Worker {
        var generation = 0
        var isAlive = false
        var isFrozen = false
        var isBusy = false
        var queue: [(key: RunKey, attempt: Int)] = []
    }

    var machine: SchedulerMachine
    var ledger: Ledger
    var now = 1000.0
    var starts: (Int) -> Start = { _ in .hello() }
    /// What the clock and the calendar show beyond the time that really passed.
    private var clockError = 0.0
    private var dateError = 0.0
    /// When the machine is to be told of the time, in time that really passes.
    private var wake = Double.infinity
    /// Seconds from a stop that is not at once to the worker's end; nil where it ignores it.
    var stopDelay: Double? = 0.02
    /// From being killed to having gone; nil for never.
    var killDelay: Double? = 0.001
    private(set) var events = 0
    private(set) var startCount = 0
    private(set) var greatestWorkers = 0
    private var workers: [Worker]
    private var agenda: [(time: Double, order: Int, slot: Int, generation: Int, event: Happening)] = []
    private var scheduled = 0
    private let behaviour: (RunKey, Int) -> Behaviour

    private enum Happening {
        case event(SchedulerEvent)
        case startsNext
        case exit(String, RunFailure.Class = .crashed)
        case clockJump(Double)
        case dateJump(Double)
        case stall(Double)
    }

    init(_ plan: SchedulerPlan, behaviour: @escaping (RunKey, Int) -> Behaviour) {
        machine = SchedulerMachine(plan)
        ledger = Ledger(plan)
        workers = Array(repeating: Worker(), count: plan.workers)
        self.behaviour = behaviour
    }

    /// Has something happen to the scheduler at a time from the beginning.
    mutating func schedule(_ event: SchedulerEvent, at time: Double) {
        put(.event(event), at: 1000 + time, slot: -1)
    }

    /// Has the scheduler's clock jump, ahead or back.
    mutating func scheduleClockJump(by seconds: Double, at time: Double) {
        put(.clockJump(seconds), at: 1000 + time, slot: -1)
    }

    /// Has the calendar jump, ahead or back.
    mutating func scheduleDateJump(by seconds: Double, at time: Double) {
        put(.dateJump(seconds), at: 1000 + time, slot: -1)
    }

    /// Has the scheduler stand still while its workers go on; what they say meanwhile comes afterwards, in the worst
    /// order: after the time.
    mutating func scheduleStall(of seconds: Double, at time: Double) {
        put(.stall(seconds), at: 1000 + time, slot: -1)
    }

    /// Runs until the end, or until so many events have been handled.
    @discardableResult
    mutating func run(atMost most: Int = 1_000_000) -> SchedulerOutcome? {
        handle(.launched)
        while ledger.outcome == nil, events < most {
            let next = agenda.first?.time ?? .infinity
            guard min(next, wake) < .infinity else { break }
            now = max(now, min(next, wake))
            if wake <= next {
                handle(.tick)
            } else {
                let item = agenda.removeFirst()
                happen(item.event, item.slot, item.generation)
            }
        }
        return ledger.outcome
    }

    var elapsed: Double { now - 1000 }

    private mutating func handle(_ event: SchedulerEvent) {
        events += 1
        if case .worker(.exited(let slot, _)) = event { ledger.slotLeft(slot) }
        let date = Date(timeIntervalSince1970: now + dateError)
        let actions = machine.handle(event, now: now + clockError, date: date)
        // The timer runs on a clock of its own, as the runner's does.
        wake = machine.nextWake.map { now + max(0, $0 - (now + clockError)) } ?? .infinity
        ledger.take(actions)
        for action in actions { perform(action) }
        greatestWorkers = max(greatestWorkers, workers.count { $0.isAlive })
    }

    private mutating func put(_ happening: Happening, at time: Double, slot: Int) {
        let generation = slot < 0 ? 0 : workers[slot].generation
        scheduled += 1
        var low = 0
        var high = agenda.count
        while low < high {
            let middle = (low + high) / 2
            if agenda[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        agenda.insert((time, scheduled, slot, generation, happening), at: low)
    }

    private mutating func happen(_ happening: Happening, _ slot: Int, _ generation: Int) {
        if slot >= 0, workers[slot].generation != generation { return }
        switch happening {
        case .event(let event):
            if slot >= 0, !workers[slot].queue.isEmpty {
                // A run that was ended early does not come to the end that it would have had.
                if case .worker(.report(_, .finished(let key, _, _))) = event, workers[slot].queue.first?.key != key {
                    return
                }
                switch event {
                case .worker(.report(_, .finished)), .worker(.report(_, .failed)):
                    workers[slot].queue.removeFirst()
                    workers[slot].isBusy = false
                    put(.startsNext, at: now, slot: slot)
                default: break
                }
            }
            handle(event)
        case .startsNext: begin(slot)
        case .exit(let reason, let failureClass): exit(slot, reason, failureClass)
        case .clockJump(let seconds): clockError += seconds
        case .dateJump(let seconds): dateError += seconds
        case .stall(let seconds):
            now += seconds
            handle(.tick)
        }
    }

    private mutating func exit(_ slot: Int, _ reason: String, _ failureClass: RunFailure.Class) {
        workers[slot] = Worker(generation: workers[slot].generation + 1)
        let exit = WorkerExit(reason, failureClass: failureClass, standardErrorTail: "last words\n")
        handle(.worker(.exited(slot: slot, exit)))
    }

    private mutating func begin(_ slot: Int) {
        guard let (key, attempt) = workers[slot].queue.first, !workers[slot].isFrozen, !workers[slot].isBusy else {
            return
        }
        workers[slot].isBusy = true
        func report(_ report: WorkerReport) -> Happening { .event(.worker(.report(slot: slot, report))) }
        switch behaviour(key, attempt) {
        case .finish(let seconds, let result):
            let measurement = Measurement(unit: .epoch, step: 1, seconds: seconds / 4, values: [("loss", 1)])
            put(report(.measurement(key, attempt: attempt, measurement)), at: now + seconds / 2, slot: slot)
            put(report(.finished(key, attempt: attempt, result)), at: now + seconds, slot: slot)
        case .fail(let seconds, let failure):
            put(report(.failed(key, attempt: attempt, failure)), at: now + seconds, slot: slot)
        case .die(let seconds, let failureClass):
            put(.exit("killed by SIGKILL", failureClass), at: now + seconds, slot: slot)
        case .pong(let seconds): put(report(.pong), at: now + seconds, slot: slot)
        case .measureAnother(let seconds):
            let measurement = Measurement(unit: .epoch, step: 1, seconds: 1, values: [("loss", 1)])
            let other = RunKey(trial: 1_000_000, repeat: 0)
            put(report(.measurement(other, attempt: 1, measurement)), at: now + seconds, slot: slot)
        case .babble(let seconds):
            put(.event(.worker(.babble(slot: slot, excerpt: "oops"))), at: now + seconds, slot: slot)
        case .answerForAnother(let seconds):
            let other = RunKey(trial: 1_000_000, repeat: 0)
            let event = SchedulerEvent.worker(.report(slot: slot, .finished(other, attempt: 1, .of(0))))
            put(.event(event), at: now + seconds, slot: -1)
        case .run, .hang: break
        case .freeze: workers[slot].isFrozen = true
        }
    }

    private mutating func perform(_ action: SchedulerAction) {
        switch action {
        case .start(let slot):
            startCount += 1
            workers[slot].isAlive = true
            switch starts(startCount) {
            case .hello(let seconds, let version):
                let identity = WorkerIdentity(version: version, host: "here", pid: 1, blasCore: "none")
                put(.event(.worker(.report(slot: slot, .hello(identity)))), at: now + seconds, slot: slot)
            case .die(let seconds): put(.exit("exit status 7"), at: now + seconds, slot: slot)
            case .unstartable:
                workers[slot].isAlive = false
                put(.event(.worker(.unstartable(slot: slot, reason: "no such file"))), at: now, slot: slot)
            case .nothing: break
            }
        case .run(let index, let attempt, let slot, _):
            workers[slot].queue.append((ledger.keys[index], attempt))
            begin(slot)
        case .cancel(let key, let attempt, let slot): cancel(key, attempt, slot)
        case .ping(let slot):
            if !workers[slot].isFrozen {
                put(.event(.worker(.report(slot: slot, .pong))), at: now + 0.001, slot: slot)
            }
        case .stop(let slot, let atOnce):
            guard workers[slot].isAlive else { return }
            if atOnce {
                if let killDelay { put(.exit("killed by SIGKILL"), at: now + killDelay, slot: slot) }
            } else if let stopDelay, !workers[slot].isFrozen {
                put(.exit("exit status 0"), at: now + stopDelay, slot: slot)
            }
        case .advise(let key, let attempt, let advice, let slot):
            guard advice == .stop, workers[slot].queue.first?.key == key else { return }
            put(
                .event(
                    .worker(
                        .report(
                            slot: slot,
                            .finished(
                                key, attempt: attempt,
                                RunResult(diverged: false, pruned: true, metrics: ["loss": 1]))))),
                at: now + 0.01, slot: slot)
        case .record, .tell, .end: break
        }
    }

    private mutating func cancel(_ key: RunKey, _ attempt: Int, _ slot: Int) {
        guard let place = workers[slot].queue.firstIndex(where: { $0.key == key && $0.attempt == attempt }) else {
            return
        }
        if place > 0 {
            workers[slot].queue.remove(at: place)
            guard !workers[slot].isFrozen else { return }
            put(.event(.worker(.report(slot: slot, .cancelled(key, attempt: attempt)))), at: now + 0.001, slot: slot)
        } else if case .run = behaviour(key, attempt) {
            workers[slot].queue.removeFirst()
            workers[slot].isBusy = false
            put(.event(.worker(.report(slot: slot, .cancelled(key, attempt: attempt)))), at: now + 0.001, slot: slot)
            put(.startsNext, at: now, slot: slot)
        }
    }
}

/// A plan of so many trials and repeats.
func makePlan(
    trials: Int, repeats: Int = 1, workers: Int = 2, limits: Limits = Limits(), elapsed: Double = 0,
    earlierFailures: Int = 0, patience: SchedulerPatience = SchedulerPatience(), pruner: (any Pruner)? = nil,
    states: [RunKey: RunState] = [:]
) -> SchedulerPlan {
    let runs = (0..<trials).flatMap { trial in
        (0..<repeats).map { number in
            let key = RunKey(trial: trial, repeat: number)
            return PlannedRun(key: key, configuration: Configuration([]), state: states[key] ?? .waiting, attempt: 1)
        }
    }
    return makePlan(
        runs: runs, workers: workers, limits: limits, elapsed: elapsed, earlierFailures: earlierFailures,
        patience: patience, pruner: pruner)
}

func makePlan(
    runs: [PlannedRun], workers: Int = 2, limits: Limits = Limits(), elapsed: Double = 0, earlierFailures: Int = 0,
    patience: SchedulerPatience = SchedulerPatience(), pruner: (any Pruner)? = nil
) -> SchedulerPlan {
    SchedulerPlan(
        runs: runs, limits: limits, elapsed: elapsed, earlierFailures: earlierFailures,
        shares: (0..<max(1, workers)).map { RunShare(gpus: ["\(2 * $0)", "\(2 * $0 + 1)"]) }, version: "1",
        patience: patience, pruner: pruner
    ) { run, share in
        RunRequest(
            study: "s", key: run.key, attempt: run.attempt, kind: "fixture", description: nil,
            configuration: run.configuration, seed: 0, objective: Objective(.minimize, "loss"),
            environment: TrialEnvironment(directory: "/"),
            share: share, awaitsAdvice: pruner != nil)
    }
}
