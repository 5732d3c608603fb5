import Foundation
import Scheduling
import StorageFaults
import StudyCore
import Synchronization
import Testing

import struct StudyCore.Configuration
import struct StudyCore.Measurement

@testable import Store

/// A small study during which one operation on its files fails, the first, the second, and so on through all of them:
/// from the making of the database to the end of the study.
@Suite("A failing write, whichever it is, loses nothing", .serialized) struct WriteFaultTests {
    init() { storage_faults_install() }

    @Test(
        "and the study that is carried on with ends as if nothing had failed",
        arguments: [(storage_fault_io, true), (storage_fault_full, false), (storage_fault_torn, true)])
    func everyWrite(_ fault: storage_fault, _ isLasting: Bool) async throws {
        let expected = try await Self.uninterrupted()
        var (number, failed, missed, outcomes) = (0, 0, 0, Set<String>())
        // The number of operations differs a little from time to time, as events gather differently.
        while missed < 3 {
            number += 1
            try #require(number < 2000)
            let scratch = try Scratch()
            let launch = SmallStudy(scratch, pid: 100)
            storage_faults_arm(scratch.url.path, Int32(number), fault, isLasting ? 1 : 0)
            let error = await launch.failure()
            if storage_faults_disarm() < number {
                missed += 1
                #expect(error == nil)
                continue
            }
            // What fails after the last record, or can be done without, need not stop the study.
            if let error {
                failed += 1
                outcomes.insert(Self.kind(error))
            }
            // Nothing fails any more; the disk is still not waited for.
            storage_faults_arm(scratch.url.path, 0, fault, 0)
            let recorded = try Self.results(scratch)
            for (key, text) in expected where launch.acknowledged.contains(key) {
                #expect(recorded[key] == text, "operation \(number): \(key) was recorded and is lost")
            }
            let resumed = SmallStudy(scratch, pid: 101)
            let second = await resumed.failure()
            #expect(second == nil, "operation \(number)")
            #expect(try Self.results(scratch) == expected, "operation \(number)")
            let check = try StudyDatabase.check(path: scratch.path, processes: FakeProcesses(pid: 102))
            #expect(check.findings == [], "operation \(number)")
        }
        print("\(number - missed) operations failed one at a time, \(failed) of them stopped the study")
        #expect(number > 60 && failed > 40, "\(number) operations, \(failed) of them stopped the study")
        let usual: Set<String> = fault == storage_fault_full ? ["diskFull"] : ["inputOutput", "cannotOpen"]
        #expect(outcomes.subtracting(usual) == [])
    }

    private static func uninterrupted() async throws -> [RunKey: String] {
        let scratch = try Scratch()
        #expect(await SmallStudy(scratch, pid: 100).failure() == nil)
        let results = try results(scratch)
        #expect(results.count == SmallStudy.trials * SmallStudy.repeats)
        return results
    }

    private static func kind(_ error: StoreError) -> String {
        switch error {
        case .diskFull: "diskFull"
        case .inputOutput: "inputOutput"
        case .cannotOpen: "cannotOpen"
        default: "\(error)"
        }
    }

    /// Everything recorded of the runs that have ended, but for times.
    private static func results(_ scratch: Scratch) throws -> [RunKey: String] {
        let database = try StudyDatabase.open(
            path: scratch.path, mode: .readWrite(create: true), processes: FakeProcesses(pid: 103))
        guard let study = try database.findIfPresent(SmallStudy.study.name) else { return [:] }
        var results: [RunKey: String] = [:]
        try database.forEachRun(of: study) { configuration, run in
            guard run.state.isFinal else { return }
            results[run.key] = """
                \(configuration.canonicalJSON) \(run.seed) \(run.state) \(run.attempts) \
                \(run.metrics.sorted { $0.key < $1.key }) \(run.curve) \(run.failures.map(\.failure)) 
                """
        }
        for key in results.keys { results[key]? += "\(try database.predictions(of: key, in: study))" }
        return results
    }
}

/// One launch of a study whose runs answer at once: some diverge, some fail, some are tried again.
private final class SmallStudy: Sendable {
    static let trials = 5
    static let repeats = 2
    static let study = makeStudy(repeats: repeats)

    private let scratch: Scratch
    private let processes: FakeProcesses
    private let recorded = Mutex<Set<RunKey>>([])

