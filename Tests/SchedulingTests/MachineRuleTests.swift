import Foundation
import StudyCore
import Testing

@testable import Scheduling

private func key(_ trial: Int, _ number: Int = 0) -> RunKey { RunKey(trial: trial, repeat: number) }

private func failures(_ ledger: Ledger, _ trial: Int) -> [RunFailure.Class] {
    ledger.entries[key(trial)]?.failures ?? []
}

private func messages(_ ledger: Ledger) -> [String] {
    ledger.news.compactMap { if case .failed(_, _, let failure, _) = $0 { failure.message } else { nil } }
}

private func isCompleted(_ outcome: SchedulerOutcome?) -> Bool { if case .completed = outcome { true } else { false } }

@Suite("What becomes of a run") struct RunRuleTests {
    @Test("Every run is carried out once, with its result recorded") func completes() {
        var simulation = Simulation(makePlan(trials: 20, repeats: 3, workers: 3)) { key, _ in
            .finish(after: 1, .of(Double(key.trial), diverged: key.trial == 4))
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.count(.complete) == 57 && simulation.ledger.count(.diverged) == 3)
        #expect(simulation.ledger.entries[key(7, 2)]?.metrics == ["loss": 7])
        #expect(simulation.ledger.study == [.running, .complete])
        // 60 runs of a second each on three workers that take 50 ms to start and 20 ms to end.
        #expect(abs(simulation.elapsed - 20.07) < 0.001)
        #expect(abs(simulation.ledger.elapsed - 20.05) < 0.001)
    }

