import Foundation
import StudyCore
import Synchronization
import Testing
import Trials

/// Tells a run to stop after a step.
final class PruningMonitor: RunMonitor {
    private let step: Int
    private let measurements = Mutex<[StudyCore.Measurement]>([])

    init(after step: Int) { self.step = step }

    var recorded: [StudyCore.Measurement] { measurements.withLock { $0 } }
    var isCancelled: Bool { false }
    var isStopped: Bool { recorded.contains { $0.step >= step } }
    func record(_ measurement: StudyCore.Measurement) { measurements.withLock { $0.append(measurement) } }
}

@Suite("Runs that are told to stop") struct PrunedRunTests {
    @Test("a network ends after the epoch, with the figures of that epoch and without those of the held-out part")
    func network() throws {
        let description = NetworkRunTests.description(epochs: 5)
        let whole = RecordingMonitor()
        _ = try NetworkTrial().run(NetworkRunTests.request(description), monitor: whole)
        let monitor = PruningMonitor(after: 2)
        let result = try NetworkTrial().run(NetworkRunTests.request(description), monitor: monitor)
        #expect(result.state == .pruned && result.predictions.isEmpty)
        #expect(monitor.recorded.map(\.values.description) == whole.recorded.prefix(2).map(\.values.description))
        #expect(result.metrics["pruned.epoch"] == 2)
        for (name, value) in monitor.recorded[1].values { #expect(result.metrics[name] == value) }
        #expect(result.metrics["test.accuracy"] == nil && result.metrics["parameters"] != nil)
    }

    @Test("a network that is told so at its last epoch is pruned as well: the rule holds for every epoch alike")
    func lastEpoch() throws {
        let monitor = PruningMonitor(after: 5)
        let result = try NetworkTrial().run(
            NetworkRunTests.request(NetworkRunTests.description(epochs: 5)), monitor: monitor)
        #expect(result.state == .pruned && result.metrics["pruned.epoch"] == 5)
    }

    @Test("a network that has diverged has diverged, whatever it is told") func diverged() throws {
        let description = NetworkRunTests.description(learningRate: 1e30)
        let result = try NetworkTrial().run(
            NetworkRunTests.request(description), monitor: PruningMonitor(after: 1))
        #expect(result.state == .diverged && result.metrics["pruned.epoch"] == nil)
    }

    @Test("an expression ends after the iteration, with the figures of that iteration") func expressionTrial() throws {
        let monitor = PruningMonitor(after: 7)
        let result = try ExpressionTrial().run(
            ExpressionRunTests.request(expression(changing: [("optimum", ["x": 3, "y": 0])])), monitor: monitor)
        #expect(result.state == .pruned)
        let last = try #require(monitor.recorded.last)
        #expect(last.step == 7 && result.metrics["pruned.iteration"] == 7)
        let values = Dictionary(last.values.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(
            result.metrics["loss.final"] == values["loss"] && result.metrics["distance.final"] == values["distance"])
        #expect(result.metrics["x.final"] == values["x"])
    }

    @Test(
        "the kinds name what their runs measure on the way",
        arguments: [[:], ["track": ["train_full", "gradient_norms", "test_curve"]]] as [[String: Node]])
    func names(more: [String: Node]) throws {
        let plain = (NetworkRunTests.description(epochs: 1).mapValue ?? []).filter { $0.key != "track" }
        let description = Node(.map(plain + more.map { Node.Entry($0.key, $0.value) }))
        let monitor = RecordingMonitor()
        _ = try NetworkTrial().run(NetworkRunTests.request(description), monitor: monitor)
        let measured = try #require(monitor.recorded.first).values.map(\.name)
        #expect(Set(NetworkTrial().measuredNames(for: description) ?? []) == Set(measured))
        let minimised = expression(changing: [("optimum", ["x": 3, "y": 0])])
        let curve = try ExpressionRunTests.run(minimised).curve
        #expect(Set(ExpressionTrial().measuredNames(for: minimised) ?? []) == Set(curve[0].values.map(\.name)))
    }
}
