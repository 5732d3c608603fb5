import Datasets
import Networks
import Optimizers
import StudyCore

/// A `network` description as it was read: the network, how it is trained, and on what.
struct NetworkSpecification: Sendable {
    let data: DataRequest
    let network: NetworkDescription

    /// Keys that later versions will know.
    private static let later: Set<String> = ["checkpoint", "save"]

    /// Reads a description in which all references have been replaced; nil, with diagnostics, when it is not valid.
    init?(_ node: Node, catalog: DatasetCatalog, diagnostics: Diagnostics) {
        let before = diagnostics.all.count
        guard let map = MapReader(node, title: "'network'", diagnostics: diagnostics) else { return nil }
        let dataReader = DataReader(catalog: catalog, diagnostics: diagnostics)
        let data = map.require("data").flatMap { dataReader.read($0) }
        let predictsNumber = data?.request.predictsNumber ?? false
        let architecture = ArchitectureReader.read(
            map, activatedOutputs: predictsNumber || node["loss"]?.textValue == "mse")
        let initialization = map.take("initialization").map { InitializationReader.read($0, diagnostics) } ?? .pytorch
        let loss = map.take("loss").flatMap { Self.readLoss($0, diagnostics) }
        let optimizer = map.require("optimizer").flatMap { OptimizerReader.read($0, diagnostics) }
        let schedule = map.take("schedule").map { ScheduleReader.read($0, diagnostics) } ?? LearningRateSchedule()
        let clipNorm = map.number("clip_norm", .positive)
        let batchSize = map.require("batch_size").flatMap { Self.readBatchSize($0, diagnostics) }
        let epochs = map.require("epochs").flatMap {
            $0.integer(named: "epochs", in: 0...1_000_000, diagnostics: diagnostics)
        }
        let tracking = map.take("track").map { Self.readTracking($0, diagnostics) } ?? Tracking()
        let selection = SelectionReader.read(map)
        map.finish(later: Self.later)
        guard diagnostics.all.count == before, let data, let architecture, let initialization, let optimizer,
            let batchSize, let epochs, let schedule, let selection
        else { return nil }
        self.data = data.request
        network = NetworkDescription(
            architecture: architecture, initialization: initialization, loss: loss, optimizer: optimizer,
            schedule: schedule, clipNorm: clipNorm, batchSize: batchSize, epochs: epochs, order: data.order,
            tracking: tracking, selection: selection)
    }

    private static func readLoss(_ node: Node, _ diagnostics: Diagnostics) -> LossDescription? {
        node.option("loss", known: ["cross_entropy", "mse"], diagnostics: diagnostics)
            .map { $0 == "mse" ? .meanSquaredError : .crossEntropy }
    }

    private static func readBatchSize(_ node: Node, _ diagnostics: Diagnostics) -> BatchSize? {
        if node.textValue == "full" { return .full }
        if node.textValue != nil {
            diagnostics.report(
                "must be a whole number of at least 1, or full (got \(node.described))", subject: "batch_size",
                at: node.position)
            return nil
        }
        return node.integer(named: "batch_size", in: 1...Int.max, diagnostics: diagnostics).map { .rows($0) }
    }

    private static func readTracking(_ node: Node, _ diagnostics: Diagnostics) -> Tracking {
        var tracking = Tracking()
        for item in node.list(named: "track", diagnostics: diagnostics) ?? [] {
            switch item.option(
                "track", known: ["train_full", "test_curve", "gradient_norms"], diagnostics: diagnostics)
            {
            case "train_full": tracking.fullTraining = true
            case "test_curve": tracking.testCurve = true
            case "gradient_norms": tracking.gradientNorms = true
            default: break
            }
        }
        return tracking
    }
}

extension DataRequest {
    /// Whether the rows are to be mapped to numbers, not classes.
    var predictsNumber: Bool {
        if case .csv(let options) = source { options.target == .number } else { false }
    }
}

extension Node {
    /// A word out of a set; one that a later version will know is refused as such.
    func option(_ what: String, known: [String], later: [String] = [], diagnostics: Diagnostics) -> String? {
        if let word = textValue {
            if known.contains(word) { return word }
            if later.contains(word) {
                diagnostics.report(
                    "'\(word)' is not yet supported in this version", subject: what, at: position,
                    suggestion: "known here: \(known.joined(separator: ", "))")
                return nil
            }
        }
        diagnostics.report(
            "must be one of \(known.joined(separator: ", ")) (got \(described))", subject: what, at: position,
            suggestion: textValue.flatMap { nearestName(to: $0, among: known) }.map { "did you mean '\($0)'?" })
        return nil
    }

    /// As `named(_:among:diagnostics:)`; a name that a later version will know is refused as such.
    func named(
        _ what: String, among known: [String], later: [String], diagnostics: Diagnostics
    ) -> (name: String, options: Node?)? {
        let name = textValue ?? (mapValue?.count == 1 ? mapValue?.first?.key : nil)
        if let name, later.contains(name) {
            diagnostics.report(
                "'\(name)' is not yet supported in this version", subject: what, at: position,
                suggestion: "known here: \(known.joined(separator: ", "))")
            return nil
        }
        return named(what, among: known, diagnostics: diagnostics)
    }
}