    @Test("A study in which every run has ended completes without starting a worker") func nothingToDo() {
        var simulation = Simulation(makePlan(trials: 2, states: [key(0): .complete, key(1): .failed])) { _, _ in .hang }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.startCount == 0 && simulation.ledger.study == [.running, .complete])
    }

    @Test("No more workers are started than there are runs") func fewRuns() {
        var simulation = Simulation(makePlan(trials: 2, workers: 16)) { _, _ in .finish(after: 1) }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.startCount == 2)
    }

    @Test("The lowest trial and repeat comes first, also after a crash") func order() {
        var order: [RunKey] = []
        var simulation = Simulation(makePlan(trials: 3, repeats: 2, workers: 1)) { key, attempt in
            order.append(key)
            return key == RunKey(trial: 0, repeat: 1) && attempt == 1 ? .die(after: 1) : .finish(after: 1)
        }
        #expect(isCompleted(simulation.run()))
        #expect(order == [key(0), key(0, 1), key(0, 1), key(1), key(1, 1), key(2), key(2, 1)])
    }

    @Test("A crash costs one attempt, and the run is tried again on a new worker") func crash() {
        var simulation = Simulation(makePlan(trials: 3)) { key, attempt in
            key.trial == 1 && attempt == 1 ? .die(after: 1) : .finish(after: 2)
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.entries[key(1)]?.attempt == 2 && failures(simulation.ledger, 1) == [.crashed])
        #expect(messages(simulation.ledger) == ["the worker ended in the middle of the run: killed by SIGKILL"])
        #expect(simulation.ledger.count(.complete) == 3)
    }

    @Test("Three deaths on the same run fail that run, not the study") func threeDeaths() {
        var simulation = Simulation(makePlan(trials: 4)) { key, _ in
            key.trial == 1 ? .die(after: 1) : .finish(after: 1)
        }
        #expect(isCompleted(simulation.run()))
        #expect(failures(simulation.ledger, 1) == [.crashed, .crashed, .crashed])
        #expect(simulation.ledger.count(.failed) == 1 && simulation.ledger.count(.complete) == 3)
    }

    @Test("A run that a person asks for again has all its retries, less those made since", arguments: [4, 5, 6])
    func retriedByHand(attempt: Int) {
        let run = PlannedRun(
            key: key(0), configuration: Configuration([]), state: .waiting, attempt: attempt, firstAttempt: 4)
        var simulation = Simulation(makePlan(runs: [run], workers: 1)) { _, _ in .die(after: 1) }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.entries[key(0)]?.attempt == 6 && simulation.ledger.count(.failed) == 1)
        #expect(failures(simulation.ledger, 0).count == 7 - attempt)
    }

    @Test(
        "A failure that would come again is not tried again",
        arguments: [RunFailure.Class.data, .internal, .outOfMemory])
    func notRetried(failureClass: RunFailure.Class) {
        var simulation = Simulation(makePlan(trials: 2)) { key, _ in
            key.trial == 0 ? .fail(after: 1, RunFailure(failureClass, "no")) : .finish(after: 1)
        }
        #expect(isCompleted(simulation.run()))
        #expect(failures(simulation.ledger, 0) == [failureClass])
        #expect(simulation.startCount == 2)
    }

    @Test("Without retries the first crash is the last") func noRetries() {
        var simulation = Simulation(makePlan(trials: 2, limits: Limits(retries: 0))) { key, _ in
            key.trial == 0 ? .die(after: 1) : .finish(after: 1)
        }
        #expect(isCompleted(simulation.run()))
        #expect(failures(simulation.ledger, 0) == [.crashed] && simulation.ledger.count(.failed) == 1)
    }

    @Test("A worker that babbles is ended and replaced, and its run tried again with the reason") func babble() {
        var simulation = Simulation(makePlan(trials: 2, workers: 1)) { key, attempt in
            key.trial == 0 && attempt == 1 ? .babble(after: 1) : .finish(after: 1)
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.startCount == 2 && failures(simulation.ledger, 0) == [.crashed])
        #expect(
            messages(simulation.ledger)
                == ["the worker ended in the middle of the run: it wrote what is not its protocol: oops"])
    }

    @Test("A worker that answers for a run it was never given is ended and replaced") func answerForAnother() {
        var simulation = Simulation(makePlan(trials: 2, workers: 1)) { key, attempt in
            key.trial == 0 && attempt == 1 ? .answerForAnother(after: 1) : .finish(after: 1)
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.startCount == 2 && failures(simulation.ledger, 0) == [.crashed])
        #expect(
            messages(simulation.ledger) == [
                "the worker ended in the middle of the run: it answered for trial 1000000, repeat 0, which was not its to "
                    + "answer for"
            ])
    }

    @Test("A worker that tells of a run it was never given, or answers pings that were not sent, is ended and replaced")
    func unasked() {
        var simulation = Simulation(makePlan(trials: 3, workers: 1)) { key, attempt in
            if attempt > 1 { return .finish(after: 1) }
            return [.measureAnother(after: 1), .pong(after: 1), .finish(after: 100)][key.trial]
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [] && simulation.startCount == 3)
        #expect(failures(simulation.ledger, 0) == [.crashed] && failures(simulation.ledger, 1) == [.crashed])
        #expect(
            messages(simulation.ledger) == [
                "the worker ended in the middle of the run: it answered for trial 1000000, repeat 0, which was not its to "
                    + "answer for",
                "the worker ended in the middle of the run: it wrote what is not its protocol: a pong without a ping",
            ])
    }

    @Test("The end of a worker says what its run has failed of: out of memory is final, a lost host is not")
    func classOfExit() {
        var simulation = Simulation(makePlan(trials: 3, workers: 1)) { key, attempt in
            switch (key.trial, attempt) {
            case (0, _): .die(after: 1, as: .outOfMemory)
            case (1, 1): .die(after: 1, as: .lost)
            default: .finish(after: 1)
            }
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(failures(simulation.ledger, 0) == [.outOfMemory] && failures(simulation.ledger, 1) == [.lost])
        #expect(simulation.ledger.entries[key(0)]?.state == .failed)
        #expect(simulation.ledger.entries[key(1)]?.state == .complete)
    }

    @Test("What a worker wrote to standard error during a run stands with the run's failure, and with no other")
    func standardError() {
        let plan = makePlan(trials: 4, workers: 1, limits: Limits(trialTime: 10, retries: 0))
        var machine = SchedulerMachine(plan)
        var ledger = Ledger(plan)
        func report(_ report: WorkerReport) -> SchedulerEvent { .worker(.report(slot: 0, report)) }
        func wrote(_ text: String) -> SchedulerEvent { .worker(.wrote(slot: 0, standardErrorTail: text)) }
        let refused = RunFailure(.data, "no")
        let events: [(Double, SchedulerEvent)] = [
            (0, .launched), (1, report(.hello(WorkerIdentity(version: "1", host: "h", pid: 1, blasCore: "")))),
            (2, wrote("one")), (2, report(.failed(key(0), attempt: 1, refused))),
            (3, report(.failed(key(1), attempt: 1, refused))),
            (4, wrote("other")),
            (4, report(.failed(key(2), attempt: 1, RunFailure(.data, "no", standardErrorTail: "its own")))),
            (9, .tick), (14, .tick), (15, wrote("late")), (15, report(.cancelled(key(3), attempt: 1))),
        ]
        for (time, event) in events { ledger.take(machine.handle(event, now: time, date: .distantPast)) }
        let tails = ledger.news.compactMap { news -> String?? in
            if case .failed(_, _, let failure, _) = news { failure.standardErrorTail } else { nil }
        }
        #expect(tails == ["one", nil, "its own", "late"])
        #expect(failures(ledger, 3) == [.timedOut])
    }

    @Test("A worker that falls silent is ended and replaced, one that only works for long is not") func silence() {
        var simulation = Simulation(makePlan(trials: 2)) { key, attempt in
            key.trial == 0 ? attempt == 1 ? .freeze : .finish(after: 1) : .finish(after: 200)
        }
        #expect(isCompleted(simulation.run()))
        #expect(failures(simulation.ledger, 0) == [.lost] && failures(simulation.ledger, 1) == [])
        #expect(messages(simulation.ledger) == ["the worker ended in the middle of the run: it did not answer for 30s"])
    }
}

