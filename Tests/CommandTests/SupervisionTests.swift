import Foundation
import Store
import StudyCore
import Testing

@Suite("Workers that cannot be had, and two launches of one study", .serialized)
struct SupervisionTests {
    private static let text = SampleStudies.random(trials: 10, repeats: 2, epochs: 12)

    private static func counts(_ place: Workplace) throws -> Node? {
        try Node(json: try place.run("report", "--format", "json").output)["counts"]
    }

    /// Whether this attempt of a trial's only run has been given to a worker.
    private static func isRunning(_ place: Workplace, trial: Int, attempt: Int) throws -> Bool {
        let database = try StudyDatabase.open(path: place.path("results/studies.sqlite"), mode: .readOnly)
        let run = try database.trial(trial, of: try database.find(nil)).runs[0]
        return run.state == .running && run.attempts == attempt
    }

    @Test(
        "workers for which there are no descriptors stop the study with the reason and exit code 4; it carries on later"
    )
    func noDescriptors() throws {
        let place = try Workplace()
        try place.write("sample.yaml", Self.text)
        let outcome = try place.shell("ulimit -n 24; exec \"$0\" study sample.yaml --workers 8 --quiet")
        #expect(outcome.exitCode == 4)
        #expect(
            outcome.error.wholeMatch(
                of:
                    /hpsearch: no worker can be started: .*hpsearch cannot be started: Too many open files; carry on with: hpsearch study --workers 8 sample\.yaml\n/
            ) != nil, "\(outcome.error)")
        #expect(try Self.counts(place)?["failed"]?.integerValue == 0)
        #expect(try place.run("study", "sample.yaml", "--quiet").exitCode == 0)
    }

    @Test("a program that is gone when a worker is to be replaced stops the study with the reason and exit code 4")
    func noProgram() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 4, epochs: 100_000))
        let program = place.path("hpsearch")
        try FileManager.default.copyItem(atPath: Workplace.program.path, toPath: program)
        let command = try place.start(["study", "sample.yaml", "--workers", "1"], program: program)
        #expect(command.wait(for: { (try? Self.isRunning(place, trial: 0, attempt: 1)) == true }))
        try FileManager.default.removeItem(atPath: program)
        kill(try #require(command.workers.first), SIGKILL)
        let outcome = try command.wait()
        #expect(outcome.exitCode == 4, "\(outcome.error)")
        #expect(
            outcome.error.hasSuffix(
                "hpsearch: no worker can be started: \(program) cannot be started: No such file or directory; carry on with: "
                    + "hpsearch study --workers 1 sample.yaml\n"), "\(outcome.error)")
        #expect(try Self.counts(place)?["waiting"]?.integerValue == 4)
    }

    @Test("workers and their programs are as nice as the study was told to be")
    func niceness() throws {
        let place = try Workplace()
        try place.write(
            "nice.yaml",
            """
            name: nice
            objective: {minimize: niceness}
            parameters: {number: [1, 2, 3]}
            search: {method: grid}
            trial: {command: {run: nice, metrics: {niceness: '(?<value>.+)'}}}
            """)
        #expect(try place.shell("nice -n 7 $HP study nice.yaml --quiet").exitCode == 0)
        let own = try Double(place.shell("nice -n 7 nice").output.trimmingCharacters(in: .whitespacesAndNewlines))
        let trials = try Node(json: try place.run("report", "--format", "json").output)["trials"]?.listValue ?? []
        #expect(trials.compactMap { $0["objective"]?["value"]?.numberValue } == [own, own, own])
    }

    @Test("three deaths of a worker on the same run fail that run, not the study")
    func threeDeaths() throws {
        let place = try Workplace()
        // The second trial goes on until it is killed.
        try place.write(
            "sample.yaml",
            """
            name: sample
            parameters: {epochs: [1, 1000000, 2]}
            search: {method: grid}
            trial:
              network:
                data: digits
                hidden: [16]
                optimizer: {sgd: {learning_rate: 0.01}}
                batch_size: 32
                epochs: $epochs

            """)
        let command = try place.start(["study", "sample.yaml", "--workers", "1"])
        var killed: Set<Int32> = []
        for number in 1...3 {
            let isNext = command.wait(for: {
                (try? Self.isRunning(place, trial: 1, attempt: number)) == true
                    && command.workers.contains { !killed.contains($0) }
            })
            #expect(isNext, "\(command.errorSoFar)")
            let worker = try #require(command.workers.first { !killed.contains($0) })
            killed.insert(worker)
            kill(worker, SIGKILL)
        }
        let outcome = try command.wait()
        #expect(outcome.exitCode == 1, "\(outcome.error)")
        let sentence = "the worker ended in the middle of the run: killed by SIGKILL (kill -9)"
        for (attempt, fate) in [(1, "is tried again"), (2, "is tried again"), (3, "has failed")] {
            #expect(outcome.error.contains("trial 1, repeat 0, attempt \(attempt) \(fate): \(sentence)\n"))
        }
        #expect(outcome.output.contains("\nFailed attempts: 3 crashed (2 tried again, 1 for good)\n"))
        #expect(try Self.counts(place)?["complete"]?.integerValue == 2)
        let shown = try place.run("show", "sample", "1").output
        for fate in ["attempt 1, 2", "crashed, tried again: \(sentence)", "crashed, no retry left: \(sentence)"] {
            #expect(shown.contains(fate), "\(shown)")
        }
    }

    @Test(
        "a second launch is refused with pid, host and since when; when the first is killed, the next launch takes over"
    )
    func secondLaunch() throws {
        let place = try Workplace()
        try place.write("sample.yaml", Self.text)
        let before = Date()
        let first = try place.start(["study", "sample.yaml", "--workers", "1"])
        #expect(first.wait(for: { first.errorSoFar.contains("] trial ") }))
        for command in [["study", "sample.yaml"], ["resume", "sample"], ["study", "sample.yaml", "--take-over"]] {
            let second = try place.start(command).wait()
            #expect(second.exitCode == 4)
            let sentence =
                /hpsearch: study 'sample' is in the hands of process (\d+) on host '(\S+)' since (\S+): wait until it has ended, or stop it\n/
            let match = try #require(second.error.wholeMatch(of: sentence), "\(second.error)")
            #expect(match.output.1 == "\(first.pid)" && match.output.2 == ProcessInfo.processInfo.hostName)
            let since = try Date(String(match.output.3), strategy: .iso8601)
            #expect(since.timeIntervalSince(before) > -2 && since < Date())
        }
        first.send(SIGKILL)
        _ = try first.wait()
        let next = try place.run("study", "sample.yaml", "--quiet")
        #expect(next.exitCode == 0, "\(next.error)")
        #expect(try InterruptionTests.export(place) == InterruptionTests.uninterrupted(place))
    }
}