    init(_ scratch: Scratch, pid: Int) {
        self.scratch = scratch
        processes = FakeProcesses(pid: pid)
    }

    /// The runs whose end was recorded, as far as the scheduler was told.
    var acknowledged: Set<RunKey> { recorded.withLock { $0 } }

    /// Runs the study as far as it goes; what stopped it.
    func failure() async -> StoreError? {
        do {
            try await run()
            return nil
        } catch let error as StoreError {
            return error
        } catch {
            return .inconsistent("\(error)")
        }
    }

    private func run() async throws {
        let database = try scratch.open(processes: processes)
        let configurations = (0..<Self.trials).map { configuration(8 << $0) }
        let study =
            try database.findIfPresent(Self.study.name)
            ?? database.create(Self.study, configurations: configurations, toolVersion: "0.1.0")
        let lease = try database.acquireLease(study)
        try database.record(provenance: [("tool", "0.1.0")], of: lease)
        let plan = SchedulerPlan(
            runs: try database.plannedRuns(of: study, unfinishedOnly: true), limits: Limits(), elapsed: 0,
            shares: [RunShare(), RunShare()], version: "1"
        ) { run, _ in
            RunRequest(
                study: study.name, key: run.key, attempt: run.attempt, kind: "none", description: [:],
                configuration: run.configuration, seed: 0, objective: Self.study.objective,
                environment: TrialEnvironment(directory: "/"))
        }
        let journal = AcknowledgedJournal(database.journal(for: lease)) { key in
            self.recorded.withLock { _ = $0.insert(key) }
        }
        let outcome = await SchedulerRunner(
            plan: plan, fleet: InstantFleet(), journal: journal, interrupts: AsyncStream { _ in }
        ).run()
        if case .storageFailed(let error) = outcome {
            try? lease.release()
            throw error
        }
        try lease.release()
    }
}

/// Tells of every end of a run that has been recorded.
private final class AcknowledgedJournal: RunJournal {
    private let journal: any RunJournal
    private let tell: @Sendable (RunKey) -> Void

    init(_ journal: any RunJournal, _ tell: @escaping @Sendable (RunKey) -> Void) {
        self.journal = journal
        self.tell = tell
    }

    func append(_ events: [RunEvent]) throws {
        try journal.append(events)
        for event in events {
            switch event {
            case .ended(let key, _, _), .failed(let key, _, _, isRetried: false, _): tell(key)
            default: break
            }
        }
    }
}

/// Workers without processes that answer as soon as they are asked.
private final class InstantFleet: WorkerFleet {
    let events: AsyncStream<WorkerEvent>
    private let continuation: AsyncStream<WorkerEvent>.Continuation

    init() { (events, continuation) = AsyncStream.makeStream() }

    func start(slot: Int) {
        let identity = WorkerIdentity(version: "1", host: "here", pid: slot, blasCore: "none")
        continuation.yield(.report(slot: slot, .hello(identity)))
    }

    func send(_ command: WorkerCommand, to slot: Int) {
        switch command {
        case .cancel, .advise: break
        case .ping: continuation.yield(.report(slot: slot, .pong))
        case .run(let request): for report in Self.answers(request) { continuation.yield(.report(slot: slot, report)) }
        }
    }

    func stop(slot: Int, atOnce: Bool) {
        continuation.yield(.exited(slot: slot, WorkerExit("exit status 0")))
    }

    private static func answers(_ request: RunRequest) -> [WorkerReport] {
        let (key, attempt) = (request.key, request.attempt)
        if key.trial == 3 { return [.failed(key, attempt: attempt, RunFailure(.data, "no such file"))] }
        let measurements = (1...3).map { step in
            WorkerReport.measurement(
                key, attempt: attempt, measurement(step, [("train.loss", 1 / Double(step + key.trial))]))
        }
        if key.trial == 1, attempt == 1 {
            return measurements + [.failed(key, attempt: attempt, RunFailure(.crashed, "killed by SIGSEGV"))]
        }
        let isDiverged = key == RunKey(trial: 2, repeat: 1)
        let value = isDiverged ? Double.nan : Double(10 * key.trial + key.repeat)
        let result = RunResult(
            diverged: isDiverged, metrics: ["validation.accuracy": value, "seconds": 1],
            predictions: [Prediction(split: .validation, count: 9, bits: [UInt8(key.trial), 1])])
        return measurements + [.finished(key, attempt: attempt, result)]
    }
}