@Suite("Limits") struct LimitTests {
    @Test("An attempt that takes too long is cancelled and fails, and is not tried again") func trialTime() {
        var simulation = Simulation(makePlan(trials: 3, workers: 1, limits: Limits(trialTime: 60))) { key, _ in
            key.trial == 1 ? .run : .finish(after: 59)
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(failures(simulation.ledger, 1) == [.timedOut] && simulation.ledger.count(.complete) == 2)
        #expect(messages(simulation.ledger) == ["the attempt took longer than limits.trial_time (1m)"])
    }

    @Test("An attempt that takes too long because of a slow pattern fails with what its worker says of that")
    func heldUp() {
        let plan = makePlan(trials: 1, workers: 1, limits: Limits(trialTime: 60))
        var machine = SchedulerMachine(plan)
        var ledger = Ledger(plan)
        func take(_ time: Double, _ event: SchedulerEvent) {
            let actions = machine.handle(event, now: time, date: .distantPast)
            ledger.take(actions)
            for case .ping in actions { take(time, .worker(.report(slot: 0, .pong))) }
        }
        take(0, .launched)
        take(1, .worker(.report(slot: 0, .hello(WorkerIdentity(version: "1", host: "h", pid: 1, blasCore: "")))))
        while let wake = machine.nextWake, wake <= 61.5, machine.snapshot.slots[0].state == .running {
            take(wake, .tick)
        }
        #expect(machine.snapshot.slots[0].state == .ending)
        take(61.6, .worker(.report(slot: 0, .failed(key(0), attempt: 1, RunFailure(.slowPattern, "the pattern")))))
        #expect(failures(ledger, 0) == [.slowPattern] && ledger.violations == [])
    }

    @Test("An attempt that carries on has what is left of its time: steps made before count with what they took")
    func trialTimeAcrossResumes() {
        let plan = makePlan(trials: 2, workers: 1, limits: Limits(trialTime: 60))
        var machine = SchedulerMachine(plan)
        var ledger = Ledger(plan)
        func report(_ report: WorkerReport) -> SchedulerEvent { .worker(.report(slot: 0, report)) }
        func measured(_ trial: Int, _ step: Int, _ seconds: Double) -> SchedulerEvent {
            let measurement = Measurement(unit: .epoch, step: step, seconds: seconds, values: [])
            return report(.measurement(key(trial), attempt: 1, measurement))
        }
        func take(_ time: Double, _ event: SchedulerEvent) {
            let actions = machine.handle(event, now: time, date: .distantPast)
            ledger.take(actions)
            for case .ping in actions { take(time, report(.pong)) }
        }
        func passTime(until end: Double) {
            while let wake = machine.nextWake, wake <= end { take(wake, .tick) }
        }
        take(0, .launched)
        take(1, report(.hello(WorkerIdentity(version: "1", host: "h", pid: 1, blasCore: ""))))
        // 45 seconds of epochs before the interruption, told again at once; what is no duration counts for nothing.
        for (step, seconds) in [10, 10, 25, .nan, -7].enumerated() { take(2, measured(0, step + 1, seconds)) }
        // Ten seconds more that were made here.
        passTime(until: 12)
        take(12, measured(0, 6, 10))
        passTime(until: 16.9)
        #expect(failures(ledger, 0) == [] && machine.snapshot.slots[0].state == .running)
        passTime(until: 17.1)
        take(17.1, report(.cancelled(key(0), attempt: 1)))
        #expect(failures(ledger, 0) == [.timedOut])
        // The next run has all its time, since its steps took no longer than it has been here.
        passTime(until: 27.1)
        take(27.1, measured(1, 1, 9.5))
        passTime(until: 77)
        #expect(failures(ledger, 1) == [] && machine.snapshot.slots[0].state == .running)
        passTime(until: 77.2)
        #expect(machine.snapshot.slots[0].state == .ending && ledger.violations == [])
    }

    @Test("A worker that ends what it is told to end takes the next run at once") func cancelledInTime() {
        var simulation = Simulation(makePlan(trials: 10, workers: 1, limits: Limits(trialTime: 5))) { key, _ in
            key.trial < 9 ? .run : .finish(after: 1)
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.count(.failed) == 9 && simulation.ledger.count(.complete) == 1)
        #expect(simulation.startCount == 1 && simulation.elapsed < 46.2)
    }

    @Test("A worker that ends a run as cancelled which nobody has cancelled is ended") func unasked() {
        let plan = makePlan(trials: 2, workers: 1)
        var machine = SchedulerMachine(plan)
        var ledger = Ledger(plan)
        func report(_ report: WorkerReport) -> SchedulerEvent { .worker(.report(slot: 0, report)) }
        let identity = WorkerIdentity(version: "1", host: "h", pid: 1, blasCore: "")
        let events: [(Double, SchedulerEvent)] = [
            (0, .launched), (1, report(.hello(identity))), (2, report(.finished(key(0), attempt: 1, .of(0)))),
            (3, report(.cancelled(key(1), attempt: 1))),
        ]
        for (time, event) in events { ledger.take(machine.handle(event, now: time, date: .distantPast)) }
        #expect(ledger.violations == [] && ledger.entries[key(0)]?.state == .complete)
        #expect(machine.snapshot.slots.map(\.state) == [.ending])
    }

    /// Two workers with a straggler each, and runs queued behind them; the first has begun a queued run before it hears
    /// that it was taken back.
    @Test("A run that was taken back is not given to the same worker before that has answered for it") func recalled() {
        let plan = makePlan(trials: 40, workers: 2)
        var machine = SchedulerMachine(plan)
        var ledger = Ledger(plan)
        var queues: [[Int]] = [[], []]
        var recalled: Set<Int> = []
        func take(_ time: Double, _ event: SchedulerEvent) {
            let actions = machine.handle(event, now: time, date: .distantPast)
            ledger.take(actions)
            for action in actions {
                switch action {
                case .run(let index, _, let slot, _):
                    #expect(slot != 0 || !recalled.contains(index), "run \(index) is given to the same worker")
                    queues[slot].append(index)
                case .cancel(let key, _, 0): recalled.insert(key.trial)
                default: break
                }
            }
        }
        func take(_ time: Double, _ slot: Int, _ report: WorkerReport) {
            take(time, .worker(.report(slot: slot, report)))
        }
        func finish(_ time: Double, _ slot: Int) {
            let index = queues[slot].removeFirst()
            take(time, slot, .finished(key(index), attempt: 1, .of(Double(index))))
        }
        take(0, .launched)
        for slot in 0...1 {
            take(0.1, slot, .hello(WorkerIdentity(version: "1", host: "h", pid: slot, blasCore: "")))
        }
        // The second worker does short runs until none is left for it, while the first is busy with its own.
        var time = 0.1
        while !queues[1].isEmpty {
            time += 0.001
            finish(time, 1)
        }
        let begun = queues[0][1]
        take(1, .tick)
        #expect(recalled.contains(begun) && queues[1].count == recalled.count)
        // The first ends its run, has begun the next before it hears of the recall, and the second is gone.
        finish(1.01, 0)
        take(1.02, 0, .measurement(key(begun), attempt: 1, Measurement(unit: .epoch, step: 1, seconds: 0, values: [])))
        ledger.slotLeft(1)
        take(1.03, .worker(.exited(slot: 1, WorkerExit("killed"))))
        #expect(ledger.violations == [] && machine.snapshot.slots.map(\.state) != [.ending, .ending])
        // What it answers for is free for it again; for what it never answers for, it is ended in the end.
        let gone = queues[0].count
        recalled.remove(begun)
        take(1.04, 0, .cancelled(key(begun), attempt: 1))
        #expect(queues[0].count == gone + 1 && queues[0].last == begun)
        #expect(!recalled.isEmpty)
        for second in 2...40 where machine.snapshot.slots[0].state == .running {
            take(Double(second), .tick)
            take(Double(second), 0, .pong)
        }
        #expect(machine.snapshot.slots[0].state == .ending)
        #expect(ledger.violations == [])
    }

    @Test("One that cannot be cancelled or ended is killed", arguments: [0.02, nil]) func stubborn(stopDelay: Double?) {
        var simulation = Simulation(makePlan(trials: 3, workers: 1, limits: Limits(trialTime: 10))) { key, _ in
            key.trial == 1 ? .hang : .finish(after: 1)
        }
        simulation.stopDelay = stopDelay
        #expect(isCompleted(simulation.run()))
        #expect(failures(simulation.ledger, 1) == [.timedOut] && simulation.ledger.count(.complete) == 2)
        #expect(simulation.elapsed < 17)
    }

    @Test("A hundred trials, a third of which hang, take no real time") func simulatedTime() {
        var simulation = Simulation(makePlan(trials: 100, workers: 4, limits: Limits(trialTime: 1200))) { key, _ in
            key.trial % 3 == 0 ? .hang : .finish(after: 600)
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.count(.failed) == 34 && simulation.ledger.count(.complete) == 66)
        #expect(simulation.elapsed > 5 * 3600)
    }

    @Test("The wall time counts earlier launches and leaves the runs in work waiting") func wallTime() {
        let plan = makePlan(trials: 100, limits: Limits(wallTime: 100), elapsed: 40)
        var simulation = Simulation(plan) { _, _ in .finish(after: 7) }
        guard case .limitReached(.wallTime) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.ledger.violations == [])
        #expect(abs(simulation.ledger.elapsed - 60) < 0.001)
        #expect(simulation.ledger.count(.complete) == 16 && simulation.ledger.count(.waiting) == 84)
    }

