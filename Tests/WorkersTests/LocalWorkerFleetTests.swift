import Foundation
import StudyCore
import Testing

@testable import Workers

@Suite("Workers as processes", .serialized, .timeLimit(.minutes(5))) struct LocalWorkerFleetTests {
    private let key = RunKey(trial: 0, repeat: 0)

    @Test("A run goes out and its result comes back") func run() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("quick")
        let expected = RunResult(
            diverged: false, metrics: ["seed": 11, "x": 0.5],
            predictions: [Prediction(split: .validation, count: 9, bits: [0b1010_1010, 1])])
        #expect(try await harness.report() == .finished(key, attempt: 1, expected))
    }

    @Test("Measurements come in their order, before the result") func measurements() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("measures")
        for step in 1...3 {
            guard case .measurement(key, 1, let measurement) = try await harness.report() else {
                Issue.record("no measurement came")
                return
            }
            #expect(measurement.step == step)
            #expect(measurement.values[0].value.isNaN == (step == 3))
        }
        guard case .finished = try await harness.report() else {
            Issue.record("no result came")
            return
        }
    }

    @Test("Stray prints disturb nothing and land in standard error") func prints() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("prints")
        guard case .finished = try await harness.report() else {
            Issue.record("no result came")
            return
        }
        harness.run("prints-and-exits", trial: 1)
        let end = try await harness.exit()
        #expect(end.reason == "exit status 3")
        #expect(end.standardErrorTail?.contains("is what I say\n") == true)
        #expect(end.standardErrorTail?.contains("and this on standard error\n") == true)
    }

    @Test("What a run wrote to standard error is told before its failure, and not with the next one's") func tail()
        async throws
    {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("says-and-refuses")
        guard case .wrote(0, "column 3 is empty\n") = await harness.next() else {
            Issue.record("nothing was told")
            return
        }
        guard case .failed(key, 1, _) = try await harness.report() else {
            Issue.record("no failure came")
            return
        }
        // What comes next has said nothing.
        harness.run("refuses", attempt: 2)
        var event = await harness.next()
        if case .wrote = event { event = await harness.next() }
        guard case .report(0, .failed(key, 2, _)) = event else {
            Issue.record("no second failure came")
            return
        }
        harness.run("refuses", attempt: 3)
        guard case .failed(key, 3, _) = try await harness.report() else {
            Issue.record("the words of the first run came with the third")
            return
        }
    }

    @Test("The last 64 KiB of standard error are kept") func longTail() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("writes-much-and-exits")
        let tail = try #require(try await harness.exit().standardErrorTail)
        #expect(tail.utf8.count == 64 << 10 && tail.hasSuffix("x\nthe last words\n"))
    }

    @Test(
        "A failure is told with its class and its sentence",
        arguments: [
            ("refuses", RunFailure(.data, "the data does not fit")),
            ("misses", RunFailure(.data, "there is no such file")),
        ])
    func failures(behaviour: String, failure: RunFailure) async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run(behaviour)
        #expect(try await harness.report() == .failed(key, attempt: 1, failure))
        harness.run("quick", attempt: 2)
        guard case .finished(key, 2, _) = try await harness.report() else {
            Issue.record("the worker did not live on")
            return
        }
    }

    @Test("Any other error is an internal one") func internalErrors() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("errs")
        guard case .failed(key, 1, let failure) = try await harness.report() else {
            Issue.record("no failure came")
            return
        }
        #expect(failure.failureClass == .internal)
        #expect(failure.message.hasPrefix("something went wrong inside the tool: "))
    }

    @Test("A crash is told by its signal, with what was printed before it") func crash() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("crashes")
        let end = try await harness.exit()
        #expect(end.reason == "killed by SIGABRT (abort)")
        #expect(end.standardErrorTail?.hasPrefix("about to crash\n") == true)
    }

    @Test("A signal is told with what it means") func signal() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("breaks-memory")
        let end = try await harness.exit()
        #expect(end.reason == "killed by SIGSEGV (segmentation fault)" && end.failureClass == .crashed)
    }

    @Test("An exit in the middle is told by its status") func exitStatus() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("exits")
        #expect(try await harness.exit().reason == "exit status 3")
    }

    @Test("A worker killed from outside is told, and the slot can be used again") func killed() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("sleeps")
        let pid = try #require(harness.fleet.pid(slot: 0))
        kill(pid, SIGKILL)
        #expect(try await harness.exit().reason == "killed by SIGKILL (kill -9)")
        try await harness.startWorker()
        #expect(harness.fleet.pid(slot: 0) != pid)
    }

    @Test("A ping is answered in the middle of a step") func ping() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("sleeps")
        harness.fleet.send(.ping, to: 0)
        #expect(try await harness.report() == .pong)
    }

    @Test("Cancelled runs are answered as such, a queued one is never begun, the next one runs") func cancel()
        async throws
    {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("begins-and-sleeps-cancellably", trial: 0)
        guard case .measurement = try await harness.report() else {
            Issue.record("the first run did not begin")
            return
        }
        harness.run("crashes", trial: 1)
        harness.run("quick", trial: 2)
        harness.fleet.send(.cancel(RunKey(trial: 1, repeat: 0), attempt: 1), to: 0)
        harness.fleet.send(.cancel(RunKey(trial: 0, repeat: 0), attempt: 1), to: 0)
        #expect(try await harness.report() == .cancelled(RunKey(trial: 1, repeat: 0), attempt: 1))
        #expect(try await harness.report() == .cancelled(RunKey(trial: 0, repeat: 0), attempt: 1))
        guard case .finished(RunKey(trial: 2, repeat: 0), 1, _) = try await harness.report() else {
            Issue.record("the third run did not finish")
            return
        }
    }

    @Test("A worker ends by itself when its input closes, even in the middle of a step") func closing()
        async throws
    {
        var harness = FleetHarness(patience: StopPatience(closing: 40, terminating: 20))
        try await harness.startWorker()
        harness.run("sleeps")
        harness.fleet.send(.ping, to: 0)
        #expect(try await harness.report() == .pong)
        harness.fleet.stop(slot: 0, atOnce: false)
        // The step takes longer than the patience, after which a signal would have ended the worker.
        #expect(try await harness.exit().reason == "exit status 0")
    }

    @Test("A worker that ignores everything is killed after its grace") func stubborn() async throws {
        var harness = FleetHarness(
            ["ignores-everything"], patience: StopPatience(closing: 0.1, terminating: 0.1))
        harness.fleet.start(slot: 0)
        guard case .babble(0, "I ignore everything") = await harness.next() else {
            Issue.record("it did not begin")
            return
        }
        harness.fleet.stop(slot: 0, atOnce: false)
        #expect(try await harness.exit().reason == "killed by SIGKILL (kill -9)")
    }

    @Test("What a run has started ends with its worker") func processGroup() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("starts-a-child")
        let child = pid_t(try await harness.measured())
        harness.fleet.stop(slot: 0, atOnce: true)
        #expect(try await harness.exit().reason == "killed by SIGKILL (kill -9)")
        #expect(try await FleetHarness.ended(child))
    }

    @Test("What is left of a worker's session is asked to end, in whichever process group, and then made to")
    func stubbornChild() async throws {
        var harness = FleetHarness(patience: StopPatience(closing: 0.1, terminating: 0.5))
        try await harness.startWorker()
        harness.run("leaves-a-stubborn-child")
        let child = pid_t(try await harness.measured())
        let start = ContinuousClock.now
        harness.fleet.stop(slot: 0, atOnce: false)
        let end = try await harness.exit()
        #expect(ContinuousClock.now - start > .milliseconds(400))
        #expect(end.standardErrorTail == "asked\n")
        #expect(try await FleetHarness.ended(child))
    }

    @Test("Babble is told once with what was said") func babble() async throws {
        var harness = FleetHarness(["babbles"])
        harness.fleet.start(slot: 0)
        guard case .babble(0, "Welcome to the cluster!") = await harness.next() else {
            Issue.record("no babble came")
            return
        }
        harness.fleet.stop(slot: 0, atOnce: true)
        #expect(try await harness.exit().reason == "killed by SIGKILL (kill -9)")
    }

    @Test("A line of 100 MiB is given up at the bound") func longLine() async throws {
        var harness = FleetHarness(["long-line"])
        harness.fleet.start(slot: 0)
        guard case .babble(0, let excerpt) = await harness.next() else {
            Issue.record("no babble came")
            return
        }
        let beginning = String(repeating: "x", count: 120)
        #expect(excerpt == "a line longer than 8 MiB, beginning '\(beginning)…'")
        harness.fleet.stop(slot: 0, atOnce: true)
        #expect(try await harness.exit().reason == "killed by SIGKILL (kill -9)")
    }

    @Test("A line of 100 MiB does not stay in the scheduler's memory") func longLineMemory() throws {
        let scheduler = Process()
        let output = Pipe()
        scheduler.executableURL = URL(fileURLWithPath: FleetHarness.fixture)
        scheduler.arguments = ["hears-a-long-line"]
        scheduler.standardInput = FileHandle.nullDevice
        scheduler.standardOutput = output
        try scheduler.run()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        scheduler.waitUntilExit()
        let peak = try #require(said.split(separator: " ").first.flatMap { Int($0) }, "\(said)")
        #expect(said.contains("a line longer than 8 MiB"))
        #expect(peak < 80 << 10, "\(peak) KiB")
    }

    @Test("A worker that closes its output and lives on is ended") func closedOutput() async throws {
        var harness = FleetHarness(["closes-output"])
        harness.fleet.start(slot: 0)
        #expect(try await harness.exit().reason == "it closed its output")
    }

    @Test("A worker that cannot run says why on its way out") func exitsEarly() async throws {
        var harness = FleetHarness(["exits-early"])
        harness.fleet.start(slot: 0)
        let end = try await harness.exit()
        #expect(end.reason == "exit status 7")
        #expect(end.standardErrorTail == "the library is missing\n")
    }

    @Test("A program that is not there is told as such") func missingProgram() async throws {
        var harness = FleetHarness(executable: "/nowhere/hpsearch")
        harness.fleet.start(slot: 3)
        guard case .unstartable(3, let reason) = await harness.next() else {
            Issue.record("it was started")
            return
        }
        #expect(reason == "/nowhere/hpsearch cannot be started: No such file or directory")
    }

    @Test("A worker whose scheduler falls silent ends itself") func silence() async throws {
        var harness = FleetHarness(["falls-silent-soon"])
        try await harness.startWorker()
        let end = try await harness.exit()
        #expect(end.reason == "exit status 3")
        #expect(end.standardErrorTail == "the worker ends: its scheduler has been silent for too long\n")
    }

    @Test("A worker that was stopped for longer than a scheduler may be silent goes on afterwards") func stopped()
        async throws
    {
        var harness = FleetHarness(["falls-silent"])
        try await harness.startWorker()
        let worker = try #require(harness.fleet.pid(slot: 0))
        kill(worker, SIGSTOP)
        try await Task.sleep(for: .seconds(2.5))
        kill(worker, SIGCONT)
        // Time to notice how late it is, before anything comes that could be read.
        try await Task.sleep(for: .milliseconds(200))
        harness.fleet.send(.ping, to: 0)
        guard case .pong = try await harness.report() else {
            Issue.record("no answer came")
            return
        }
    }

    @Test("A worker has one BLAS thread, its own session, and none of our descriptors") func surroundings() async throws
    {
        let descriptors = (0..<20).map { _ in open("/dev/null", O_RDONLY) }
        defer { for descriptor in descriptors { close(descriptor) } }
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("environment")
        guard case .finished(key, 1, let result) = try await harness.report() else {
            Issue.record("no result came")
            return
        }
        #expect(result.metrics["threads"] == 1)
        #expect(result.metrics["session"] == 0)
        // Three streams, two private ones, and the one that lists them.
        #expect((result.metrics["descriptors"] ?? 100) <= 7)
    }

    @Test("A run of a kind that is not there fails") func unknownKind() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("quick", kind: "sorcery")
        let failure = RunFailure(.internal, "this worker knows no trial kind 'sorcery'")
        #expect(try await harness.report() == .failed(key, attempt: 1, failure))
    }

    @Test(
        "A worker that does not understand a command says so and ends",
        arguments: [
            (
                "sing\n",
                "the worker ends: a command was not understood (the line is no message of the protocol)\n"
            ),
            (
                String(repeating: "x", count: (8 << 20) + 1),
                "the worker ends: a command was longer than a line may be\n"
            ),
        ])
    func notUnderstood(line: String, sentence: String) throws {
        let worker = Process()
        let (input, errors) = (Pipe(), Pipe())
        worker.executableURL = URL(fileURLWithPath: FleetHarness.fixture)
        worker.standardInput = input
        worker.standardOutput = FileHandle.nullDevice
        worker.standardError = errors
        try worker.run()
        try input.fileHandleForWriting.write(contentsOf: Data(line.utf8))
        let said = try errors.fileHandleForReading.readToEnd()
        worker.waitUntilExit()
        #expect(worker.terminationStatus == 2)
        #expect(said.map { String(decoding: $0, as: UTF8.self) } == sentence)
    }

    @Test("A worker does not outlive its scheduler, however that ends") func orphan() async throws {
        var harness = FleetHarness(["has-a-worker"])
        harness.fleet.start(slot: 0)
        guard case .babble(0, let text) = await harness.next() else {
            Issue.record("no number came")
            return
        }
        let worker = try #require(pid_t(text))
        #expect(kill(worker, 0) == 0)
        harness.fleet.stop(slot: 0, atOnce: true)
        #expect(try await harness.exit().reason == "killed by SIGKILL (kill -9)")
        #expect(try await FleetHarness.ended(worker))
    }

    @Test("A fleet without a descriptor to its name says that it cannot start workers") func noDescriptors() throws {
        let scheduler = Process()
        let output = Pipe()
        scheduler.executableURL = URL(fileURLWithPath: FleetHarness.fixture)
        scheduler.arguments = ["has-no-descriptors"]
        scheduler.standardInput = FileHandle.nullDevice
        scheduler.standardOutput = output
        try scheduler.run()
        let said = try output.fileHandleForReading.readToEnd()
        scheduler.waitUntilExit()
        #expect(
            said.map { String(decoding: $0, as: UTF8.self) }
                == "slot 2: \(FleetHarness.fixture) cannot be started: Too many open files\n")
    }

    @Test("Letting go of the fleet kills its workers and ends its events") func letGo() async throws {
        var events: AsyncStream<WorkerEvent>?
        do {
            var harness = FleetHarness()
            try await harness.startWorker()
            harness.run("sleeps")
            events = harness.fleet.events
        }
        var seen = 0
        for await event in try #require(events) {
            seen += 1
            guard case .exited(0, WorkerExit("killed by SIGKILL (kill -9)")) = event else {
                Issue.record("unexpected event")
                continue
            }
        }
        #expect(seen == 1)
    }
}
