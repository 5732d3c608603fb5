import StudyCore
import Testing

@testable import Workers

@Suite("A run that waits to be told whether to go on", .serialized, .timeLimit(.minutes(5))) struct AdviceTests {
    private static let key = RunKey(trial: 0, repeat: 0)

    private func step(_ report: WorkerReport) throws -> Int {
        guard case .measurement(Self.key, attempt: 1, let measurement) = report else {
            throw FleetHarness.HarnessError.unexpected("\(report)")
        }
        return measurement.step
    }

    @Test("It goes on measurement by measurement, and ends after the one that is answered with stop")
    func answers() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("measures-until-stopped", awaitsAdvice: true)
        for number in 1...5 {
            #expect(try step(await harness.report()) == number)
            // What is for another run or attempt is no answer.
            harness.fleet.send(.advise(RunKey(trial: 9, repeat: 0), attempt: 1, .stop), to: 0)
            harness.fleet.send(.advise(Self.key, attempt: 2, .stop), to: 0)
            harness.fleet.send(.advise(Self.key, attempt: 1, number < 5 ? .proceed : .stop), to: 0)
        }
        let result = RunResult(diverged: false, pruned: true, metrics: ["pruned.step": 5])
        #expect(try await harness.report() == .finished(Self.key, attempt: 1, result))
    }

    @Test("Nothing comes while it waits, and a cancel ends the wait") func waits() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("measures-until-stopped", awaitsAdvice: true)
        #expect(try step(await harness.report()) == 1)
        // The pong comes from another thread, after anything that the run would have sent by then.
        for _ in 0..<3 {
            harness.fleet.send(.ping, to: 0)
            #expect(try await harness.report() == .pong)
        }
        harness.fleet.send(.cancel(Self.key, attempt: 1), to: 0)
        #expect(try await harness.report() == .cancelled(Self.key, attempt: 1))
    }

    @Test("A run that does not wait may be stopped at any time, and sends nothing after that") func unasked()
        async throws
    {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("measures-until-stopped")
        #expect(try step(await harness.report()) == 1)
        harness.fleet.send(.advise(Self.key, attempt: 1, .stop), to: 0)
        var last = 1
        while true {
            let report = try await harness.report()
            guard case .finished(_, _, let result) = report else {
                last = try step(report)
                continue
            }
            #expect(result.pruned || last == 100_001)
            return
        }
    }

    @Test("A worker whose input closes ends though its run waits") func closes() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("measures-until-stopped", awaitsAdvice: true)
        #expect(try step(await harness.report()) == 1)
        harness.fleet.stop(slot: 0, atOnce: false)
        // It may still say that its run has ended.
        while case .report? = await harness.next() { continue }
    }
}
