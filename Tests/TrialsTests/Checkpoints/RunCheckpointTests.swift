import Foundation
import Networks
import StudyCore
import Synchronization
import Testing

@testable import Trials

@Suite("When a run keeps checkpoints, and what it says of them")
struct RunCheckpointTests {
    /// The checkpoint that a run leaves when it is killed in its fourth epoch.
    static func left() throws -> Data {
        let directory = RunDirectory()
        let monitor = CopyingMonitor(directory)
        _ = try NetworkTrial().run(directory.request(CheckpointedRun.description()), monitor: monitor)
        return try #require(monitor.copies[3])
    }

    static func expectFreshStart(
        _ directory: RunDirectory, _ description: Node = CheckpointedRun.description(), saying sentence: String
    ) throws {
        let (expected, _) = try CheckpointedRun.findings(description, in: RunDirectory())
        let (findings, monitor) = try CheckpointedRun.findings(description, in: directory)
        #expect(findings == expected)
        #expect(monitor.notices.first == RunNotice(.warning, sentence))
    }

    @Test("a checkpoint that is of no use makes the run start over, with equal results")
    func startingOver() throws {
        let whole = try Self.left()
        var flipped = whole
        flipped[flipped.count - 100] ^= 4
        let damaged = "starts over: its checkpoint is damaged"
        for (content, sentence) in [
            (flipped, damaged), (whole.dropLast(5), damaged), (Data(), damaged),
            (Data("something else entirely".utf8), "starts over: the file in its checkpoint's place is none"),
            (
                whole.prefix(8) + Data([2]) + whole.dropFirst(9),
                "starts over: its checkpoint was written by another version of hpsearch"
            ),
        ] {
            let directory = RunDirectory()
            try directory.put(Data(content))
            try Self.expectFreshStart(directory, saying: sentence)
        }
    }

