import Datasets
import Networks
import StudyCore

/// `trial: network`: trains a network on a data set with a held-out part, on one core.
public struct NetworkTrial: TrialKind {
    public let name = "network"
    public let defaultObjective: Objective? = Objective(.maximize, "validation.accuracy")
    public let substitution = SubstitutionRules(embedded: .refused)
    let loader: DatasetLoader

    public init(loader: DatasetLoader = DatasetLoader()) { self.loader = loader }

    public func metricNames(for description: Node) -> [String]? {
        let data = description["data"]
        let predictsNumber = data?["target"]?.textValue == "number"
        var names: [String] = []
        for part in ["validation", "test"] where data?[part]?.integerValue != 0 {
            names += [predictsNumber ? "\(part).r2" : "\(part).accuracy", "\(part).loss"]
        }
        names += ["train.loss"] + (predictsNumber ? [] : ["train.accuracy"])
        let tracked = description["track"]?.listValue?.compactMap(\.textValue) ?? []
        if tracked.contains("train_full") {
            names += ["train.full_loss", predictsNumber ? "train.full_r2" : "train.full_accuracy"]
        }
        if tracked.contains("gradient_norms") {
            names += (0..<Self.weightLayers(description)).map { "gradient_norm.\($0 + 1)" } + ["gradient_norm.ratio"]
        }
        if description["report"]?.textValue == "best_epoch" || description["early_stopping"] != nil {
            names.append("epoch")
        }
        return names + ["seconds", "parameters"]
    }

    /// How many layers have weights: the dense ones and the convolutions.
    private static func weightLayers(_ description: Node) -> Int {
        guard let layers = description["layers"]?.listValue else {
            return (description["hidden"]?.listValue?.count ?? 0) + 1
        }
        return layers.count { $0["dense"] != nil || $0["conv"] != nil }
    }

    public func check(_ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics) {
        guard
            let specification = NetworkSpecification(description, catalog: loader.catalog, diagnostics: diagnostics),
            case .named = specification.data.source
        else { return }
        // What the catalog knows of a data set is held against the description; nothing is loaded.
        do {
            let inspection = try loader.inspect(specification.data, from: DataLocations(environment))
            specification.check(
                inspection.size, trainingRows: inspection.counts.train, validationRows: inspection.counts.validation,
                description: description, diagnostics: diagnostics)
        } catch  where error.kind == .usage {
            diagnostics.report(error.description, subject: "data", at: description["data"]?.position)
        } catch {
            // A file that is missing or damaged is told by `checkInputs`, with another exit code.
        }
    }

    public func checkInputs(
        _ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics
    ) throws -> [String] {
        guard
            let specification = NetworkSpecification(description, catalog: loader.catalog, diagnostics: diagnostics)
        else { return [] }
        do {
            let data = try loader.load(specification.data, from: DataLocations(environment))
            let size = DatasetSize(
                trainingRows: data.train.rows, heldOutRows: data.test.rows, shape: data.shape,
                classCount: data.classCount)
            specification.check(
                size, trainingRows: data.train.rows, validationRows: data.validation.rows,
                description: description, diagnostics: diagnostics)
            return data.warnings
        } catch {
            guard error.kind == .usage else { throw MissingInput(error.description) }
            diagnostics.report(error.description, subject: "data", at: description["data"]?.position)
            return []
        }
    }

    public func facts(_ description: Node, environment: TrialEnvironment) -> [(title: String, text: String)] {
        guard
            let specification = NetworkSpecification(
                description, catalog: loader.catalog, diagnostics: Diagnostics()),
            let inspection = try? loader.inspect(specification.data, from: DataLocations(environment))
        else { return [] }
        var facts = [(title: "data", text: inspection.description)]
        if !inspection.isExact {
            facts.append((title: "", text: "not on this machine; the published counts are shown"))
        }
        if let plan = specification.plan(inspection.size, trainingRows: inspection.counts.train) {
            facts.append((title: "learnt values", text: String(plan.parameterCount)))
            facts.append(
                (
                    title: "operations",
                    text: "\(Self.operations(plan.forwardOperations)) forward, "
                        + "\(Self.operations(plan.trainingOperations)) training, per example"
                ))
            facts.append((title: "memory per run", text: "\((plan.memoryBytes + (1 << 20) - 1) >> 20) MiB"))
        }
        return facts
    }

    public func resolvingPaths(_ description: Node, environment: TrialEnvironment) -> Node {
        description.resolvingTable(in: environment)
    }

    /// `5.1 MFLOP`, `195 kFLOP`: four digits at most.
    private static func operations(_ count: Int) -> String {
        var value = Double(count)
        var units = ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP"][...]
        while value >= 999.5, units.count > 1 {
            value /= 1000
            units = units.dropFirst()
        }
        let digits = value < 99.95 && count >= 1000 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
        return "\(digits) \(units.first ?? "")"
    }

    public func stepsPerRun(_ description: Node) -> Int? { description["epochs"]?.integerValue }
}

extension DataLocations {
    init(_ environment: TrialEnvironment) {
        self.init(dataDirectory: environment.dataDirectory, base: environment.directory)
    }
}
