import Foundation
import StudyCore
import Synchronization
import Testing
import Trials

/// Collects measurements; asks to stop after a number of them.
final class RecordingMonitor: RunMonitor {
    private let measurements = Mutex<[StudyCore.Measurement]>([])
    private let said = Mutex<[RunNotice]>([])
    private let limit: Int

    init(stopAfter limit: Int = .max) { self.limit = limit }

    var recorded: [StudyCore.Measurement] { measurements.withLock { $0 } }
    var isCancelled: Bool { measurements.withLock { $0.count >= limit } }
    func record(_ measurement: StudyCore.Measurement) { measurements.withLock { $0.append(measurement) } }

    func restart() { measurements.withLock { $0 = [] } }

    var notices: [RunNotice] { said.withLock { $0 } }
    func notice(_ notice: RunNotice) { said.withLock { $0.append(notice) } }
}

@Suite("Runs of a network trial on the built-in digits")
struct NetworkRunTests {
    static func request(_ description: Node, seed: UInt64 = 1) -> RunRequest {
        RunRequest(
            study: "test", key: RunKey(trial: 0, repeat: 0), attempt: 1, kind: "network", description: description,
            configuration: Configuration([]), seed: seed, objective: Objective(.maximize, "validation.accuracy"),
            environment: TrialEnvironment(directory: FileManager.default.currentDirectoryPath))
    }

    static func description(learningRate: Double = 0.1, epochs: Int = 5) -> Node {
        [
            "data": "digits", "hidden": [32], "optimizer": ["momentum": ["learning_rate": .real(learningRate)]],
            "batch_size": 32, "epochs": .integer(epochs), "track": ["train_full"],
        ]
    }

