import StudyCore
import Testing

@testable import Scheduling

@Suite("A day in simulated time") struct LongStudyTests {
    private static let day = 86_400.0
    private static let trials = 300
    private static let limits = Limits(trialTime: 3600)

    /// Runs of 5 to 34 minutes; some crash first, some never end, some fail.
    private static func behaviour(_ key: RunKey, _ attempt: Int) -> Behaviour {
        let seconds = 300 + Double((key.trial * 7919 + key.repeat * 104_729) % 1740)
        if key.trial % 29 == 3, attempt < 3 { return .die(after: seconds / 2) }
        if key.trial % 37 == 5 { return .hang }
        if key.trial % 41 == 7 { return .fail(after: seconds, RunFailure(.data, "no")) }
        return .finish(after: seconds, .of(Double(key.trial)))
    }

    private static func simulation(limits: Limits = limits, trials: Int = trials) -> Simulation {
        Simulation(makePlan(trials: trials, workers: 4, limits: limits), behaviour: behaviour)
    }

    /// Jumps of seconds to a day, ahead and back, every 47 minutes.
    private static let jumps: [(time: Double, by: Double)] = (1..<32).map { number in
        let sizes = [3600.0, -3600, 7200, -5, 30, -86_400, 86_400, -600, 6, -0.5]
        return (Double(number) * 2820, sizes[number % sizes.count])
    }

    @Test("A study of 24 hours ends the same whatever the clock and the calendar do") func jumps() {
        var calm = Self.simulation()
        calm.run()
        #expect((0.8 * Self.day..<1.3 * Self.day).contains(calm.elapsed), "\(calm.elapsed) s")
        #expect(calm.ledger.violations == [] && calm.ledger.count(.waiting) == 0)
        #expect(calm.ledger.count(.failed) > 10 && calm.ledger.count(.complete) > 250)

        var wild = Self.simulation()
        for (time, seconds) in Self.jumps {
            wild.scheduleClockJump(by: seconds, at: time)
            wild.scheduleDateJump(by: -2 * seconds, at: time + 100)
        }
        wild.run()
        #expect(wild.ledger.violations == [])
        // The same results, attempts and failures, in about the same time.
        #expect(wild.ledger.entries == calm.ledger.entries)
        #expect(abs(wild.elapsed - calm.elapsed) < 600)
        // Between two looks at the clock a jump cannot be told from the time that passed: ten seconds each at most.
        #expect(abs(wild.ledger.elapsed - wild.elapsed) < 10 * Double(Self.jumps.count))
    }

    @Test("A wall time of 24 hours is 24 hours of work, whatever the clock does") func wallTime() {
        var wild = Self.simulation(limits: Limits(wallTime: Self.day, trialTime: 3600), trials: 5000)
        for (time, seconds) in Self.jumps { wild.scheduleClockJump(by: seconds, at: time) }
        guard case .limitReached(.wallTime) = wild.run() else {
            Issue.record("ended otherwise")
            return
        }
        #expect(wild.ledger.violations == [])
        #expect(abs(wild.elapsed - Self.day) < 10 * Double(Self.jumps.count))
        #expect(abs(wild.ledger.elapsed - Self.day) < 1)
        #expect(wild.ledger.count(.complete) > 200 && wild.ledger.count(.running) == 0)
    }

    @Test(
        "A scheduler that stands still for hours takes no worker for lost and no run for late", arguments: [7.0, 9000])
    func stalls(seconds: Double) {
        var calm = Self.simulation()
        calm.run()
        var stalled = Self.simulation()
        for hour in stride(from: 1.0, to: 24, by: 1.5) { stalled.scheduleStall(of: seconds, at: hour * 3600) }
        stalled.run()
        #expect(stalled.ledger.violations == [])
        #expect(stalled.ledger.entries == calm.ledger.entries)
    }
}

@Suite("The machine's clock") struct MachineClockTests {
    private func times(_ outer: [Double], due: @escaping (Double) -> Double?) -> [Double] {
        var clock = MachineClock()
        return outer.map { time in
            _ = clock.advance(to: time, due: due(clock.now), leap: 5)
            return clock.now
        }
    }

    @Test("A clock that goes on evenly is followed") func even() {
        #expect(times([100, 101, 101.5, 110]) { $0 + 10 } == [100, 101, 101.5, 110])
    }

    @Test("One that is set back carries on from where it was") func back() {
        #expect(times([100, 103, 50, 52, 51, 53]) { $0 + 10 } == [100, 103, 103, 105, 105, 107])
    }

    @Test("What it leaps beyond the moment that was due does not count") func ahead() {
        #expect(times([100, 114, 200, 201, 1e6]) { $0 + 10 } == [100, 114, 124, 125, 135])
    }

    @Test("Without anything due nothing is a leap") func nothingDue() {
        #expect(times([100, 1e6]) { _ in nil } == [100, 1e6])
    }

    @Test("A moment of its own time is told on the outer clock") func outer() {
        var clock = MachineClock()
        let begins = clock.advance(to: 100, due: nil, leap: 5)
        let setBack = clock.advance(to: 40, due: 110, leap: 5)
        #expect(!begins && !setBack && abs(clock.outer(105) - 45) < 1e-5)
        let leapt = clock.advance(to: 4000, due: 110, leap: 5)
        #expect(leapt)
        #expect(clock.now == 110 && abs(clock.outer(111) - 4001) < 1e-5)
    }
}
