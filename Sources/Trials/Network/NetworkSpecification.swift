import Datasets
import Networks
import Optimizers
import StudyCore

/// A `network` description as it was read: the network, how it is trained, and on what.
struct NetworkSpecification: Sendable {
    let data: DataRequest
    let network: NetworkDescription
    /// Seconds between two checkpoints at least, 0 for one at each epoch's end; nil for none at all.
    let checkpointInterval: Double?

    /// Seconds between two checkpoints where the file does not say.
    static let usualCheckpointInterval = 20.0

    /// Reads a description in which all references have been replaced; nil, with diagnostics, when it is not valid.
    init?(_ node: Node, catalog: DatasetCatalog, diagnostics: Diagnostics) {
        let before = diagnostics.all.count
        self.init(readable: node, catalog: catalog, diagnostics: diagnostics)
        guard diagnostics.all.count == before else { return nil }
    }

    /// Reads a description as far as it can be read: what cannot is told, and something harmless takes its place, so that
    /// the rest can be held against the data. Nil where it is not known what data that is.
    init?(readable node: Node, catalog: DatasetCatalog, diagnostics: Diagnostics) {
        guard let map = MapReader(node, title: "'network'", diagnostics: diagnostics) else { return nil }
        let dataReader = DataReader(catalog: catalog, diagnostics: diagnostics)
        let data = map.require("data").flatMap { dataReader.read($0) }
        let predictsNumber = data?.request.predictsNumber ?? false
        let architecture = ArchitectureReader.read(
            map, activatedOutputs: predictsNumber || node["loss"]?.textValue == "mse")
        let initialization = map.take("initialization").map { InitializationReader.read($0, diagnostics) } ?? .pytorch
        let lossNode = map.take("loss")
        let loss = lossNode.flatMap { Self.readLoss($0, diagnostics) }
        let optimizer = map.require("optimizer").flatMap { OptimizerReader.read($0, diagnostics) }
        let schedule =
            map.take("schedule").map { ScheduleReader.read($0, .epochsOrSteps, diagnostics) } ?? LearningRateSchedule()
        let clipNorm = map.number("clip_norm", .positive)
        let batchSize = map.require("batch_size").flatMap { BatchSizeReader.read($0, diagnostics) }
        let epochs = map.require("epochs").flatMap {
            $0.integer(named: "epochs", in: 0...1_000_000, diagnostics: diagnostics)
        }
        let tracking = map.take("track").map { Self.readTracking($0, diagnostics) } ?? Tracking()
        let selection = SelectionReader.read(map)
        if let save = map.take("save") {
            _ = save.option("save", known: WeightsKept.allCases.map(\.rawValue), diagnostics: diagnostics)
        }
        let checkpoint = map.take("checkpoint").map { Self.readCheckpoint($0, diagnostics) }
        map.finish()
        guard let data else { return nil }
        self.data = data.request
        checkpointInterval = checkpoint ?? Self.usualCheckpointInterval
        // Whether the outputs are right depends on the loss.
        let isLossKnown = lossNode == nil || loss != nil
        network = NetworkDescription(
            architecture: (isLossKnown ? architecture : nil) ?? .outputsAlone,
            initialization: initialization ?? .pytorch, loss: loss,
            optimizer: optimizer ?? .sgd(SGD(learningRate: 0)), schedule: schedule ?? LearningRateSchedule(),
            clipNorm: clipNorm, batchSize: batchSize ?? .full, epochs: epochs ?? 0, order: data.order,
            tracking: tracking, selection: selection ?? Selection())
    }

    private static func readLoss(_ node: Node, _ diagnostics: Diagnostics) -> LossDescription? {
        node.option("loss", known: ["cross_entropy", "mse"], diagnostics: diagnostics)
            .map { $0 == "mse" ? .meanSquaredError : .crossEntropy }
    }

    /// Nil for never.
    private static func readCheckpoint(_ node: Node, _ diagnostics: Diagnostics) -> Double? {
        if node.textValue == "never" { return nil }
        if let seconds = node.textValue.flatMap(DurationText.seconds), seconds.isFinite { return seconds }
        diagnostics.report(
            "must be a duration such as 20s or 5m, 0s for every epoch, or never (got \(node.described))",
            subject: "checkpoint", at: node.position,
            suggestion: node.numberValue.map { "write \(Node.number($0).json)s for seconds" })
        return nil
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

extension Architecture {
    /// An architecture that goes with any data.
    static let outputsAlone = Architecture.hidden(HiddenLayers(widths: []))
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