    @Test("learn, and report every metric that the kind names")
    func learns() throws {
        let monitor = RecordingMonitor()
        let result = try NetworkTrial().run(Self.request(Self.description()), monitor: monitor)
        #expect(result.state == .complete)
        #expect(Set(result.metrics.keys) == Set(NetworkTrial().metricNames(for: Self.description()) ?? []))
        #expect(try #require(result.metrics["validation.accuracy"]) > 0.9)
        #expect(result.metrics["parameters"] == Double(64 * 32 + 32 + 32 * 10 + 10))
        #expect(monitor.recorded.map(\.step) == [1, 2, 3, 4, 5])
        let last = try #require(monitor.recorded.last)
        #expect(
            last.values.map(\.name) == [
                "train.loss", "train.accuracy", "train.full_loss", "train.full_accuracy", "validation.loss",
                "validation.accuracy",
            ])
        #expect(last.values.first { $0.name == "validation.accuracy" }?.value == result.metrics["validation.accuracy"])
    }

    @Test("a run whose network needs more than limits.memory fails as out_of_memory before it takes any")
    func memory() {
        let plain = Self.request([
            "data": "digits", "hidden": [4096, 4096], "optimizer": ["sgd": ["learning_rate": 0.1]], "batch_size": 32,
            "epochs": 1,
        ])
        let request = RunRequest(
            study: plain.study, key: plain.key, attempt: 1, kind: plain.kind, description: plain.description,
            configuration: plain.configuration, seed: 1, objective: plain.objective,
            environment: plain.environment.limited(to: MemoryLimit(bytes: 64 << 20)))
        let failure = #expect(throws: RunFailure.self) {
            try NetworkTrial().run(request, monitor: RecordingMonitor())
        }
        #expect(failure?.failureClass == .outOfMemory)
        #expect(failure?.message == "the network needs 76 MiB of memory, and limits.memory allows 64 MiB")
    }

    @Test("keep one bit per validation and test example, as many set as the accuracy says")
    func predictions() throws {
        let result = try NetworkTrial().run(Self.request(Self.description()), monitor: RecordingMonitor())
        #expect(result.predictions.map(\.split) == [.validation, .test])
        for prediction in result.predictions {
            #expect(prediction.count == 350)
            #expect(prediction.bits.count == 44)
            let right = prediction.bits.reduce(0) { $0 + $1.nonzeroBitCount }
            #expect(Double(right) / 350 == result.metrics["\(prediction.split.rawValue).accuracy"])
        }
    }

    /// The description with some keys added or changed.
    static func description(_ changes: [(String, Node)], without: Set<String> = []) -> Node {
        let changed = without.union(changes.map(\.0))
        return Node(
            .map(
                (description().mapValue ?? []).filter { !changed.contains($0.key) }
                    + changes.map { Node.Entry($0.0, $0.1) }))
    }

    @Test("train convolutions on images, with dropout, a schedule, clipping and tracked gradients")
    func convolutions() throws {
        let description = Self.description(
            [
                (
                    "layers",
                    [
                        ["conv": ["channels": 8, "kernel": 3]], "batch_norm", "relu", ["max_pool": 2], "flatten",
                        ["dropout": 0.1], ["dense": 10],
                    ]
                ),
                ("schedule", ["cosine": ["warm_up": 1]]), ("clip_norm", 5), ("track", ["gradient_norms"]),
            ], without: ["hidden"])
        let monitor = RecordingMonitor()
        let result = try NetworkTrial().run(Self.request(description), monitor: monitor)
        #expect(result.state == .complete)
        #expect(Set(result.metrics.keys) == Set(NetworkTrial().metricNames(for: description) ?? []))
        #expect(try #require(result.metrics["validation.accuracy"]) > 0.9)
        let first = try #require(monitor.recorded.first)
        func value(_ name: String) throws -> Double { try #require(first.values.first { $0.name == name }?.value) }
        #expect(
            abs(try value("gradient_norm.ratio") * value("gradient_norm.2") / value("gradient_norm.1") - 1) < 1e-12)
    }

    @Test("report the best epoch, and end once it has been the best for long enough")
    func selection() throws {
        let description = Self.description([
            ("optimizer", ["momentum": ["learning_rate": 0.9]]), ("epochs", 40), ("report", "best_epoch"),
            ("early_stopping", ["patience": 3, "metric": "validation.accuracy"]),
        ])
        let monitor = RecordingMonitor()
        let result = try NetworkTrial().run(Self.request(description), monitor: monitor)
        #expect(Set(result.metrics.keys) == Set(NetworkTrial().metricNames(for: description) ?? []))
        let curve = monitor.recorded.map { measurement in
            measurement.values.first { $0.name == "validation.accuracy" }?.value ?? 0
        }
        let best = try #require(curve.max())
        let epoch = try #require(curve.firstIndex(of: best)) + 1
        #expect(curve.count == epoch + 3)
        #expect(result.metrics["epoch"] == Double(epoch))
        // Evaluated anew, on the network of that epoch.
        #expect(result.metrics["validation.accuracy"] == best)
        #expect(
            result.metrics["train.loss"] == monitor.recorded[epoch - 1].values.first { $0.name == "train.loss" }?.value)
    }

    @Test("predict the numbers of a table")
    func regression() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "hpsearch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let rows = (0..<200).map { row -> String in
            let (x, y) = (Double(row * 37 % 101) / 50 - 1, Double(row * 53 % 97) / 48 - 1)
            return "\(x),\(y),\(3 * x - y * y)\n"
        }
        try ("x,y,z\n" + rows.joined()).write(
            to: directory.appending(path: "table.csv"), atomically: true, encoding: .utf8)
        let description: Node = [
            "data": ["csv": "table.csv", "target": "number"], "hidden": [16], "activation": "tanh",
            "optimizer": ["adam": ["learning_rate": 0.02]], "batch_size": 16, "epochs": 40, "track": ["train_full"],
        ]
        let result = try NetworkTrial().run(
            RunRequest(
                study: "test", key: RunKey(trial: 0, repeat: 0), attempt: 1, kind: "network", description: description,
                configuration: Configuration([]), seed: 1, objective: Objective(.maximize, "validation.r2"),
                environment: TrialEnvironment(directory: directory.path)), monitor: RecordingMonitor())
        #expect(result.state == .complete)
        #expect(Set(result.metrics.keys) == Set(NetworkTrial().metricNames(for: description) ?? []))
        #expect(try #require(result.metrics["validation.r2"]) > 0.95)
        #expect(try #require(result.metrics["test.loss"]) < 0.2)
        #expect(result.predictions.isEmpty)
    }

    @Test("give the same bits for the same seed and others for another")
    func deterministic() throws {
        func run(_ seed: UInt64) throws -> [String: Double] {
            var metrics = try NetworkTrial().run(
                Self.request(Self.description(), seed: seed), monitor: RecordingMonitor()
            ).metrics
            metrics["seconds"] = nil
            return metrics
        }
        let first = try run(1)
        #expect(try run(1) == first)
        #expect(try run(2) != first)
    }

    @Test("diverge where the loss is no longer finite, and keep what was measured")
    func diverges() throws {
        let monitor = RecordingMonitor()
        let result = try NetworkTrial().run(
            Self.request(Self.description(learningRate: 1e30)), monitor: monitor)
        #expect(result.state == .diverged)
        #expect(result.metrics["train.loss"]?.isFinite == false)
        #expect(result.metrics["diverged.epoch"] == 1)
        #expect(monitor.recorded.map(\.step) == [1])
        #expect(result.predictions.isEmpty)
    }

    @Test("diverge where only what is measured after the last step is not finite, in the last epoch")
    func divergesAtTheEnd() throws {
        let monitor = RecordingMonitor()
        let description = Self.description([
            ("optimizer", ["sgd": ["learning_rate": 1e30]]), ("batch_size", "full"), ("epochs", 1),
        ])
        let result = try NetworkTrial().run(Self.request(description), monitor: monitor)
        #expect(result.state == .diverged)
        #expect(result.metrics["train.loss"]?.isFinite == true)
        #expect(result.metrics["diverged.epoch"] == 1)
        #expect(monitor.recorded.map(\.step) == [1])
    }

    @Test("evaluate the initial network where there are no epochs")
    func noEpochs() throws {
        let result = try NetworkTrial().run(
            Self.request(
                NetworkSentenceTests.changed("epochs", 0)), monitor: RecordingMonitor())
        #expect(result.state == .complete)
        #expect(try #require(result.metrics["validation.accuracy"]) < 0.4)
    }

    @Test("end when they are cancelled")
    func cancelled() {
        #expect(throws: RunCancelled.self) {
            try NetworkTrial().run(Self.request(Self.description()), monitor: RecordingMonitor(stopAfter: 2))
        }
    }

    @Test("fail with the sentence where the description does not hold")
    func invalid() {
        #expect(throws: RunFailure(.data, "'hidden': must be a list (got 3)")) {
            try NetworkTrial().run(
                Self.request(NetworkSentenceTests.changed("hidden", 3)), monitor: RecordingMonitor())
        }
    }

    @Test("are announced with their size: parameters, operations, memory")
    func facts() {
        let facts = NetworkTrial().facts(Self.description(), environment: TrialEnvironment(directory: "/"))
        #expect(facts.map(\.title) == ["data", "learnt values", "operations", "memory per run"])
        // 64 · 32 + 32 · 10 products, forward twice that; the gradient by the pixels is not needed.
        #expect(facts[1].text == "2410")
        #expect(facts[2].text == "4.7 kFLOP forward, 10.1 kFLOP training, per example")
    }

    @Test("are announced with how far their size goes over the trials")
    func range() {
        let descriptions = [[32], [16], [64, 64]].map {
            NetworkSentenceTests.changed("hidden", .list($0.map { .integer($0) }))
        }
        let facts = NetworkTrial().facts(descriptions, environment: TrialEnvironment(directory: "/"))
        #expect(facts.map(\.title) == ["data", "learnt values", "operations", "memory per run"])
        #expect(facts[1].text == "2410; over the trials 1210 to 8970")
        #expect(
            facts[2].text
                == "4.7 kFLOP forward, 10.1 kFLOP training, per example; over the trials up to 17.7 kFLOP and 44.8 kFLOP"
        )
    }

    @Test("name no validation metric where there are no validation rows")
    func metricNames() throws {
        let names = try #require(
            NetworkTrial().metricNames(
                for: ["data": ["name": "mnist", "validation": 0], "track": ["train_full"]]))
        #expect(!names.contains { $0.hasPrefix("validation.") })
        #expect(names.contains("test.accuracy"))
        #expect(names.contains("train.full_loss"))
    }
}
