import Networks
import StudyCore

/// Reads one entry of `layers`: `relu`, `dense: 128`, `conv: {channels: 16, kernel: 3}`.
enum LayerReader {
    static let greatestWidth = 1 << 24
    private static let greatestSide = 1 << 16
    private static let names = [
        "dense", "conv", "max_pool", "avg_pool", "flatten", "batch_norm", "layer_norm", "dropout", "relu", "sigmoid",
        "tanh",
    ]

    static func read(_ node: Node, _ diagnostics: Diagnostics) -> LayerDescription? {
        guard let (name, options) = node.named("layer", among: names, diagnostics: diagnostics) else { return nil }
        switch name {
        case "dense":
            return setting(name, options, node, "write dense: 128", "its number of units", diagnostics)?
                .integer(named: name, in: 1...greatestWidth, diagnostics: diagnostics).map { .dense(outputs: $0) }
        case "dropout":
            return setting(name, options, node, "write dropout: 0.5", "its probability", diagnostics)?
                .number(named: name, .halfOpen(0, 1), diagnostics: diagnostics).map { .dropout($0) }
        case "conv":
            let example = "write conv: {channels: 16, kernel: 3}"
            return setting(name, options, node, example, "its channels and kernel", diagnostics)
                .flatMap { readConvolution($0, diagnostics) }
        case "max_pool":
            return setting(name, options, node, "write max_pool: 2", "its size", diagnostics)
                .flatMap { readPooling(name, $0, diagnostics) }.map { .maximumPooling($0) }
        case "avg_pool":
            return setting(name, options, node, "write avg_pool: 2", "its size", diagnostics)
                .flatMap { readPooling(name, $0, diagnostics) }.map { .averagePooling($0) }
        default:
            return withoutSettings(name, options, diagnostics)
        }
    }

    /// What stands behind a layer's name, which must be there.
    private static func setting(
        _ name: String, _ options: Node?, _ node: Node, _ suggestion: String, _ what: String,
        _ diagnostics: Diagnostics
    ) -> Node? {
        if let options, !options.isNull { return options }
        diagnostics.report("needs \(what)", subject: name, at: node.position, suggestion: suggestion)
        return nil
    }

    private static func readConvolution(_ node: Node, _ diagnostics: Diagnostics) -> LayerDescription? {
        guard let map = MapReader(node, title: "'conv'", diagnostics: diagnostics) else { return nil }
        let before = diagnostics.all.count
        let channels = map.require("channels").flatMap {
            $0.integer(named: "channels", in: 1...greatestSide, diagnostics: diagnostics)
        }
        let kernel = map.require("kernel").flatMap {
            $0.integer(named: "kernel", in: 1...greatestSide, diagnostics: diagnostics)
        }
        let stride = map.integer("stride", in: 1...greatestSide) ?? 1
        let padding = map.integer("padding", in: 0...greatestSide) ?? 0
        map.finish()
        guard diagnostics.all.count == before, let channels, let kernel else { return nil }
        return .convolution(Convolution(channels: channels, kernel: kernel, stride: stride, padding: padding))
    }

    /// `max_pool: 2`, or `max_pool: {size: 3, stride: 2}`.
    private static func readPooling(_ name: String, _ node: Node, _ diagnostics: Diagnostics) -> Pooling? {
        guard node.mapValue != nil else {
            return node.integer(named: name, in: 1...greatestSide, diagnostics: diagnostics).map { Pooling(size: $0) }
        }
        guard let map = MapReader(node, title: "'\(name)'", diagnostics: diagnostics) else { return nil }
        let before = diagnostics.all.count
        let size = map.require("size").flatMap {
            $0.integer(named: "size", in: 1...greatestSide, diagnostics: diagnostics)
        }
        let stride = map.integer("stride", in: 1...greatestSide)
        map.finish()
        guard diagnostics.all.count == before, let size else { return nil }
        return Pooling(size: size, stride: stride)
    }

    private static func withoutSettings(
        _ name: String, _ options: Node?, _ diagnostics: Diagnostics
    ) -> LayerDescription? {
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
        case "flatten": return .flatten
        case "layer_norm": return .layerNormalization
        default: return .batchNormalization
        }
    }
}