    @Test("the checkpoint of another description, seed, objective or data is not used; how it is kept means nothing")
    func foreign() throws {
        let whole = try Self.left()
        func notices(_ description: Node, seed: UInt64 = 1, metric: String = "validation.accuracy") throws
            -> [RunNotice]
        {
            let directory = RunDirectory()
            try directory.put(whole)
            let monitor = RecordingMonitor()
            _ = try NetworkTrial().run(
                directory.request(description, seed: seed, metric: metric), monitor: monitor)
            return monitor.notices
        }
        func warning(_ name: String) -> [RunNotice] {
            [RunNotice(.warning, "starts over: its checkpoint was made with another \(name)")]
        }
        #expect(try notices(CheckpointedRun.description([("batch_size", 21)])) == warning("description"))
        #expect(
            try notices(CheckpointedRun.description(), metric: "validation.loss")
                == warning("objective (validation.accuracy, now validation.loss)"))
        #expect(try notices(CheckpointedRun.description(), seed: 2) == warning("seed (1, now 2)"))
        #expect(
            try notices(CheckpointedRun.description([("save", "never")], checkpoint: "5m"))
                == [RunNotice(.note, "carries on after epoch 3")])
    }

    @Test("the checkpoint of another version of the tool is not used")
    func surroundings() throws {
        let directory = RunDirectory()
        let description = CheckpointedRun.description()
        #expect(throws: RunCancelled.self) {
            try NetworkTrial(surroundings: [("hpsearch", "0.1.0")]).run(
                directory.request(description), monitor: RecordingMonitor(stopAfter: 2))
        }
        let monitor = RecordingMonitor()
        _ = try NetworkTrial(surroundings: [("hpsearch", "0.2.0")]).run(
            directory.request(description), monitor: monitor)
        #expect(
            monitor.notices == [
                RunNotice(.warning, "starts over: its checkpoint was made with another hpsearch (0.1.0, now 0.2.0)")
            ])
    }

    @Test("what is no file in the checkpoint's place is told, and the run goes on without checkpoints")
    func noFile() throws {
        let directory = RunDirectory()
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        let (expected, _) = try CheckpointedRun.findings(CheckpointedRun.description(), in: RunDirectory())
        let (findings, monitor) = try CheckpointedRun.findings(CheckpointedRun.description(), in: directory)
        #expect(findings == expected)
        #expect(
            monitor.notices == [
                RunNotice(.warning, "starts over: its checkpoint cannot be read (it is not a regular file)"),
                RunNotice(
                    .warning,
                    "goes on without a checkpoint: '\(directory.path)' cannot be written (Is a directory)"),
            ])

        let pipe = RunDirectory()
        try FileManager.default.createDirectory(
            atPath: (pipe.path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        #expect(mkfifo(pipe.path, 0o600) == 0)
        try Self.expectFreshStart(
            pipe, saying: "starts over: its checkpoint cannot be read (it is not a regular file)")
    }

    @Test("a checkpoint that cannot be written is told once, and the run goes on")
    func unwritable() throws {
        let directory = RunDirectory()
        let parent = (directory.files.directory as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: directory.files.directory))
        let description = CheckpointedRun.description([("save", "never")])
        let (expected, _) = try CheckpointedRun.findings(description, in: RunDirectory())
        let (findings, monitor) = try CheckpointedRun.findings(description, in: directory)
        #expect(findings == expected)
        #expect(
            monitor.notices == [
                RunNotice(
                    .warning,
                    "goes on without a checkpoint: '\(directory.path)' cannot be written (Not a directory)")
            ])
    }

    @Test("one is made when an epoch ends and the interval has passed, and at a stop")
    func interval() throws {
        let directory = RunDirectory()
        let run = try CheckpointFileTests.trainingRun()
        let clock = Mutex(100.0)
        var checkpoints = try #require(
            RunCheckpoints(
                directory.request([:]), interval: 20, circumstances: [], monitor: RecordingMonitor(),
                secondsNow: { clock.withLock { $0 } }))
        var epochsWithCheckpoint: [Int] = []
        var before: Data?
        for (epoch, seconds) in [(1, 119.9), (2, 120), (3, 121), (4, 139.9), (5, 141)] {
            clock.withLock { $0 = seconds }
            _ = try run.trainEpoch()
            checkpoints.epochEnded(run)
            if directory.checkpoint != before { epochsWithCheckpoint.append(epoch) }
            before = directory.checkpoint
        }
        #expect(epochsWithCheckpoint == [2, 5])
        checkpoints.stopped(run)
        #expect(directory.checkpoint != nil)
        #expect(directory.checkpoint == before, "the same state gives the same bytes")

        let idle = RunDirectory()
        var unused = try #require(
            RunCheckpoints(idle.request([:]), interval: 0, circumstances: [], monitor: RecordingMonitor()))
        unused.stopped(try CheckpointFileTests.trainingRun())
        #expect(idle.checkpoint == nil, "nothing has been done yet")
    }

    @Test("none is made with `never`, nor where there is no place for files")
    func never() throws {
        let directory = RunDirectory()
        let monitor = CopyingMonitor(directory)
        _ = try NetworkTrial().run(
            directory.request(CheckpointedRun.description(checkpoint: "never")), monitor: monitor)
        #expect(throws: RunCancelled.self) {
            try NetworkTrial().run(
                directory.request(CheckpointedRun.description(checkpoint: "never")),
                monitor: RecordingMonitor(stopAfter: 2))
        }
        #expect(monitor.copies.allSatisfy { $0 == nil })
        #expect(directory.checkpoint == nil)
        let usual = NetworkRunTests.request(NetworkRunTests.description())
        #expect(
            RunCheckpoints(usual, interval: 0, circumstances: [], monitor: RecordingMonitor()) == nil)
    }

    @Test("the interval is read as a duration; 20 s where nothing is said")
    func reading() throws {
        func interval(_ checkpoint: Node?) -> Double? {
            let changes = checkpoint.map { [("checkpoint", $0)] } ?? []
            return NetworkSpecification(
                NetworkRunTests.description(changes), catalog: NetworkTrial().loader.catalog,
                diagnostics: Diagnostics())?.checkpointInterval
        }
        #expect(interval(nil) == 20)
        #expect(interval("1m30s") == 90)
        #expect(interval("0s") == 0)
        #expect(interval("never") == nil)
    }
}
