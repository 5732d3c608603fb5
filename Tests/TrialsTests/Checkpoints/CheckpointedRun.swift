import Foundation
import StudyCore
import Synchronization
import Testing
import Trials

/// A directory for the files of runs, removed at the end.
final class RunDirectory: Sendable {
    let files: RunFiles
    let key = RunKey(trial: 0, repeat: 0)

    init() {
        let url = FileManager.default.temporaryDirectory.appending(path: "checkpoints-\(UUID().uuidString)")
        files = RunFiles(directory: url.appending(path: "study-1").path)
    }

    deinit {
        try? FileManager.default.removeItem(
            atPath: (files.directory as NSString).deletingLastPathComponent)
    }

    var path: String { files.path(.checkpoint, of: key) }

    /// The checkpoint's bytes; nil where there is none.
    var checkpoint: Data? { FileManager.default.contents(atPath: path) }
    var weights: Data? { FileManager.default.contents(atPath: files.path(.weights, of: key)) }

    func put(_ checkpoint: Data) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try checkpoint.write(to: URL(filePath: path))
    }

    func request(
        _ description: Node, seed: UInt64 = 1, metric: String = "validation.accuracy", attempt: Int = 1
    ) -> RunRequest {
        RunRequest(
            study: "test", key: key, attempt: attempt, kind: "network", description: description,
            configuration: Configuration([]), seed: seed, objective: Objective(.maximize, metric),
            environment: TrialEnvironment(directory: "/"), files: files)
    }
}

/// A network run in pieces.
enum CheckpointedRun {
    /// Some rows of the digits, so that a run takes no time.
    static func description(_ changes: [(String, Node)] = [], epochs: Int = 5, checkpoint: String = "0s") -> Node {
        let usual: [(String, Node)] = [
            ("data", ["name": "digits", "train": 104, "validation": 60, "test": 40]), ("hidden", [9]),
            ("optimizer", ["momentum": ["learning_rate": 0.1]]), ("batch_size", 20), ("epochs", .integer(epochs)),
            ("checkpoint", .text(checkpoint)), ("save", "all"),
        ]
        let changed = Set(changes.map(\.0)).union(changes.contains { $0.0 == "layers" } ? ["hidden"] : [])
        return Node(.map((usual.filter { !changed.contains($0.0) } + changes).map { Node.Entry($0.0, $0.1) }))
    }

    /// What a run has found out, without what takes time.
    struct Findings: Equatable {
        let state: RunState
        let metrics: [String: UInt64]
        let curve: [[UInt64]]
        let predictions: [Prediction]
        let weights: Data?

        init(_ result: RunResult, _ monitor: RecordingMonitor, _ directory: RunDirectory) {
            state = result.state
            metrics = result.metrics.filter { $0.key != "seconds" }.mapValues(\.bitPattern)
            curve = monitor.recorded.map { [UInt64($0.step)] + $0.values.map(\.value.bitPattern) }
            predictions = result.predictions
            weights = directory.weights
        }
    }

    static func findings(_ description: Node, in directory: RunDirectory) throws -> (Findings, RecordingMonitor) {
        let monitor = RecordingMonitor()
        let result = try NetworkTrial().run(directory.request(description), monitor: monitor)
        return (Findings(result, monitor, directory), monitor)
    }
}

/// Takes a copy of the checkpoint whenever a measurement comes: what a process that was killed then would leave.
final class CopyingMonitor: RunMonitor {
    private let directory: RunDirectory
    private let state = Mutex<(copies: [Data?], measurements: [StudyCore.Measurement])>(([], []))

    init(_ directory: RunDirectory) { self.directory = directory }

    /// The n-th is the one that was there when epoch n + 1 was measured.
    var copies: [Data?] { state.withLock { $0.copies } }
    var measurements: [StudyCore.Measurement] { state.withLock { $0.measurements } }
    var isCancelled: Bool { false }

    func record(_ measurement: StudyCore.Measurement) {
        let copy = directory.checkpoint
        state.withLock {
            $0.copies.append(copy)
            $0.measurements.append(measurement)
        }
    }
}

/// Asks to stop before the n-th batch.
final class StoppingMonitor: RunMonitor {
    private let asked = Mutex(0)
    private let batches: Int

    init(beforeBatch batches: Int) { self.batches = batches }

    var isCancelled: Bool {
        asked.withLock {
            $0 += 1
            return $0 > batches
        }
    }
    func record(_ measurement: StudyCore.Measurement) {}
}
