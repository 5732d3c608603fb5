import StudyCore
import Testing

@testable import Trials

/// What the project's studies with random numbers are there to show.
@Suite("What the expression studies show")
struct ExpressionFindingTests {
    @Test("SGD towards a mean: the larger step is there sooner and ends in a wider band")
    func mean() throws {
        let study = try StudyInProject("mean/sgd.yaml")
        #expect(study.study.search.repeats == 100)
        // The mean distance early and late, over the first ten repeats.
        var early: [Double] = []
        var late: [Double] = []
        for number in 0..<2 {
            var (first, last) = (0.0, 0.0)
            for count in 0..<10 {
                let (result, curve) = try study.run(number, repeat: count)
                let distances = curve.dropFirst().compactMap { $0["distance"] }
                #expect(distances.count == 200)
                first += distances[10..<30].reduce(0, +) / 200
                // By 150 steps of the larger one all memory of the start is gone.
                last += distances[150...].map { $0 * $0 }.reduce(0, +) / 500
                // The loss over all numbers is the squared distance above its minimum.
                let excess = try #require(result.metrics["loss.final"]) - distances[199] * distances[199]
                let other = try #require(curve[101]["loss"]) - distances[100] * distances[100]
                #expect(abs(excess - other) < 1e-12)
            }
            early.append(first)
            late.append(last)
        }
        #expect(early[1] < early[0] / 2)
        #expect(late[1] > 2 * (late[0] - 0.0004))
    }

    @Test("Adam's two decays, 3,000 of 50,000 iterations: nine pairs, the smallest batch loss far below the final mean")
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
