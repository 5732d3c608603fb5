import Foundation
import Store
import StudyCore
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Checkpoints of a study", .serialized)
struct CheckpointTests {
    static let epochs = 60

    /// A few trials that take a while, each with a checkpoint at every epoch.
    static func study(name: String = "long", trials: Int = 2, checkpoint: String = "0s", seed: Int = 3) -> String {
        """
        name: \(name)
        seed: \(seed)
        parameters:
          learning_rate: {log_uniform: [0.01, 0.3]}
        search: {method: random, trials: \(trials)}
        trial:
          network:
            data: {name: digits, train: 400}
            hidden: [64]
            batch_norm: true
            dropout: 0.2
            report: best_epoch
            optimizer: {adamw: {learning_rate: $learning_rate}}
            batch_size: 20
            epochs: \(epochs)
            checkpoint: \(checkpoint)

        """
    }

    /// The export of the same study when nothing interrupts it.
    static func expected(_ place: Workplace, _ name: String = "long") throws -> [String] {
        let text = try String(contentsOfFile: place.path("\(name).yaml"), encoding: .utf8)
        if let known = uninterrupted.withLock({ $0[text] }) { return known }
        try place.run("study", "\(name).yaml", "--db", "whole.sqlite", "--quiet")
        let export = try deterministicPart(of: try place.run("export", name, "--db", "whole.sqlite").output)
        uninterrupted.withLock { $0[text] = export }
        return export
    }

    private static let uninterrupted = Mutex<[String: [String]]>([:])

    static func export(_ place: Workplace, _ name: String = "long") throws -> [String] {
        try deterministicPart(of: try place.run("export", name).output)
    }

    static func checkpoint(_ place: Workplace, trial: Int = 0, study: Int = 1) -> String {
        place.path("results/studies.sqlite.files/study-\(study)/checkpoint/\(trial)-0.checkpoint")
    }

    /// The seconds of a run's epochs as they stand in the database.
    static func seconds(_ place: Workplace, trial: Int = 0) throws -> [Double] {
        let database = try StudyDatabase.open(path: place.path("results/studies.sqlite"), mode: .readOnly)
        let trial = try database.trial(trial, of: try database.find(nil))
        return trial.runs[0].curve.map(\.seconds)
    }

