import Foundation
import Processes
import StudyCore
import Testing

@testable import Workers

/// A fleet of fixture workers and its events, with a bound on every wait.
struct FleetHarness {
    let fleet: LocalWorkerFleet
    private var iterator: AsyncStream<WorkerEvent>.AsyncIterator

    static var fixture: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("WorkerFixture").path
    }

    init(
        _ arguments: [String] = [], executable: String = fixture, memory: Int? = nil,
        patience: StopPatience = StopPatience(), kernelKills: KernelKills = KernelKills()
    ) {
        fleet = LocalWorkerFleet(
            executable: executable, arguments: arguments, memory: memory.map { MemoryLimit(bytes: $0) },
            patience: patience, kernelKills: kernelKills)
        iterator = fleet.events.makeAsyncIterator()
    }

    /// The next event; nil when the stream has ended. A test that waits for ever is ended by its time limit.
    mutating func next() async -> WorkerEvent? { await iterator.next() }

    /// Starts the worker of a slot and waits for it to say hello.
    mutating func startWorker(slot: Int = 0) async throws {
        fleet.start(slot: slot)
        let event = await next()
        guard case .report(slot, .hello(let identity)) = event else {
            throw HarnessError.unexpected("\(String(describing: event))")
        }
        #expect(identity.pid == fleet.pid(slot: slot).map(Int.init))
    }

    func run(
        _ behaviour: String, slot: Int = 0, trial: Int = 0, attempt: Int = 1, kind: String = "fixture",
        awaitsAdvice: Bool = false
    ) {
        fleet.send(
            .run(
                RunRequest(
                    study: "s", key: RunKey(trial: trial, repeat: 0), attempt: attempt, kind: kind,
                    description: .map([("behaviour", .text(behaviour))]),
                    configuration: Configuration([("x", .real(0.5))]), seed: 11,
                    objective: Objective(.minimize, "x"), environment: TrialEnvironment(directory: "/"),
                    awaitsAdvice: awaitsAdvice)),
            to: slot)
    }

    mutating func report() async throws -> WorkerReport {
        let event = await next()
        guard case .report(_, let report) = event else { throw HarnessError.unexpected("\(String(describing: event))") }
        return report
    }

    /// The value of the next event, which must be a measurement with one value.
    mutating func measured() async throws -> Double {
        guard case .measurement(_, _, let measurement) = try await report(), let value = measurement.values.first?.value
        else { throw HarnessError.unexpected("no measurement") }
        return value
    }

    /// Waits until a process is gone, or dead and not yet collected by whoever inherited it; a test that waits for ever
    /// is ended by its time limit.
    static func ended(_ process: pid_t) async throws -> Bool {
        while let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            !state.contains(") Z ")
        { try await Task.sleep(for: .milliseconds(5)) }
        return true
    }

    /// The next event, which must be a worker's end.
    mutating func exit() async throws -> WorkerExit {
        let event = await next()
        guard case .exited(_, let exit) = event else {
            throw HarnessError.unexpected("\(String(describing: event))")
        }
        return exit
    }

    enum HarnessError: Error { case unexpected(String) }
}
