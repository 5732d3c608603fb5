import Datasets
import Foundation
import StudyCore
import Testing

@testable import Trials

/// The rows of the project's experiments whose numbers are known exactly, at full size.
@Suite("Studies with exact results")
struct ExactRowTests {
    static func isClose(_ found: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
        found.map { abs($0 - expected) <= tolerance * abs(expected) } ?? false
    }

    @Test(
        "four optimizers end on two quadratics where PyTorch's do",
        arguments: [
            ("aligned", "gradient_descent", 0.0452620875225, 1e-11),
            ("turned", "gradient_descent", 0.0452620875225, 1e-11),
            ("aligned", "momentum", 2.97471924530e-05, 1e-11), ("turned", "momentum", 2.97471924530e-05, 1e-11),
            ("turned", "rmsprop", 1.79518528e-10, 1e-6), ("aligned", "adam", 4.69624257e-04, 1e-8),
            ("turned", "adam", 3.7279495333e-02, 1e-10),
        ])
    func quadratics(valley: String, algorithm: String, loss: Double, tolerance: Double) throws {
        let study = try StudyInProject("quadratics/four-optimizers.yaml")
        #expect(study.configurations.count == 8)
        let number = try #require(study.number(["valley": valley, "algorithm": algorithm]))
        let (result, curve) = try study.run(number)
        #expect(Self.isClose(result.metrics["loss.final"], loss, tolerance), "\(result.metrics)")
        #expect((1990...2000).contains(curve.count))
        #expect(curve.first?.step == 0)
        #expect(curve.last?["loss"] == result.metrics["loss.final"])
    }

    @Test("RMSProp finds the valley along the axes to 1e-200")
    func rmsProp() throws {
        let study = try StudyInProject("quadratics/four-optimizers.yaml")
        let number = try #require(study.number(["valley": "aligned", "algorithm": "rmsprop"]))
        #expect(try #require(try study.run(number).result.metrics["loss.final"]) < 1e-200)
    }

    @Test("gradient descent, momentum and Adam go down Rosenbrock's valley with a small step")
    func rosenbrock() throws {
        let study = try StudyInProject("rosenbrock/small-step.yaml")
        let descent = try study.run(try #require(study.number(["algorithm": "gradient_descent"])))
        #expect(Self.isClose(descent.result.metrics["loss.final"], 3.216465854863436e-05, 1e-8))
        #expect(Self.isClose(descent.result.metrics["x.final"], 0.99433318, 1e-8))
        #expect(Self.isClose(descent.result.metrics["y.final"], 0.98867571, 1e-8))
        #expect(descent.curve.count <= 2000)
        #expect(descent.curve.first?.step == 0)
        #expect(descent.curve.last?.step == 100_000)
        let momentum = try study.run(try #require(study.number(["algorithm": "momentum"])))
        #expect(try #require(momentum.result.metrics["loss.final"]) < 1e-24)
        #expect(Self.isClose(momentum.result.metrics["x.final"], 1, 1e-12))
        #expect(try #require(momentum.result.metrics["distance.final"]) < 1e-12)
        let adam = try study.run(try #require(study.number(["algorithm": "adam"])))
        #expect(try #require(adam.result.metrics["loss.final"]) < 1e-6)
    }

    @Test("with larger steps momentum diverges and Adam does not")
    func largerSteps() throws {
        let study = try StudyInProject("rosenbrock/larger-steps.yaml")
        let momentum = try study.run(0)
        #expect(momentum.result.state == .diverged)
        let iteration = try #require(momentum.result.metrics["diverged.iteration"])
        #expect(iteration > 1 && iteration < 100)
        #expect(momentum.curve.map(\.step) == Array(0...Int(iteration)))
        #expect(momentum.curve.dropLast().allSatisfy { $0["loss"]?.isFinite == true })
        #expect(momentum.result.metrics["loss.final"]?.isFinite == false)
        #expect(try #require(try study.run(1).result.metrics["loss.final"]) < 1e-4)
        #expect(try #require(try study.run(2).result.metrics["loss.final"]) < 1e-2)
    }

    /// Plain double-precision loops, from Fixtures/make_trajectories.py.
    struct Trajectory: Decodable {
        let rate: Double
        /// Iteration, x, y, loss.
        let path: [[Double]]
    }

    @Test("Adam's way is that of a plain reference, as far as the last bit does not matter")
    func trajectories() throws {
        let file = Bundle.module.url(forResource: "trajectories", withExtension: "json", subdirectory: "Fixtures")
        let cases = try JSONDecoder().decode([Trajectory].self, from: Data(contentsOf: try #require(file)))
        #expect(cases.map(\.rate) == [1e-4, 1e-3, 1e-2])
        for trajectory in cases {
            let study = try StudyInProject(
                trajectory.rate == 1e-4 ? "rosenbrock/small-step.yaml" : "rosenbrock/larger-steps.yaml")
            let rate = trajectory.rate == 1e-4 ? [:] : ["learning_rate": "\(trajectory.rate)"]
            let number = try #require(study.number(["algorithm": "adam"].merging(rate) { $1 }))
            let request = study.request(number)
            let specification = try #require(
                ExpressionSpecification(
                    request.description, configuration: request.configuration, diagnostics: Diagnostics()))
            let trainer = try ExpressionTrainer(specification, seed: 0, locations: DataLocations(base: "/"))
            for mark in trajectory.path {
                while trainer.iteration < Int(mark[0]) { trainer.step() }
                #expect(abs(trainer.parameter(0) - mark[1]) < 1e-8, "x at \(mark[0]), rate \(trajectory.rate)")
                #expect(abs(trainer.parameter(1) - mark[2]) < 1e-8, "y at \(mark[0]), rate \(trajectory.rate)")
                #expect(abs(trainer.loss - mark[3]) <= 1e-8 * max(1, mark[3]))
            }
            #expect(trajectory.path.count == 20)
        }
    }
}
