import Optimizers
import StudyCore

/// Reads `optimizer: {momentum: {learning_rate: 0.1, beta: 0.9}}`.
enum OptimizerReader {
    private static let known = ["sgd", "momentum", "rmsprop", "adam", "adamw", "adagrad"]

    static func read(_ node: Node, _ diagnostics: Diagnostics) -> OptimizerDescription? {
        guard let (name, options) = node.named("optimizer", among: known, diagnostics: diagnostics)
        else { return nil }
        guard let options else {
            diagnostics.report(
                "needs a learning_rate", subject: name, at: node.position,
                suggestion: "write optimizer: {\(name): {learning_rate: 0.1}}")
            return nil
        }
        guard let map = MapReader(options, title: "'\(name)'", diagnostics: diagnostics) else { return nil }
        let before = diagnostics.all.count
        let learningRate = map.require("learning_rate")
            .flatMap { $0.number(named: "learning_rate", .notNegative, diagnostics: diagnostics) }
        let description: OptimizerDescription
        switch name {
        case "sgd": description = .sgd(sgd(map, learningRate ?? 0))
        case "momentum": description = .momentum(momentum(map, learningRate ?? 0))
        case "rmsprop": description = .rmsProp(rmsProp(map, learningRate ?? 0))
        case "adamw": description = .adamW(adamW(map, learningRate ?? 0))
        case "adagrad": description = .adagrad(adagrad(map, learningRate ?? 0))
        default: description = .adam(adam(map, learningRate ?? 0))
        }
        map.finish()
        return diagnostics.all.count == before ? description : nil
    }

    private static func sgd(_ map: MapReader, _ learningRate: Double) -> SGD {
        SGD(learningRate: learningRate, weightDecay: map.number("weight_decay", .notNegative) ?? 0)
    }

    private static func momentum(_ map: MapReader, _ learningRate: Double) -> Momentum {
        Momentum(
            learningRate: learningRate, beta: map.number("beta", .halfOpen(0, 1)) ?? 0.9,
            nesterov: map.boolean("nesterov") ?? false, weightDecay: map.number("weight_decay", .notNegative) ?? 0)
    }

    private static func rmsProp(_ map: MapReader, _ learningRate: Double) -> RMSProp {
        RMSProp(
            learningRate: learningRate, decay: map.number("decay", .halfOpen(0, 1)) ?? 0.99,
            epsilon: map.number("epsilon", .notNegative) ?? 1e-8,
            weightDecay: map.number("weight_decay", .notNegative) ?? 0)
    }

    private static func adamW(_ map: MapReader, _ learningRate: Double) -> AdamW {
        AdamW(
            learningRate: learningRate, beta1: map.number("beta1", .halfOpen(0, 1)) ?? 0.9,
            beta2: map.number("beta2", .halfOpen(0, 1)) ?? 0.999,
            epsilon: map.number("epsilon", .notNegative) ?? 1e-8,
            epsilonInsideRoot: map.boolean("epsilon_inside_root") ?? false,
            weightDecay: map.number("weight_decay", .notNegative) ?? 0.01)
    }

    private static func adagrad(_ map: MapReader, _ learningRate: Double) -> Adagrad {
        Adagrad(
            learningRate: learningRate, epsilon: map.number("epsilon", .notNegative) ?? 1e-10,
            weightDecay: map.number("weight_decay", .notNegative) ?? 0)
    }

    private static func adam(_ map: MapReader, _ learningRate: Double) -> Adam {
        Adam(
            learningRate: learningRate, beta1: map.number("beta1", .halfOpen(0, 1)) ?? 0.9,
            beta2: map.number("beta2", .halfOpen(0, 1)) ?? 0.999,
            epsilon: map.number("epsilon", .notNegative) ?? 1e-8,
            epsilonInsideRoot: map.boolean("epsilon_inside_root") ?? false,
            weightDecay: map.number("weight_decay", .notNegative) ?? 0)
    }
}
