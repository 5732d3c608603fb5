import Networks
import StudyCore

/// Reads the layers of a network: the list `layers`, or the shorthand `hidden` with `activation`, `batch_norm` and `dropout`.
enum ArchitectureReader {
    private static let activations = ["relu", "sigmoid", "tanh"]
    private static let shorthand = ["hidden", "activation", "batch_norm", "dropout"]

    /// - Parameter activatedOutputs: whether an activation may follow the last dense layer.
    static func read(_ map: MapReader, activatedOutputs: Bool) -> Architecture? {
        let list = map.list("layers")
        let hidden = map.take("hidden")
        let activation = map.take("activation")
        let batchNormalization = map.boolean("batch_norm")
        let dropout = map.number("dropout", .halfOpen(0, 1))
        if map.has("layers") {
            for key in shorthand where map.has(key) {
                map.diagnostics.report(
                    "stands beside 'layers', which says it all", subject: key, at: map.keyPosition(key),
                    suggestion: "keep either 'layers' or 'hidden' with 'activation', 'batch_norm' and 'dropout'")
            }
            guard let list else { return nil }
            let read = list.map { LayerReader.read($0, map.diagnostics) }
            if list.isEmpty {
                map.diagnostics.report(
                    "needs at least one layer", subject: "layers", at: map.keyPosition("layers"),
                    suggestion: "the last one is 'dense: 10' for ten classes")
                return nil
            }
            let found = read.compactMap { $0 }
            guard found.count == read.count else { return nil }
            guard givesOutputs(found, activatedOutputs: activatedOutputs) else {
                map.diagnostics.report(
                    "the last layer must be the dense one that gives the outputs"
                        + (activatedOutputs ? ", or an activation after it" : ""),
                    subject: "layers", at: list.last?.position,
                    suggestion: "end the list with 'dense: 10' for ten classes")
                return nil
            }
            return .layers(found)
        }
        guard let hidden else {
            map.diagnostics.report(
                "\(map.title) needs its layers", at: map.node.position,
                suggestion: "write hidden: [128, 64], or layers: [{dense: 128}, relu, {dense: 10}]")
            return nil
        }
        guard let widths = readWidths(hidden, map.diagnostics) else { return nil }
        var chosen = Activation.relu
        if let activation {
            guard let read = readActivation(activation, map.diagnostics) else { return nil }
            chosen = read
        }
        return .hidden(
            HiddenLayers(
                widths: widths, activation: chosen, batchNormalization: batchNormalization ?? false,
                dropout: dropout ?? 0))
    }

    private static func givesOutputs(_ layers: [LayerDescription], activatedOutputs: Bool) -> Bool {
        var rest = layers[...]
        if activatedOutputs, case .activation = rest.last { rest = rest.dropLast() }
        if case .dense = rest.last { return true }
        return false
    }

    private static func readWidths(_ node: Node, _ diagnostics: Diagnostics) -> [Int]? {
        guard let list = node.list(named: "hidden", diagnostics: diagnostics) else { return nil }
        let widths = list.map {
            $0.integer(named: "hidden", in: 1...LayerReader.greatestWidth, diagnostics: diagnostics)
        }
        let found = widths.compactMap { $0 }
        return found.count == widths.count ? found : nil
    }

    private static func readActivation(_ node: Node, _ diagnostics: Diagnostics) -> Activation? {
        switch node.option("activation", known: activations, diagnostics: diagnostics) {
        case "relu": .relu
        case "sigmoid": .sigmoid
        case "tanh": .tanh
        default: nil
        }
    }
}