    /// Starts the study and waits until a run has kept checkpoints for a while.
    static func underWay(_ place: Workplace, _ arguments: [String], study: Int = 1) throws -> RunningCommand {
        let command = try place.start(arguments)
        let path = checkpoint(place, study: study)
        #expect(command.wait(for: { FileManager.default.fileExists(atPath: path) }), "\(command.errorSoFar)")
        // A few epochs more.
        let first = FileManager.default.contents(atPath: path)?.count ?? 0
        #expect(
            command.wait(for: { (FileManager.default.contents(atPath: path)?.count ?? 0) >= first + 300 }),
            "the curve in it grows")
        return command
    }

    /// The epoch after which a run says that it carries on.
    static func resumedEpoch(_ text: String, trial: Int = 0) -> Int? {
        text.split(separator: "\n").compactMap {
            $0.wholeMatch(of: /trial (\d+), repeat 0 carries on (?:after|in the middle of) epoch (\d+)/)
        }.first { Int($0.1) == trial }.flatMap { Int($0.2) }
    }

    @Test("after kill -9 of the scheduler its runs carry on where they were, with equal results")
    func schedulerKilled() throws {
        let place = try Workplace()
        try place.write("long.yaml", Self.study())
        let command = try Self.underWay(place, ["study", "long.yaml", "--workers", "1"])
        command.send(SIGKILL)
        _ = try command.wait()
        let before = try Self.seconds(place)
        #expect(before.count >= 2)
        let resumed = try place.run("resume")
        #expect(resumed.exitCode == 0, "\(resumed.error)")
        let epoch = try #require(Self.resumedEpoch(resumed.error), "\(resumed.error)")
        #expect((2..<Self.epochs).contains(epoch))
        // The epochs before were not trained again: they have the times that they took then.
        let shared = min(epoch, before.count)
        #expect(try Self.seconds(place).prefix(shared) == before.prefix(shared))
        #expect(try Self.export(place) == Self.expected(place))
        #expect(!FileManager.default.fileExists(atPath: Self.checkpoint(place)))
    }

    @Test("after kill -9 of its worker a run's next attempt carries on where it was")
    func workerKilled() throws {
        let place = try Workplace()
        try place.write("long.yaml", Self.study())
        let command = try Self.underWay(place, ["study", "long.yaml", "--workers", "1"])
        kill(try #require(command.workers.first), SIGKILL)
        let outcome = try command.wait()
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.error.contains("trial 0, repeat 0, attempt 1 is tried again"))
        #expect(try #require(Self.resumedEpoch(outcome.error), "\(outcome.error)") >= 2)
        #expect(try Self.export(place) == Self.expected(place))
    }

    @Test("after SIGTERM runs carry on in the middle of an epoch, however seldom checkpoints are made otherwise")
    func terminated() throws {
        let place = try Workplace()
        try place.write("long.yaml", Self.study(checkpoint: "2h"))
        let command = try place.start(["study", "long.yaml", "--workers", "1"])
        #expect(command.wait(for: { (try? Self.seconds(place).count) ?? 0 >= 3 }))
        command.send(SIGTERM)
        #expect(try command.wait().exitCode == 3)
        let resumed = try place.run("resume", "--quiet")
        #expect(resumed.exitCode == 0)
        #expect(resumed.error.isEmpty, "it is quiet where nothing is wrong: \(resumed.error)")
        #expect(try Self.export(place) == Self.expected(place))
    }

    @Test("a damaged checkpoint is said, the run starts over, and the results are the same")
    func damaged() throws {
        let place = try Workplace()
        try place.write("long.yaml", Self.study())
        let command = try Self.underWay(place, ["study", "long.yaml", "--workers", "1"])
        command.send(SIGKILL)
        _ = try command.wait()
        var bytes = try #require(FileManager.default.contents(atPath: Self.checkpoint(place)))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: Self.checkpoint(place)))
        let resumed = try place.run("resume", "--quiet")
        #expect(resumed.exitCode == 0)
        #expect(resumed.error == "trial 0, repeat 0 starts over: its checkpoint is damaged\n")
        #expect(try Self.export(place) == Self.expected(place))
    }

    @Test("a database that was moved without its files starts its runs over")
    func moved() throws {
        let place = try Workplace()
        try place.write("long.yaml", Self.study())
        let command = try Self.underWay(place, ["study", "long.yaml", "--workers", "1"])
        command.send(SIGKILL)
        _ = try command.wait()
        for ending in ["", "-wal"] {
            try FileManager.default.moveItem(
                atPath: place.path("results/studies.sqlite\(ending)"), toPath: place.path("moved.sqlite\(ending)"))
        }
        let resumed = try place.run("resume", "--db", "moved.sqlite")
        #expect(resumed.exitCode == 0)
        #expect(Self.resumedEpoch(resumed.error) == nil && !resumed.error.contains("starts over"))
        #expect(
            try deterministicPart(of: place.run("export", "--db", "moved.sqlite").output) == Self.expected(place))
    }

    @Test("what a deleted database left behind is not taken for a new one's")
    func deletedDatabase() throws {
        let place = try Workplace()
        try place.write("long.yaml", Self.study())
        let command = try Self.underWay(place, ["study", "long.yaml", "--workers", "1"])
        command.send(SIGKILL)
        _ = try command.wait()
        for name in try FileManager.default.contentsOfDirectory(atPath: place.path("results"))
        where !name.hasSuffix(".files") {
            try FileManager.default.removeItem(atPath: place.path("results/\(name)"))
        }
        #expect(FileManager.default.fileExists(atPath: Self.checkpoint(place)))
        let anew = try place.run("study", "long.yaml")
        #expect(anew.exitCode == 0)
        #expect(Self.resumedEpoch(anew.error) == nil && !anew.error.contains("starts over"))
        #expect(try Self.export(place) == Self.expected(place))
    }

    @Test("a study begun anew, the one that it was, and another beside it keep their checkpoints apart")
    func apart() throws {
        let place = try Workplace()
        try place.write("long.yaml", Self.study(trials: 1))
        try place.write("other.yaml", Self.study(name: "other", trials: 1, seed: 9))
        let first = try Self.underWay(place, ["study", "long.yaml", "--workers", "1"])
        first.send(SIGKILL)
        _ = try first.wait()
        let other = try Self.underWay(place, ["study", "other.yaml", "--workers", "1"], study: 2)
        other.send(SIGKILL)
        _ = try other.wait()

        let restarted = try place.run("study", "long.yaml", "--restart")
        #expect(restarted.exitCode == 0, "\(restarted.error)")
        #expect(Self.resumedEpoch(restarted.error) == nil, "\(restarted.error)")
        let expected = try Self.expected(place)
        #expect(try Self.export(place) == expected)

        let old = try place.run("resume", "long@1")
        #expect(old.exitCode == 0, "\(old.error)")
        #expect(Self.resumedEpoch(old.error) != nil, "\(old.error)")
        #expect(
            try Self.export(place, "long@1").map { $0.replacing("\"study\":\"long@1\"", with: "\"study\":\"long\"") }
                == expected)

        #expect(FileManager.default.fileExists(atPath: Self.checkpoint(place, study: 2)))
        try place.run("delete", "long@1", "--yes")
        let resumed = try place.run("resume", "other")
        #expect(Self.resumedEpoch(resumed.error) != nil, "\(resumed.error)")
        #expect(try Self.export(place, "other") == Self.expected(place, "other"))
        try place.run("delete", "long", "--yes")
        try place.run("delete", "other", "--yes")
        #expect(!FileManager.default.fileExists(atPath: place.path("results/studies.sqlite.files")))
    }

    @Test("what a launch left behind that was killed after its last run's end goes when the finished study is launched")
    func remains() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 3))
        #expect(try place.run("study", "sample.yaml", "--quiet").exitCode == 0)
        let folder = place.path("results/studies.sqlite.files/study-1")
        let whole = try Set(FileManager.default.subpathsOfDirectory(atPath: folder))
        let kept = try #require(whole.first { $0.hasSuffix(".safetensors") })
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kept)"))
        try FileManager.default.createDirectory(atPath: "\(folder)/checkpoint", withIntermediateDirectories: true)
        for name in (0..<3).map({ "weights/\($0)-0.safetensors" }) + ["checkpoint/2-0.checkpoint", "\(kept).partial"] {
            try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        #expect(try place.run("resume", "--quiet").exitCode == 0)
        #expect(try Set(FileManager.default.subpathsOfDirectory(atPath: folder)) == whole)
    }
}
