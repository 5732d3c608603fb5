import StudyCore
import Testing

@testable import Trials

@Suite("A curve out of lines")
struct MeasurementAssemblerTests {
    /// What is recorded, as text: `epoch 1: a 0.5`.
    private final class Record {
        var texts: [String] = []
        func take(_ measurement: Measurement) {
            texts.append(
                "\(measurement.unit.rawValue) \(measurement.step): "
                    + measurement.values.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
        }
    }

    private typealias Line = (step: Step?, values: [(name: String, value: Double)])

    private func epoch(_ number: Int, _ values: KeyValuePairs<String, Double>) -> Line {
        (Step(unit: .epoch, number: number), values.map { (name: $0.key, value: $0.value) })
    }

    private func curve(_ lines: [Line], finish: Bool = true) -> (texts: [String], assembler: MeasurementAssembler) {
        var assembler = MeasurementAssembler(objective: "a", now: 0)
        let record = Record()
        for line in lines { assembler.take(line.values, at: line.step.map { [$0] } ?? [], now: 1, record: record.take) }
        if finish { assembler.finish(record: record.take) }
        return (record.texts, assembler)
    }

    @Test("what is said of one step in several lines is one measurement")
    func merged() {
        let lines = [epoch(1, ["b": 1]), epoch(1, ["a": 2]), epoch(2, ["b": 3]), epoch(2, ["a": 4, "b": 5])]
        #expect(curve(lines).texts == ["epoch 1: b 1.0, a 2.0", "epoch 2: b 5.0, a 4.0"])
    }

    @Test("from the second step on, a measurement is complete with what the first one held")
    func prompt() {
        let lines = [epoch(1, ["b": 1]), epoch(1, ["a": 2]), epoch(2, ["b": 3]), epoch(2, ["a": 4])]
        #expect(curve(lines, finish: false).texts == ["epoch 1: b 1.0, a 2.0", "epoch 2: b 3.0, a 4.0"])
        #expect(curve(Array(lines.prefix(3)), finish: false).texts == ["epoch 1: b 1.0, a 2.0"])
    }

    @Test("steps ascend; what goes back or counts something else is a metric only")
    func order() {
        let other: Line = (Step(unit: .step, number: 9), [("a", 9)])
        let found = curve([epoch(1, ["a": 1]), epoch(2, ["a": 2]), epoch(1, ["a": 7]), epoch(-3, ["a": 8]), other])
        #expect(found.texts == ["epoch 1: a 1.0", "epoch 2: a 2.0"])
        #expect(found.assembler.metrics == ["a": 9])
    }

    @Test("the last value is the metric; the step since which the objective is not finite is known")
    func divergence() {
        let found = curve([
            epoch(1, ["a": .nan]), epoch(2, ["a": 1]), epoch(3, ["a": .infinity]), epoch(4, ["a": .nan]),
        ])
        #expect(found.assembler.divergedAt == Step(unit: .epoch, number: 3))
        #expect(found.assembler.metrics["a"]?.isNaN == true)
    }

    @Test("of very many steps the curve keeps a bounded part, the first thousand whole")
    func thinned() {
        let found = curve((1...200_000).map { epoch($0, ["a": Double($0)]) })
        #expect(found.texts.count < 8000)
        #expect(found.texts.prefix(1000).enumerated().allSatisfy { $0.element.hasPrefix("epoch \($0.offset + 1):") })
        #expect(found.assembler.metrics["a"] == 200_000)
    }

    @Test("names that never end fill no memory")
    func manyNames() {
        let found = curve((0..<30_000).map { (nil, [("n\($0)", 1)]) })
        #expect(found.assembler.metrics.count == MeasurementAssembler.greatestNameCount)
    }