    @Test("A study whose wall time is used up starts nothing") func wallTimeUsedUp() {
        var simulation = Simulation(makePlan(trials: 1, limits: Limits(wallTime: 100), elapsed: 100)) { _, _ in .hang }
        guard case .limitReached(.wallTime) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.startCount == 0)
    }

    @Test("More failed runs than allowed stop the study, earlier ones counted") func failureLimit() {
        let plan = makePlan(trials: 10, workers: 1, limits: Limits(failures: 2), states: [key(0): .failed])
        var simulation = Simulation(plan) { _, _ in .fail(after: 1, RunFailure(.data, "no")) }
        guard case .limitReached(.failures) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.ledger.count(.failed) == 3 && simulation.ledger.count(.waiting) == 7)
        #expect(simulation.ledger.violations == [])
    }

    @Test("A failure that reaches the limit while runs are queued behind it leaves these waiting")
    func queuedAtTheLimit() {
        let plan = makePlan(trials: 100, workers: 1, limits: Limits(failures: 0))
        var simulation = Simulation(plan) { key, _ in
            key.trial == 50 ? .fail(after: 0.01, RunFailure(.data, "no")) : .finish(after: 0.01)
        }
        guard case .limitReached(.failures) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.ledger.violations == [] && simulation.ledger.greatestQueue > 1)
        #expect(simulation.ledger.count(.complete) == 50 && simulation.ledger.count(.waiting) == 49)
    }

    @Test("Failures of earlier launches count, though their runs are not planned any more", arguments: [0, 1, 2])
    func failuresAcrossLaunches(earlier: Int) {
        let plan = makePlan(trials: 10, workers: 1, limits: Limits(failures: 2), earlierFailures: earlier)
        var simulation = Simulation(plan) { _, _ in .fail(after: 1, RunFailure(.data, "no")) }
        guard case .limitReached(.failures) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.ledger.count(.failed) == 3 - earlier && simulation.ledger.violations == [])
    }

    @Test("A study with too many failures already starts nothing") func failuresUsedUp() {
        let plan = makePlan(trials: 3, limits: Limits(failures: 2), earlierFailures: 3)
        var simulation = Simulation(plan) { _, _ in .finish(after: 1) }
        guard case .limitReached(.failures) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.startCount == 0 && simulation.ledger.count(.waiting) == 3)
        #expect(simulation.ledger.study == [.running, .interrupted])
    }

    @Test("As many as allowed do not") func failuresAllowed() {
        var simulation = Simulation(makePlan(trials: 2, limits: Limits(failures: 2))) { _, _ in
            .fail(after: 1, RunFailure(.data, "no"))
        }
        #expect(isCompleted(simulation.run()))
    }
}

