import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("A run against its replay")
struct ReplayReportTests {
    typealias Epoch = StudyCore.Measurement

    static func epoch(_ step: Int, loss: Double, accuracy: Double = 0.5, seconds: Double = 1) -> Epoch {
        Epoch(unit: .epoch, step: step, seconds: seconds, values: [("train.loss", loss), ("accuracy", accuracy)])
    }

    static func findings(
        _ state: RunState = .complete, metrics: [String: Double] = ["validation.loss": 0.25, "seconds": 3],
        curve: [Epoch] = [epoch(1, loss: 0.5), epoch(2, loss: 0.25)],
        predictions: [Prediction] = [Prediction(split: .test, count: 10, bits: [0b0101_0101, 0b10])]
    ) -> RunFindings {
        RunFindings(state: state, metrics: metrics, curve: curve, predictions: predictions)
    }

    static func comparison(_ replayed: RunFindings, with recorded: RunFindings = findings()) -> RunComparison {
        RunComparison(RunKey(trial: 3, repeat: 0), seed: 7, recorded: recorded, replayed: replayed)
    }

    @Test("seconds and what was not recorded mean nothing")
    func same() {
        let replayed = Self.findings(
            metrics: ["validation.loss": 0.25, "seconds": 9, "memory": 3],
            curve: [Self.epoch(1, loss: 0.5, seconds: 2), Self.epoch(2, loss: 0.25, seconds: 4)])
        let comparison = Self.comparison(replayed)
        #expect(comparison.isSame)
        #expect(comparison.sentence == "the same: 2 steps with 4 values, 1 metric, 10 predictions")
    }

    @Test("what is not a number is the same as what is not a number; the metrics have no minus zero, the curve has one")
    func specialNumbers() {
        let wild = Self.findings(.diverged, metrics: ["a": .nan, "b": -0.0], curve: [Self.epoch(1, loss: .nan)])
        let again = Self.findings(
            .diverged, metrics: ["a": -.nan, "b": 0], curve: [Self.epoch(1, loss: .signalingNaN)])
        #expect(Self.comparison(again, with: wild).isSame)
        let (minus, plus) = (
            Self.findings(curve: [Self.epoch(1, loss: -0.0)]), Self.findings(curve: [Self.epoch(1, loss: 0)])
        )
        #expect(
            Self.comparison(plus, with: minus).differences
                == [.curve(.epoch, step: 1, name: "train.loss", was: -0.0, now: 0)])
    }

    @Test("the first value of the curve that differs by a bit is named, the others are counted")
    func curve() {
        let replayed = Self.findings(
            curve: [Self.epoch(1, loss: 0.5, accuracy: 0.5.nextUp), Self.epoch(2, loss: 0.25.nextDown)])
        let comparison = Self.comparison(replayed)
        #expect(comparison.values == RunComparison.Tally(compared: 4, different: 2))
        #expect(comparison.differences.map(\.sentence) == ["first at epoch 1: accuracy was 0.5, is 0.5000000000000001"])
    }

    @Test("a curve that is shorter, longer, or of other steps or names differs")
    func steps() {
        let shorter = Self.comparison(Self.findings(curve: [Self.epoch(1, loss: 0.5)]))
        #expect(shorter.differences.map(\.sentence) == ["epoch 2 was recorded and does not come"])
        #expect(shorter.values == RunComparison.Tally(compared: 4, different: 2))
        let longer = Self.comparison(
            Self.findings(curve: [1, 2, 3].map { Self.epoch($0, loss: 1 / Double(1 << $0)) }))
        #expect(longer.differences.map(\.sentence) == ["epoch 3 comes and was not recorded"])
        let other = Self.comparison(
            Self.findings(curve: [Self.epoch(1, loss: 0.5), Self.epoch(4, loss: 0.25)]))
        #expect(other.differences == [.step(.epoch, 2, wasRecorded: true)])
        let renamed = Self.comparison(
            Self.findings(
                curve: [
                    Self.epoch(1, loss: 0.5),
                    Epoch(unit: .epoch, step: 2, seconds: 1, values: [("train.loss", 0.25)]),
                ]))
        #expect(
            renamed.differences.map(\.sentence) == ["first at epoch 2: accuracy was 0.5, is not there"])
    }

    @Test("states, every metric and predictions are told")
    func rest() {
        let recorded = Self.findings(
            metrics: ["validation.loss": 0.25, "x": 1, "gone": 2],
            predictions: [
                Prediction(split: .validation, count: 3, bits: [7]), Prediction(split: .test, count: 10, bits: [1, 2]),
            ])
        let replayed = Self.findings(
            .diverged, metrics: ["validation.loss": 0.25.nextUp, "x": .infinity],
            predictions: [
                Prediction(split: .validation, count: 4, bits: [7]), Prediction(split: .test, count: 10, bits: [1, 1]),
            ])
        let comparison = Self.comparison(replayed, with: recorded)
        #expect(
            comparison.differences.map(\.sentence) == [
                "state: was complete, is diverged", "validation.loss was 0.25, is 0.25000000000000006",
                "gone was 2.0, is not there", "x was 1.0, is inf",
                "validation predictions: another number of examples", "test predictions: first at example 8 (from 0)",
            ])
        #expect(comparison.sentence == "differs in 0 of 4 values, 3 of 3 metrics, 5 of 13 predictions")
    }

    @Test("the report's text and JSON")
    func report() throws {
        let same = ReplayReport(
            study: "s", trial: 3, runs: [Self.comparison(Self.findings())],
            circumstances: [.init(name: "c_library", recorded: [], now: "glibc 2.36")])
        #expect(same.isSame)
        #expect(
            same.text() == """
                Trial 3 of s: the same, bit for bit
                  repeat 0: the same: 2 steps with 4 values, 1 metric, 10 predictions
                Not as it was when the study ran
                  c_library  was not recorded, is glibc 2.36

                """)
        let different = ReplayReport(
            study: "s", trial: 3,
            runs: [Self.comparison(Self.findings(metrics: ["validation.loss": .infinity]))],
            circumstances: [.init(name: "blas_core", recorded: ["Haswell", "SkylakeX"], now: nil)])
        #expect(
            different.text().hasSuffix("  blas_core  was Haswell or SkylakeX, is not known\n"))
        #expect(
            different.json().json == """
                {"format":1,"study":"s","trial":3,"same":false,"runs":[{"repeat":0,"seed":7,"same":false,\
                "values":{"compared":4,"different":0},"metrics":{"compared":1,"different":1},\
                "predictions":{"compared":10,"different":0},\
                "differences":[{"what":"metric","name":"validation.loss","recorded":0.25,"replayed":null}]}],\
                "circumstances":[{"name":"blas_core","recorded":["Haswell","SkylakeX"],"now":null}]}
                """)
    }
}