    @Test("names that are too long, or too long together, are passed over, and the objective is not")
    func longNames() throws {
        let longest = String(repeating: "n", count: MeasurementAssembler.greatestNameLength)
        let found = curve([epoch(1, ["a": 1]), (Step(unit: .epoch, number: 2), [(longest + "n", 1), (longest, 2)])])
        #expect(found.texts == ["epoch 1: a 1.0", "epoch 2: \(longest) 2.0"])
        #expect(found.assembler.hasPassedOver && found.assembler.metrics == ["a": 1, longest: 2])
        #expect(!curve([epoch(1, ["a": 1])]).assembler.hasPassedOver)

        // Control characters are six bytes each in JSON.
        let names = (0..<9000).map { "\($0)" + String(repeating: "\u{1}", count: 250) } + ["a"]
        let step = Step(unit: .epoch, number: 1)
        var assembler = MeasurementAssembler(objective: "a", now: 0)
        var recorded: [Measurement] = []
        assembler.take(names.map { ($0, 1) }, at: [step], now: 1) { recorded.append($0) }
        assembler.finish { recorded.append($0) }
        let measurement = try #require(recorded.first)
        let length = Node.map(measurement.values.map { ($0.name, .real($0.value)) }).json.utf8.count
        #expect(length > 3 << 20 && length <= MeasurementAssembler.greatestTotal)
        #expect(assembler.hasPassedOver && assembler.metrics["a"] == 1 && measurement["a"] == 1)
    }

    @Test("a step of very many metrics, a line for each, is one measurement")
    func manyLines() {
        let count = MeasurementAssembler.greatestNameCount
        let found = curve((1...2).flatMap { step in (0..<count).map { epoch(step, ["n\($0)": 1]) } }, finish: false)
        #expect(found.texts.count == 2)
        #expect(found.texts.first?.hasSuffix("n\(count - 1) 1.0") == true)
    }

    @Test("what is said anew replaces the last values and the curve")
    func saidAnew() {
        var assembler = MeasurementAssembler(objective: "a", now: 0)
        let record = Record()
        for step in 1...3 {
            assembler.take([("a", Double(step)), ("b", 1)], at: [Step(unit: .epoch, number: step)], now: 1) {
                record.take($0)
            }
        }
        assembler.restart()
        let anew = Record()
        for step in 1...2 {
            assembler.take([("a", 10)], at: [Step(unit: .step, number: step)], now: 1, record: anew.take)
        }
        assembler.finish(record: anew.take)
        #expect(record.texts == (1...3).map { "epoch \($0): a \($0).0, b 1.0" })
        #expect(anew.texts == ["step 1: a 10.0", "step 2: a 10.0"])
        #expect(assembler.metrics == ["a": 10])
    }

    @Test("where a line tells an epoch and a step, the curve goes on in the unit that it began with, an epoch at first")
    func severalSteps() {
        func steps(_ epoch: Int, _ step: Int) -> [Step] {
            [Step(unit: .step, number: step), Step(unit: .epoch, number: epoch)]
        }
        var byEpochs = MeasurementAssembler(objective: "a", now: 0)
        let epochs = Record()
        for step in 1...4 {
            byEpochs.take([("a", Double(step))], at: steps((step + 1) / 2, 10 * step), now: 1, record: epochs.take)
        }
        byEpochs.finish(record: epochs.take)
        #expect(epochs.texts == ["epoch 1: a 2.0", "epoch 2: a 3.0"])
        #expect(byEpochs.metrics == ["a": 4])
        var bySteps = MeasurementAssembler(objective: "a", now: 0)
        let inSteps = Record()
        bySteps.take([("a", 1)], at: [Step(unit: .step, number: 1)], now: 1, record: inSteps.take)
        bySteps.take([("a", 2)], at: steps(1, 2), now: 1, record: inSteps.take)
        bySteps.finish(record: inSteps.take)
        #expect(inSteps.texts == ["step 1: a 1.0", "step 2: a 2.0"])
    }

    @Test("what was recorded before an interruption is not recorded again")
    func restored() {
        var assembler = MeasurementAssembler(objective: "a", now: 0)
        let record = Record()
        for step in 1...3 {
            assembler.restore(Measurement(unit: .epoch, step: step, seconds: 1, values: [("a", Double(step))]))
        }
        for step in 2...5 {
            assembler.take(
                [("a", 10 * Double(step))], at: [Step(unit: .epoch, number: step)], now: 1, record: record.take)
        }
        #expect(record.texts == ["epoch 4: a 40.0", "epoch 5: a 50.0"])
        #expect(assembler.metrics == ["a": 50])
    }
}
