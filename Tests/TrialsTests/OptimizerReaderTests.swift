import Optimizers
import StudyCore
import Testing

@testable import Trials

@Suite("Reading an optimizer")
struct OptimizerReaderTests {
    private func read(_ node: Node) -> OptimizerDescription? {
        let diagnostics = Diagnostics()
        let description = OptimizerReader.read(node, diagnostics)
        #expect(diagnostics.isEmpty)
        return description
    }

    @Test("settings that are left out are PyTorch's")
    func defaults() {
        #expect(read(["sgd": ["learning_rate": 0.1]]) == .sgd(SGD(learningRate: 0.1)))
        #expect(read(["momentum": ["learning_rate": 0.1]]) == .momentum(Momentum(learningRate: 0.1, beta: 0.9)))
        #expect(
            read(["rmsprop": ["learning_rate": 0.1]])
                == .rmsProp(RMSProp(learningRate: 0.1, decay: 0.99, epsilon: 1e-8, weightDecay: 0)))
        #expect(
            read(["adam": ["learning_rate": 0.1]])
                == .adam(Adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0)))
        #expect(
            read(["adamw": ["learning_rate": 0.1]])
                == .adamW(AdamW(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01)))
        #expect(
            read(["adagrad": ["learning_rate": 0.1]])
                == .adagrad(Adagrad(learningRate: 0.1, epsilon: 1e-10, weightDecay: 0)))
    }

    @Test("settings that are given arrive")
    func settings() {
        #expect(
            read(["rmsprop": ["learning_rate": 0.1, "decay": 0.5, "epsilon": 0.1, "weight_decay": 0.2]])
                == .rmsProp(RMSProp(learningRate: 0.1, decay: 0.5, epsilon: 0.1, weightDecay: 0.2)))
        #expect(
            read([
                "adamw": [
                    "learning_rate": 0.1, "beta1": 0.5, "beta2": 0.6, "epsilon": 0.1, "epsilon_inside_root": true,
                    "weight_decay": 0.2,
                ]
            ])
                == .adamW(
                    AdamW(
                        learningRate: 0.1, beta1: 0.5, beta2: 0.6, epsilon: 0.1, epsilonInsideRoot: true,
                        weightDecay: 0.2)))
        #expect(
            read(["adagrad": ["learning_rate": 0.1, "epsilon": 0.1, "weight_decay": 0.2]])
                == .adagrad(Adagrad(learningRate: 0.1, epsilon: 0.1, weightDecay: 0.2)))
    }
}