@Suite("Interrupts") struct InterruptTests {
    @Test("Long runs return to waiting as the same attempt, within two seconds", arguments: [0.02, nil])
    func once(stopDelay: Double?) {
        var simulation = Simulation(makePlan(trials: 10)) { _, _ in .finish(after: 60) }
        simulation.stopDelay = stopDelay
        simulation.schedule(.interrupt(.terminate), at: 90)
        guard case .interrupted(by: .terminate) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.count(.complete) == 2 && simulation.ledger.count(.waiting) == 8)
        #expect(simulation.ledger.entries.values.allSatisfy { $0.attempt == 1 })
        #expect(simulation.ledger.study == [.running, .interrupted])
        #expect(simulation.elapsed < 92)
    }

    @Test("Short runs in work may finish, those queued ahead do not begin") func shortRuns() {
        var simulation = Simulation(makePlan(trials: 1000)) { _, _ in .finish(after: 0.04) }
        simulation.schedule(.interrupt(.interrupt), at: 1)
        guard case .interrupted(by: .interrupt) = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.count(.complete) + simulation.ledger.count(.waiting) == 1000)
        #expect(simulation.elapsed < 1.2)
        let returned = simulation.ledger.entries.values.count { $0.state == .waiting }
        #expect(returned > 900)
    }

    @Test("The second interrupt kills everything, and the study ends when all workers are gone") func twice() {
        var simulation = Simulation(makePlan(trials: 10)) { _, _ in .hang }
        simulation.stopDelay = nil
        simulation.schedule(.interrupt(.interrupt), at: 10)
        simulation.schedule(.interrupt(.interrupt), at: 10.1)
        guard case .interrupted = simulation.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(simulation.ledger.violations == [])
        #expect(abs(simulation.elapsed - 10.101) < 1e-9)
    }

    @Test("Workers that not even a kill ends hold up nobody: a third interrupt, or a moment's patience, ends the study")
    func thrice() {
        for third in [10.3, nil] {
            var simulation = Simulation(makePlan(trials: 10)) { _, _ in .hang }
            simulation.stopDelay = nil
            simulation.killDelay = nil
            simulation.schedule(.interrupt(.interrupt), at: 10)
            simulation.schedule(.interrupt(.interrupt), at: 10.1)
            if let third { simulation.schedule(.interrupt(.interrupt), at: third) }
            simulation.run()
            #expect(abs(simulation.elapsed - (third ?? 10 + SchedulerPatience().ending)) < 1e-9)
        }
    }

    @Test("An interrupted study carried on with ends as one that was not") func resume() {
        let behaviour: (RunKey, Int) -> Behaviour = { key, attempt in
            key.trial == 5 && attempt == 1 ? .die(after: 1) : .finish(after: 3, .of(Double(key.trial)))
        }
        var whole = Simulation(makePlan(trials: 30), behaviour: behaviour)
        whole.run()
        var plan = makePlan(trials: 30)
        for time in stride(from: 0.0, to: 60, by: 7.3) {
            var part = Simulation(plan, behaviour: behaviour)
            part.schedule(.interrupt(.hangUp), at: time)
            part.run()
            #expect(part.ledger.violations == [])
            plan = makePlan(runs: part.ledger.planned(Configuration([])), elapsed: plan.elapsed + part.ledger.elapsed)
        }
        var last = Simulation(plan, behaviour: behaviour)
        #expect(isCompleted(last.run()))
        for (key, entry) in whole.ledger.entries {
            #expect(
                last.ledger.entries[key]?.metrics == entry.metrics
                    || plan.runs.contains { $0.key == key && $0.state == .complete })
            #expect(
                last.ledger.entries[key]?.state == entry.state && last.ledger.entries[key]?.attempt == entry.attempt)
        }
    }
}

