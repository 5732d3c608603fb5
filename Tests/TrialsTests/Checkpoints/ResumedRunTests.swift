import Foundation
import StudyCore
import Testing

@testable import Trials

@Suite("A network run that is interrupted and carried on with")
struct ResumedRunTests {
    struct Variant: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let changes: [(String, Node)]

        init(_ name: String, _ changes: [(String, Node)]) {
            testDescription = name
            self.changes = changes
        }
    }

    static let optimizers: [Variant] = [
        Variant("sgd", [("optimizer", ["sgd": ["learning_rate": 0.1, "weight_decay": 0.01]])]),
        Variant("momentum", [("optimizer", ["momentum": ["learning_rate": 0.1]])]),
        Variant("nesterov", [("optimizer", ["momentum": ["learning_rate": 0.1, "nesterov": true]])]),
        Variant("adam", [("optimizer", ["adam": ["learning_rate": 0.01]])]),
        Variant("adamw", [("optimizer", ["adamw": ["learning_rate": 0.01]])]),
        Variant("adagrad", [("optimizer", ["adagrad": ["learning_rate": 0.05]])]),
        Variant("rmsprop", [("optimizer", ["rmsprop": ["learning_rate": 0.005]])]),
    ]

    static let others: [Variant] = [
        Variant("plain", []),
        Variant("batch norm and dropout", [("batch_norm", true), ("dropout", 0.3)]),
        Variant(
            "convolution",
            [
                (
                    "layers",
                    [
                        ["conv": ["channels": 3, "kernel": 3]], "batch_norm", "relu", ["max_pool": 2], "flatten",
                        ["dropout": 0.2], ["dense": 6], "layer_norm", "tanh", ["dense": 10],
                    ]
                )
            ]),
        Variant("schedule by steps", [("schedule", ["cosine": ["warm_up": 2]]), ("clip_norm", 0.5)]),
        Variant(
            "best epoch and everything tracked",
            [("report", "best_epoch"), ("track", ["train_full", "test_curve", "gradient_norms"])]),
        Variant(
            "early stopping",
            [
                ("report", "best_epoch"), ("early_stopping", ["patience": 2, "metric": "validation.loss"]),
                ("epochs", 12), ("batch_norm", true), ("dropout", 0.5),
            ]),
        Variant(
            "by class, full batch",
            [
                (
                    "data",
                    [
                        "name": "digits", "train": 104, "validation": 60, "test": 40, "order": "by_class",
                        "standardize": true,
                    ]
                ), ("batch_size", "full"),
            ]),
    ]

    @Test(
        "by a kill after any epoch: it ends with the same bits, and its first epochs are not trained again",
        arguments: optimizers, others)
    func killed(optimizer: Variant, other: Variant) throws {
        let description = CheckpointedRun.description(optimizer.changes + other.changes)
        let whole = RunDirectory()
        let watcher = CopyingMonitor(whole)
        let result = try NetworkTrial().run(whole.request(description), monitor: watcher)
        let recorder = RecordingMonitor()
        for measurement in watcher.measurements { recorder.record(measurement) }
        let expected = CheckpointedRun.Findings(result, recorder, whole)
        #expect(expected.weights != nil)
        let copies = watcher.copies
        #expect(copies.count >= 3)
        #expect(copies[0] == nil, "before the first epoch has ended there is nothing to keep")

        for (epoch, copy) in copies.enumerated().dropFirst() {
            let directory = RunDirectory()
            try directory.put(try #require(copy))
            let (findings, monitor) = try CheckpointedRun.findings(description, in: directory)
            #expect(findings == expected)
            #expect(
                monitor.notices == [RunNotice(.note, "carries on after epoch \(epoch)")])
            #expect(
                monitor.recorded.prefix(epoch).map(\.seconds) == watcher.measurements.prefix(epoch).map(\.seconds))
        }
    }

    @Test("by a stop before any batch: not even the part of an epoch is trained again", arguments: others)
    func stopped(variant: Variant) throws {
        let changes = variant.changes.filter { $0.0 != "epochs" }
        let description = CheckpointedRun.description(changes, epochs: 2, checkpoint: "1h")
        let whole = RunDirectory()
        let (expected, _) = try CheckpointedRun.findings(description, in: whole)
        #expect(whole.checkpoint == nil)
        let batches = 2 * (description["batch_size"]?.textValue == "full" ? 1 : 6)
        for batch in 0..<batches {
            let directory = RunDirectory()
            #expect(throws: RunCancelled.self) {
                try NetworkTrial().run(
                    directory.request(description), monitor: StoppingMonitor(beforeBatch: batch))
            }
            let (findings, monitor) = try CheckpointedRun.findings(description, in: directory)
            #expect(findings == expected)
            let perEpoch = batches / 2
            let epoch = batch / perEpoch
            let sentence =
                batch % perEpoch == 0
                ? "carries on after epoch \(epoch)" : "carries on in the middle of epoch \(epoch + 1)"
            #expect(monitor.notices == (batch == 0 ? [] : [RunNotice(.note, sentence)]))
        }
    }
}
