import Networks
import StudyCore

/// Reads `initialization`: one word for all, or `{weights: …, biases: …}`.
enum InitializationReader {
    private static let weightNames = [
        "kaiming_uniform", "kaiming_normal", "xavier_uniform", "xavier_normal", "pytorch", "constant",
    ]
    private static let biasNames = ["zero", "pytorch", "constant"]

    static func read(_ node: Node, _ diagnostics: Diagnostics) -> Initialization? {
        if let entries = node.mapValue, entries.contains(where: { $0.key == "weights" || $0.key == "biases" }) {
            guard let map = MapReader(node, title: "'initialization'", diagnostics: diagnostics) else { return nil }
            let before = diagnostics.all.count
            let weights = map.take("weights").flatMap { readWeights($0, diagnostics) } ?? .pytorch
            let biases = map.take("biases").flatMap { readBiases($0, diagnostics) } ?? defaultBiases(weights)
            map.finish()
            return diagnostics.all.count == before ? Initialization(weights: weights, biases: biases) : nil
        }
        return readWeights(node, diagnostics).map { Initialization(weights: $0, biases: defaultBiases($0)) }
    }

    /// One word for all: biases go with the weights where that makes sense, else they start at zero.
    private static func defaultBiases(_ weights: WeightInitialization) -> BiasInitialization {
        switch weights {
        case .pytorch: .pytorch
        case .constant(let value): .constant(value)
        default: .zero
        }
    }

    private static func readWeights(_ node: Node, _ diagnostics: Diagnostics) -> WeightInitialization? {
        guard let (name, options) = node.named("initialization", among: weightNames, diagnostics: diagnostics)
        else { return nil }
        if name == "constant" { return readConstant(node, options, diagnostics).map { .constant($0) } }
        guard refuseSettings(name, options, diagnostics) else { return nil }
        switch name {
        case "kaiming_uniform": return .kaimingUniform
        case "kaiming_normal": return .kaimingNormal
        case "xavier_uniform": return .xavierUniform
        case "xavier_normal": return .xavierNormal
        default: return .pytorch
        }
    }

    private static func readBiases(_ node: Node, _ diagnostics: Diagnostics) -> BiasInitialization? {
        guard let (name, options) = node.named("initialization", among: biasNames, diagnostics: diagnostics)
        else { return nil }
        if name == "constant" { return readConstant(node, options, diagnostics).map { .constant($0) } }
        guard refuseSettings(name, options, diagnostics) else { return nil }
        return name == "zero" ? .zero : .pytorch
    }

    private static func readConstant(_ node: Node, _ options: Node?, _ diagnostics: Diagnostics) -> Double? {
        guard let options else {
            diagnostics.report(
                "needs a number", subject: "constant", at: node.position, suggestion: "write constant: 0")
            return nil
        }
        return options.number(named: "constant", diagnostics: diagnostics)
    }

    private static func refuseSettings(_ name: String, _ options: Node?, _ diagnostics: Diagnostics) -> Bool {
        guard let options, !options.isNull else { return true }
        diagnostics.report(
            "takes no settings (got \(options.described))", subject: name, at: options.position,
            suggestion: "write it alone: \(name)")
        return false
    }
}
