import StudyCore
import Testing

@testable import Trials

@Suite("Curves of an expression trial")
struct ExpressionCurveTests {
    @Test("begin at the start, before any step, and hold every learnt value")
    func start() throws {
        let (result, curve) = try ExpressionRunTests.run(
            expression(["parameters": ["x": -2, "y": 1], "optimum": ["x": 3, "y": 0]]))
        #expect(curve.map(\.step) == Array(0...50))
        #expect(curve.allSatisfy { $0.unit == .iteration && $0.values.map(\.name) == ["loss", "distance", "x", "y"] })
        #expect(curve[0]["loss"] == 26)
        #expect(curve[0]["x"] == -2)
        #expect(curve[0]["y"] == 1)
        #expect(curve[0]["distance"] == 26.0.squareRoot())
        #expect(abs(try #require(curve[1]["x"]) + 1) < 1e-15)
        #expect(curve[50]["x"] == result.metrics["x.final"])
    }

    @Test("of drawn batches begin with the loss over all rows; of Gaussian classes with the learnt values alone")
    func startOfBatches() throws {
        let sampled = try ExpressionRunTests.run(
            expression(changing: [
                ("minimize", "(x - u)^2"), ("parameters", ["x": 0]), ("iterations", 3), ("batch_size", 2),
                ("data", ["rows": 40, "columns": ["u": ["normal": [3, 0]]]]),
            ]))
        #expect(sampled.curve.map(\.step) == [0, 1, 2, 3])
        #expect(sampled.curve[0]["loss"] == 9)
        let classes = try ExpressionRunTests.run(
            expression(changing: [
                ("minimize", "(sigmoid(x*u + y*v) - t)^2"), ("data", ExpressionRunTests.classes), ("batch_size", 8),
                ("iterations", 3), ("parameters", ["x": 0.5, "y": 0.25]),
            ]))
        #expect(classes.curve[0].values.map(\.name) == ["x", "y"])
        #expect(classes.curve[0]["x"] == 0.5)
        #expect(classes.curve[1].values.map(\.name) == ["loss", "x", "y"])
    }

    @Test("of a loss that only grows have their smallest at the start")
    func smallest() throws {
        let (result, curve) = try ExpressionRunTests.run(
            expression(["optimizer": ["sgd": ["learning_rate": 1.1]], "iterations": 20]))
        #expect(result.state == .complete)
        #expect(result.metrics["loss.minimum"] == curve[0]["loss"])
        #expect(try #require(result.metrics["loss.final"]) > 10)
    }

    @Test("keep at most 2,000 points, the first and the last among them, and those that fall on record_every")
    func thinning() throws {
        let slow: Node = ["sgd": ["learning_rate": 1e-6]]
        let long = try ExpressionRunTests.run(expression(["iterations": 100_001, "optimizer": slow]))
        #expect((1990...2000).contains(long.curve.count))
        #expect(long.curve.first?.step == 0)
        #expect(long.curve.last?.step == 100_001)
        let some = try ExpressionRunTests.run(expression(["iterations": 25, "record_every": 10]))
        #expect(some.curve.map(\.step) == [0, 10, 20, 25])
        let few = try ExpressionRunTests.run(expression(["iterations": 1998, "optimizer": slow]))
        #expect(few.curve.map(\.step) == Array(0...1998))
    }