@Suite("Workers that cannot be had") struct EnvironmentTests {
    private func reason(_ simulation: inout Simulation) -> String? {
        guard case .failed(let reason) = simulation.run() else { return nil }
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.entries.values.allSatisfy { $0.state == .waiting && $0.attempt == 1 })
        return reason
    }

    @Test("One that cannot be started stops the study with the reason") func unstartable() {
        var simulation = Simulation(makePlan(trials: 5)) { _, _ in .hang }
        simulation.starts = { _ in .unstartable }
        #expect(reason(&simulation) == "no worker can be started: no such file")
    }

    @Test("Three that end before they are ready stop the study with the last words") func diesEarly() {
        var simulation = Simulation(makePlan(trials: 5, workers: 1)) { _, _ in .hang }
        simulation.starts = { _ in .die() }
        #expect(
            reason(&simulation)
                == "no worker can be started: 3 ended before they were ready, the last: exit status 7 (last words)")
        #expect(simulation.startCount == 3)
    }

    @Test("Two of them do not") func recovers() {
        var simulation = Simulation(makePlan(trials: 5, workers: 1)) { _, _ in .finish(after: 1) }
        simulation.starts = { $0 < 3 ? .die() : .hello() }
        #expect(isCompleted(simulation.run()))
    }

    @Test("One that never says hello is replaced, three of them stop the study") func noHello() {
        var simulation = Simulation(makePlan(trials: 5, workers: 1)) { _, _ in .hang }
        simulation.starts = { _ in .nothing }
        #expect(
            reason(&simulation) == "no worker can be started: 3 ended before they were ready, "
                + "the last: it did not say hello within 30s (last words)")
    }

    @Test("Workers that not even a kill ends stop the study; the run of such a worker is settled without it")
    func unkillable() {
        let plan = makePlan(trials: 5, workers: 1)
        var machine = SchedulerMachine(plan)
        var ledger = Ledger(plan)
        let identity = WorkerIdentity(version: "1", host: "h", pid: 1, blasCore: "")
        let events: [(Double, SchedulerEvent)] = [
            (0, .launched), (1, .worker(.report(slot: 0, .hello(identity)))),
            (2, .worker(.babble(slot: 0, excerpt: "x"))), (6.9, .tick), (7, .tick), (9, .tick),
        ]
        for (time, event) in events {
            ledger.take(machine.handle(event, now: time, date: .distantPast))
            #expect(ledger.count(.running) == (time >= 1 && time < 7 ? 1 : 0))
        }
        guard case .failed("no worker can be started: those that were killed are not gone") = ledger.outcome else {
            Issue.record("ended as \(String(describing: ledger.outcome))")
            return
        }
        #expect(ledger.violations == [] && failures(ledger, 0) == [.crashed])
    }

    @Test("One of another version stops the study") func version() {
        var simulation = Simulation(makePlan(trials: 5)) { _, _ in .hang }
        simulation.starts = { _ in .hello(version: "0.9") }
        #expect(reason(&simulation) == "no worker can be started: it is version 0.9, this is version 1")
    }
}

@Suite("Queueing ahead") struct QueueTests {
    @Test("Short runs are queued ahead, long ones are not", arguments: [(0.0005, 65), (0.012, 9), (0.04, 3), (0.2, 1)])
    func depth(seconds: Double, greatest: Int) {
        var simulation = Simulation(makePlan(trials: 300)) { _, _ in .finish(after: seconds) }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.greatestQueue == greatest)
    }

    @Test("Runs queued behind one that turns out long go to idle workers") func recall() {
        var simulation = Simulation(makePlan(trials: 100)) { key, _ in .finish(after: key.trial == 80 ? 50 : 0.02) }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        // The long one, what comes before it, and nothing after it.
        #expect(simulation.elapsed < 52)
    }

    @Test("A crash returns the runs queued behind it as the same attempt") func crash() {
        var simulation = Simulation(makePlan(trials: 200, workers: 1)) { key, attempt in
            key.trial == 100 && attempt == 1 ? .die(after: 0.01) : .finish(after: 0.01)
        }
        #expect(isCompleted(simulation.run()))
        #expect(simulation.ledger.violations == [])
        #expect(simulation.ledger.entries.filter { $0.value.attempt == 2 }.map(\.key) == [key(100)])
    }
}
