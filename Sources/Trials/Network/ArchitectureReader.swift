import Networks
import StudyCore

/// Reads the layers of a network: the list `layers`, or the shorthand `hidden` with `activation` and `batch_norm`.
enum ArchitectureReader {
    private static let activations = ["relu", "sigmoid", "tanh"]
    private static let layers = ["dense", "relu", "sigmoid", "tanh", "batch_norm"]
    private static let laterLayers = ["conv", "max_pool", "avg_pool", "flatten", "dropout", "layer_norm"]
    private static let shorthand = ["hidden", "activation", "batch_norm"]
    private static let greatestWidth = 1 << 24

    static func read(_ map: MapReader) -> Architecture? {
        let list = map.list("layers")
        let hidden = map.take("hidden")
        let activation = map.take("activation")
        let batchNormalization = map.boolean("batch_norm")
        if map.has("layers") {
            for key in shorthand where map.has(key) {
                map.diagnostics.report(
                    "stands beside 'layers', which says it all", subject: key, at: map.keyPosition(key),
                    suggestion: "keep either 'layers' or 'hidden' with 'activation' and 'batch_norm'")
            }
            guard let list else { return nil }
            let read = list.map { readLayer($0, map.diagnostics) }
            if list.isEmpty {
                map.diagnostics.report(
                    "needs at least one layer", subject: "layers", at: map.keyPosition("layers"),
                    suggestion: "the last one is 'dense: 10' for ten classes")
                return nil
            }
            if let last = read.last, let last, case .dense = last {
            } else if read.allSatisfy({ $0 != nil }) {
                map.diagnostics.report(
                    "the last layer must be the dense one that gives the outputs", subject: "layers",
                    at: list.last?.position, suggestion: "end the list with 'dense: 10' for ten classes")
                return nil
            }
            let found = read.compactMap { $0 }
            return found.count == read.count ? .layers(found) : nil
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
            HiddenLayers(widths: widths, activation: chosen, batchNormalization: batchNormalization ?? false))
    }

    private static func readWidths(_ node: Node, _ diagnostics: Diagnostics) -> [Int]? {
        guard let list = node.list(named: "hidden", diagnostics: diagnostics) else { return nil }
        let widths = list.map { $0.integer(named: "hidden", in: 1...greatestWidth, diagnostics: diagnostics) }
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

    private static func readLayer(_ node: Node, _ diagnostics: Diagnostics) -> LayerDescription? {
        guard let (name, options) = node.named("layer", among: layers, later: laterLayers, diagnostics: diagnostics)
        else { return nil }
        if name == "dense" {
            guard let options else {
                diagnostics.report(
                    "needs its number of units", subject: "dense", at: node.position, suggestion: "write dense: 128")
                return nil
            }
            return options.integer(named: "dense", in: 1...greatestWidth, diagnostics: diagnostics)
                .map { .dense(outputs: $0) }
        }
        if let options, !options.isNull {
            diagnostics.report(
                "takes no settings (got \(options.described))", subject: name, at: options.position,
                suggestion: "write it alone: - \(name)")
            return nil
        }
        switch name {
        case "relu": return .relu
        case "sigmoid": return .sigmoid
        case "tanh": return .tanh
        default: return .batchNormalization
        }
    }
}
