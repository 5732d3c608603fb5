import StudyCore
import Testing

@testable import Trials

/// What the project's studies with random numbers are there to show.
@Suite("What the expression studies show")
struct ExpressionFindingTests {
    @Test("SGD towards a mean: the larger step is there sooner and ends in a wider band")
    func mean() throws {
        let study = try StudyInProject("mean/sgd.yaml")
        #expect(study.study.search.repeats == 10)
        // The mean distance early and late, over the repeats.
        var early: [Double] = []
        var late: [Double] = []
        for number in 0..<2 {
            var (first, last) = (0.0, 0.0)
            for count in 0..<10 {
                let (result, curve) = try study.run(number, repeat: count)
                let distances = curve.compactMap { $0["distance"] }
                #expect(distances.count == 200)
                first += distances[10..<30].reduce(0, +) / 200
                // By 150 steps of the larger one all memory of the start is gone.
                last += distances[150...].map { $0 * $0 }.reduce(0, +) / 500
                // The loss over all numbers is the squared distance above its minimum.
                let excess = try #require(result.metrics["loss.final"]) - distances[199] * distances[199]
                let other = try #require(curve[100]["loss"]) - distances[100] * distances[100]
                #expect(abs(excess - other) < 1e-12)
            }
            early.append(first)
            late.append(last)
        }
        #expect(early[1] < early[0] / 2)
        #expect(late[1] > 2 * (late[0] - 0.0004))
    }

    @Test("one neuron: momentum is SGD with ten times the step, and Adam is ahead where the step is small")
    func oneNeuron() throws {
        let study = try StudyInProject(
            "graph-classifiers/one-neuron.yaml", changes: ["iterations: 40000": "iterations: 6000"])
        #expect(study.configurations.count == 9)
        func loss(_ algorithm: String, _ rate: String) throws -> Double {
            let number = try #require(study.number(["algorithm": algorithm, "learning_rate": rate]))
            let (result, curve) = try study.run(number)
            #expect(curve.map(\.step) == Array(stride(from: 100, through: 6000, by: 100)))
            // The last record is the mean of the last hundred batches.
            let last = try #require(result.metrics["loss.final"])
            #expect(abs(try #require(curve.last?["loss"]) - last) < 1e-12)
            #expect(last < (curve.first?["loss"] ?? 0))
            return last
        }
        let sgd = try loss("sgd", "0.01")
        let momentum = try loss("sgd_plus", "0.001")
        #expect(abs(sgd - momentum) < 0.003)
        #expect(try loss("sgd_plus", "0.01") < sgd)
        #expect(try loss("adam", "0.01") < 0.12)
        #expect(try loss("adam", "0.0001") < loss("sgd", "0.0001"))
    }

    @Test("three neurons: plain SGD with a tiny step stays where it was, Adam learns")
    func multiNeuron() throws {
        let study = try StudyInProject(
            "graph-classifiers/multi-neuron.yaml", changes: ["iterations: 40000": "iterations: 6000"])
        #expect(study.configurations.count == 10)
        let tiny = try study.run(
            try #require(
                study.number(["algorithm": "sgd", "learning_rate": "0.000001"])
                    ?? study.number(["algorithm": "sgd", "learning_rate": "1e-06"])
                    ?? study.number(["algorithm": "sgd", "learning_rate": "1e-6"])))
        let losses = tiny.curve.compactMap { $0["loss"] }
        #expect(abs(try #require(losses.first) - (try #require(losses.last))) < 0.05)
        let adam = try study.run(try #require(study.number(["algorithm": "adam", "learning_rate": "0.01"])))
        #expect(try #require(adam.result.metrics["loss.final"]) < 0.12)
        #expect(try #require(adam.result.metrics["loss.final"]) < losses[losses.count - 1] / 2)
    }

    @Test("Adam's two decays: nine pairs, of which the smallest batch loss is far below the final mean")
    func betas() throws {
        for batch in [8, 32] {
            let study = try StudyInProject(
                "graph-classifiers/adam-betas-batch-\(batch).yaml",
                changes: ["iterations: 50000": "iterations: 3000"])
            #expect(study.configurations.count == 9)
            let (result, curve) = try study.run(4)
            let last = try #require(result.metrics["loss.final"])
            #expect(try #require(result.metrics["loss.minimum"]) < last)
            #expect(curve.count <= 2000)
            #expect(last < 0.3)
        }
    }
}
