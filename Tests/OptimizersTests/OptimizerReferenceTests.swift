import Foundation
import Optimizers
import Testing

/// PyTorch's steps, from Fixtures/make_optimizers.py.
struct OptimizerFixture: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        let optimizer: String
        let weightDecay: Double
        let schedule: String
        /// The parameters after each step, or after the last alone.
        let path: [[Double]]

        var testDescription: String { "\(optimizer), weight decay \(weightDecay), \(schedule)" }

        var learningRates: LearningRateSchedule {
            switch schedule {
            case "step": LearningRateSchedule(.step(every: 3, factor: 0.5))
            case "exponential": LearningRateSchedule(.exponential(factor: 0.8))
            case "cosine": LearningRateSchedule(.cosine(minimum: 0.001))
            case "warm_up": LearningRateSchedule(.exponential(factor: 0.8), warmUp: 4, warmUpStart: 0.25)
            default: LearningRateSchedule()
            }
        }

        var description: OptimizerDescription {
            switch optimizer {
            case "sgd":
                .sgd(SGD(learningRate: 0.1, weightDecay: weightDecay))
            case "momentum", "nesterov":
                .momentum(
                    Momentum(
                        learningRate: 0.05, beta: 0.8, nesterov: optimizer == "nesterov", weightDecay: weightDecay))
            case "rmsprop":
                .rmsProp(RMSProp(learningRate: 0.02, decay: 0.9, epsilon: 1e-6, weightDecay: weightDecay))
            case "adagrad":
                .adagrad(Adagrad(learningRate: 0.1, epsilon: 1e-6, weightDecay: weightDecay))
            case "adamw":
                .adamW(
                    AdamW(learningRate: 0.02, beta1: 0.85, beta2: 0.98, epsilon: 1e-6, weightDecay: weightDecay))
            default:
                .adam(
                    Adam(
                        learningRate: 0.02, beta1: 0.85, beta2: 0.98, epsilon: 1e-6,
                        epsilonInsideRoot: optimizer == "adam_inside", weightDecay: weightDecay))
            }
        }
    }

    let start: [Double]
    let gradients: [[Double]]
    let cases: [Case]

    static let shared: OptimizerFixture = {
        let file = Bundle.module.url(forResource: "optimizers", withExtension: "json", subdirectory: "Fixtures")
        guard let file, let data = try? Data(contentsOf: file),
            let fixture = try? JSONDecoder().decode(OptimizerFixture.self, from: data)
        else { fatalError("the fixture is part of the test bundle") }
        return fixture
    }()
}

@Suite("Optimizers against PyTorch")
struct OptimizerReferenceTests {
    static let fixture = OptimizerFixture.shared

    /// The parameters after each step, with the plain step or the folded one.
    static func path<Scalar: BinaryFloatingPoint>(
        of optimizer: any Optimizer, schedule: LearningRateSchedule, folded: Bool = false, as: Scalar.Type
    ) -> [[Scalar]] {
        var parameters = fixture.start.map { Scalar($0) }
        let count = parameters.count
        var state = [Scalar](repeating: 0, count: max(optimizer.stateCount, 1) * count)
        var path: [[Scalar]] = []
        for (index, gradients) in fixture.gradients.enumerated() {
            let gradients = gradients.map { Scalar($0) }
            parameters.withUnsafeMutableBufferPointer { parameters in
                state.withUnsafeMutableBufferPointer { state in
                    gradients.withUnsafeBufferPointer { gradients in
                        let memory = OptimizerMemory(
                            parameters: parameters.baseAddress!, gradients: gradients.baseAddress!,
                            state: state.baseAddress!, count: count)
                        let rate = schedule.learningRate(
                            optimizer.learningRate, at: index, of: fixture.gradients.count)
                        if folded, let update = optimizer.foldedUpdate(learningRate: rate) {
                            let target =
                                switch update.target {
                                case .parameters: memory.parameters
                                case .state(let number): memory.state + number * count
                                }
                            for index in 0..<count {
                                target[index] =
                                    Scalar(update.scale) * gradients[index] + Scalar(update.keep) * target[index]
                            }
                            optimizer.finishFoldedStep(memory, learningRate: rate)
                        } else {
                            optimizer.step(memory, number: index + 1, learningRate: rate)
                        }
                    }
                }
            }
            path.append(parameters)
        }
        return path
    }

