import Datasets
import Networks
import StudyCore

/// `trial: network`: trains a network on a data set with a held-out part, on one core.
public struct NetworkTrial: TrialKind {
    public let name = "network"
    public let defaultObjective: Objective? = Objective(.maximize, "validation.accuracy")
    public let substitution = SubstitutionRules(embedded: .refused)
    let loader: DatasetLoader
    /// What the numbers of a run depend on that this module does not know: the tool's version, the C library.
    let surroundings: [(name: String, value: String)]

    /// - Parameter surroundings: a checkpoint that was made under others is not carried on from.
    public init(loader: DatasetLoader = DatasetLoader(), surroundings: [(name: String, value: String)] = []) {
        self.loader = loader
        self.surroundings = surroundings
    }

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
        return names + ["seconds", "parameters", "flops.forward", "flops.training", "memory"]
    }

    public func measuredNames(for description: Node) -> [String]? {
        let tracked = description["track"]?.listValue?.compactMap(\.textValue) ?? []
        return metricNames(for: description)?.filter { name in
            guard name.contains("."), let part = name.split(separator: ".").first else { return false }
            return switch part {
            case "train", "validation", "gradient_norm": true
            case "test": tracked.contains("test_curve")
            default: false
            }
        }
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
            let specification = NetworkSpecification(
                readable: description, catalog: loader.catalog, diagnostics: diagnostics),
            case .named = specification.data.source
        else { return }
        // What the catalog knows of a data set is held against the description; nothing is loaded.
        do {
            let inspection = try loader.inspect(specification.data, from: DataLocations(environment))
            specification.check(
                inspection.size, trainingRows: inspection.counts.train, validationRows: inspection.counts.validation,
                memory: environment.memoryLimit, description: description, diagnostics: diagnostics)
        } catch  where error.kind == .usage {
            diagnostics.report(error.description, subject: "data", at: description["data"]?.position)
        } catch {
            // A file that is missing or damaged is told by `checkInputs`, with another exit code.
        }
    }

    public func checkInputs(
        _ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics
    ) throws -> [InputWarning] {
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
                memory: environment.memoryLimit,
                description: description, diagnostics: diagnostics)
            return data.warnings.map { InputWarning($0) }
        } catch {
            guard error.kind == .usage else { throw MissingInput(error.description) }
            diagnostics.report(error.description, subject: "data", at: description["data"]?.position)
            return []
        }
    }

    public func resolvingPaths(_ description: Node, environment: TrialEnvironment) -> Node {
        description.resolvingTable(in: environment)
    }

    /// What the plan allocates; data sets are mapped, and shared by all runs.
    public func memoryNeeded(_ description: Node, environment: TrialEnvironment) -> Int? {
        guard
            let specification = NetworkSpecification(description, catalog: loader.catalog, diagnostics: Diagnostics()),
            let inspection = try? loader.inspect(specification.data, from: DataLocations(environment))
        else { return nil }
        return specification.plan(inspection.size, trainingRows: inspection.counts.train)?.memoryBytes
    }

    public func stepsPerRun(_ description: Node) -> Int? { description["epochs"]?.integerValue }
}

extension DataLocations {
    init(_ environment: TrialEnvironment) {
        self.init(dataDirectory: environment.dataDirectory, base: environment.directory)
    }
}