    @Test(
        "are thinned so that they show the way well wherever the run ends",
        arguments: [
            (1, 1), (2, 1), (5, 10), (1997, 1), (1998, 1), (2000, 1), (2001, 1), (3999, 1), (4000, 2), (19990, 7),
            (100_000, 1), (40_000, 100), (1_000_000, 3), (1_000_000_000, 1),
        ])
    func spacing(iterations: Int, every: Int) {
        let schedule = RecordSchedule(iterations: iterations, every: every)
        let kept = schedule.kept
        #expect(kept.first == 0)
        #expect(kept.last == iterations)
        #expect(zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 })
        #expect(kept.allSatisfy { $0 == iterations || $0 % every == 0 })
        #expect(kept.dropFirst().allSatisfy(schedule.isRecorded))
        let records = (iterations - 1) / every + 1
        // With the point before a divergence, 2,000 at most; and not much fewer than can be had.
        #expect(kept.count <= 1999)
        #expect(records > 1998 ? kept.count > 1980 : kept.count == records + 1)
        // In records: no gap is wider than a hundredth of the way, but for the rounding; nor than twice the mean gap of
        // an even curve up to a hundred thousand records.
        for (left, right) in zip(kept.dropLast(), kept.dropFirst().dropLast()) {
            let gap = right / every - left / every
            #expect(Double(gap) <= max(1, Double(left / every) * 0.01) + 1)
            if records <= 100_000 { #expect(gap <= 2 * (records / 1998 + 1)) }
        }
    }

    @Test("of a run that diverges keep every iteration of a short way, the last finite one and where it diverged")
    func divergence() throws {
        // Each step takes away three times what is left: it doubles, and changes sign.
        let description = expression(changing: [
            ("optimizer", ["sgd": ["learning_rate": 1.5]]), ("iterations", 1_000_000),
            ("optimum", ["x": 3, "y": 0]),
        ])
        let (result, curve) = try ExpressionRunTests.run(description)
        #expect(result.state == .diverged)
        let last = Int(try #require(result.metrics["diverged.iteration"]))
        // 2^512 squared is beyond all numbers.
        #expect((508...513).contains(last))
        #expect(curve.first?.step == 0)
        #expect(curve.suffix(2).map(\.step) == [last - 1, last])
        #expect(curve.prefix(101).map(\.step) == Array(0...100))
        #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.step < $1.step && $1.step - $0.step <= 6 })
        #expect(curve.dropLast().allSatisfy { point in point.values.allSatisfy { $0.value.isFinite } })
        #expect(curve.last?["loss"]?.isFinite == false)
        // What is recorded last but one is what was there then.
        let before = try #require(curve.dropLast().last)
        let distance = 10.0.squareRoot() * Double(sign: .plus, exponent: last - 1, significand: 1)
        #expect(abs(try #require(before["distance"]) / distance - 1) < 1e-12)
        #expect(abs(try #require(before["loss"]) / (distance * distance) - 1) < 1e-12)
        #expect(result.metrics["loss.minimum"] == curve[0]["loss"])
    }

    @Test("of drawn batches that diverge end with the loss over all rows, or the mean since the record before")
    func divergenceOfBatches() throws {
        let wide: Node = ["sgd": ["learning_rate": 1.5]]
        let sampled = try ExpressionRunTests.run(
            expression(changing: [
                ("minimize", "(x - u)^2"), ("parameters", ["x": 0]), ("iterations", 100_000), ("batch_size", 2),
                ("data", ["rows": 2, "columns": ["u": ["normal": [3, 0]]]]), ("optimizer", wide),
                ("record_every", 100),
            ]))
        #expect(sampled.result.state == .diverged)
        let steps = sampled.curve.map(\.step)
        let last = Int(try #require(sampled.result.metrics["diverged.iteration"]))
        try #require(steps == [0, 100, 200, 300, 400, 500, last - 1, last])
        let before = sampled.curve[6]
        let error = try #require(before["x"]) - 3
        #expect(abs(try #require(before["loss"]) / (error * error) - 1) < 1e-12)
        #expect(sampled.curve[7]["loss"]?.isFinite == false)

        let classes = try ExpressionRunTests.run(
            expression(changing: [
                ("minimize", "(x*u + y*v)^2"), ("data", ExpressionRunTests.classes), ("batch_size", 8),
                ("iterations", 100_000), ("optimizer", ["sgd": ["learning_rate": 1000]]), ("record_every", 10),
                ("parameters", ["x": 1, "y": 1]),
            ]))
        #expect(classes.result.state == .diverged)
        let end = Int(try #require(classes.result.metrics["diverged.iteration"]))
        #expect(classes.curve.suffix(2).map(\.step) == [end - 1, end])
        #expect(classes.curve.dropFirst().dropLast().allSatisfy { $0["loss"]?.isFinite == true })
        #expect(classes.curve.last?.values.allSatisfy { $0.value.isFinite } == false)
    }

    @Test("of a start that is not finite hold that start")
    func divergedStart() throws {
        let (result, curve) = try ExpressionRunTests.run(
            expression(["minimize": "1/(x - x) + y", "parameters": ["x": ["uniform": [0, 1]], "y": 0]]))
        #expect(result.state == .diverged)
        #expect(result.metrics["diverged.iteration"] == 0)
        #expect(curve.map(\.step) == [0])
        #expect(curve[0]["loss"]?.isFinite == false)
        #expect(curve[0]["y"] == 0)
    }

    @Test("of Gaussian classes that are divided by their largest entry are not judged undivided")
    func undivided() throws {
        // exp(300 · 4) is beyond all numbers; of the divided rows, it is exp(300) at most.
        let (result, _) = try ExpressionRunTests.run(
            expression(changing: [
                ("minimize", "log(1 + exp(x*u + y*v))"), ("parameters", ["x": 300, "y": 300]),
                ("data", ExpressionRunTests.classes), ("batch_size", 8), ("iterations", 3),
            ]))
        #expect(result.state == .complete)
    }
}