    /// The largest deviation of any step that is known, relative to the step's largest parameter.
    static func deviation<Scalar: BinaryFloatingPoint>(_ path: [[Scalar]], _ expected: [[Double]]) -> Double {
        zip(path.suffix(expected.count), expected).map { values, expected in
            let scale = expected.map { abs($0) }.max() ?? 0
            return (zip(values, expected).map { abs(Double($0) - $1) }.max() ?? .infinity) / scale
        }.max() ?? .infinity
    }

    @Test("ten steps in double precision agree to 1e-12", arguments: fixture.cases)
    func doublePrecision(testCase: OptimizerFixture.Case) {
        let path = Self.path(
            of: testCase.description.optimizer, schedule: testCase.learningRates, as: Double.self)
        #expect(path.count == 10)
        #expect(Self.deviation(path, testCase.path) < 1e-12)
    }

    @Test("ten steps in single precision agree to 1e-5", arguments: fixture.cases)
    func singlePrecision(testCase: OptimizerFixture.Case) {
        let path = Self.path(
            of: testCase.description.optimizer, schedule: testCase.learningRates, as: Float.self)
        #expect(Self.deviation(path, testCase.path) < 1e-5)
    }

    @Test("a folded step is the same step", arguments: fixture.cases)
    func folded(testCase: OptimizerFixture.Case) {
        let path = Self.path(
            of: testCase.description.optimizer, schedule: testCase.learningRates, folded: true, as: Double.self)
        #expect(Self.deviation(path, testCase.path) < 1e-12)
    }

    @Test("every optimizer is there, with and without weight decay, under every schedule")
    func completeness() {
        #expect(Set(Self.fixture.cases.map(\.testDescription)).count == 8 * 2 * 5)
    }

    @Test("plain gradient descent and momentum fold, Nesterov's and Adam's steps do not")
    func folding() {
        #expect(
            SGD(learningRate: 0.5, weightDecay: 0.1).foldedUpdate(learningRate: 0.5)
                == FoldedUpdate(target: .parameters, scale: -0.5, keep: 0.95))
        #expect(
            Momentum(learningRate: 0.5, beta: 0.75).foldedUpdate(learningRate: 0.5)
                == FoldedUpdate(target: .state(0), scale: 1, keep: 0.75))
        #expect(Momentum(learningRate: 0.5, nesterov: true).foldedUpdate(learningRate: 0.5) == nil)
        #expect(Adam(learningRate: 0.5).foldedUpdate(learningRate: 0.5) == nil)
    }
}

@Suite("Settings of optimizers")
struct OptimizerSettingsTests {
    @Test("settings that make no sense are refused, each with its sentence")
    func refusals() {
        func sentence(_ description: OptimizerDescription) -> String? {
            do throws(OptimizerError) {
                try description.optimizer.validate()
                return nil
            } catch {
                return error.description
            }
        }
        #expect(
            sentence(.sgd(SGD(learningRate: -0.1)))
                == "learning_rate must be a finite number that is not negative (got -0.1)")
        #expect(
            sentence(.sgd(SGD(learningRate: 0.1, weightDecay: .nan)))
                == "weight_decay must be a finite number that is not negative (got nan)")
        #expect(
            sentence(.momentum(Momentum(learningRate: 0.1, beta: 1))) == "beta must be at least 0 and below 1 (got 1.0)"
        )
        #expect(
            sentence(.adam(Adam(learningRate: 0.1, beta1: -1))) == "beta1 must be at least 0 and below 1 (got -1.0)")
        #expect(
            sentence(.adam(Adam(learningRate: 0.1, beta2: 1.5))) == "beta2 must be at least 0 and below 1 (got 1.5)")
        #expect(
            sentence(.adam(Adam(learningRate: .infinity)))
                == "learning_rate must be a finite number that is not negative (got inf)")
        #expect(
            sentence(.adam(Adam(learningRate: 0.1, epsilon: -1)))
                == "epsilon must be a finite number that is not negative (got -1.0)")
        #expect(
            sentence(.rmsProp(RMSProp(learningRate: 0.1, decay: 2))) == "decay must be at least 0 and below 1 (got 2.0)"
        )
        #expect(
            sentence(.adamW(AdamW(learningRate: 0.1, weightDecay: -1)))
                == "weight_decay must be a finite number that is not negative (got -1.0)")
        #expect(
            sentence(.adagrad(Adagrad(learningRate: 0.1, epsilon: .nan)))
                == "epsilon must be a finite number that is not negative (got nan)")
        #expect(sentence(.adam(Adam(learningRate: 0))) == nil)
    }
}
