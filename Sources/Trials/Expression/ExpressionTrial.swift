import Datasets
import Expressions
import StudyCore

/// `trial: expression`: minimises the mean of an expression over rows by a gradient method, in double precision with
/// exact derivatives.
public struct ExpressionTrial: TrialKind {
    public let name = "expression"
    public let defaultObjective: Objective? = Objective(.minimize, "loss.final")
    public let substitution = SubstitutionRules(embedded: .kept)

    public init() {}

    /// The metric of a learnt name's last value.
    static func finalName(_ name: String) -> String { "\(name).final" }

    public func metricNames(for description: Node) -> [String]? {
        // Where the learnt names are a parameter's piece they are not known yet.
        guard let learnt = description["parameters"]?.mapValue else { return nil }
        var names = ["loss.final", "loss.minimum"]
        if !(description["optimum"]?.isNull ?? true) { names.append("distance.final") }
        return names + learnt.map { Self.finalName($0.key) } + ["seconds"]
    }

    public func measuredNames(for description: Node) -> [String]? {
        guard let learnt = description["parameters"]?.mapValue else { return nil }
        let distance = description["optimum"]?.isNull ?? true ? [] : ["distance"]
        return ["loss"] + distance + learnt.map(\.key)
    }

    public func check(_ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics) {
        _ = ExpressionSpecification(description, configuration: nil, diagnostics: diagnostics)
    }

    public func check(
        _ description: Node, configuration: Configuration, environment: TrialEnvironment, diagnostics: Diagnostics
    ) {
        _ = ExpressionSpecification(
            description, configuration: configuration, isFileCheck: true, diagnostics: diagnostics)
    }

    public func checkInputs(
        _ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics
    ) throws -> [InputWarning] {
        guard
            let specification = ExpressionSpecification(description, configuration: nil, diagnostics: diagnostics),
            case .table(let request, let names) = specification.data
        else { return [] }
        do {
            let table = try NumberTable(request, from: DataLocations(environment))
            specification.checkStart(on: table, names: names, description, diagnostics)
            if case .rows(let size) = specification.batchSize {
                ExpressionSpecification.report(size, above: table.rows, description["batch_size"], diagnostics)
            }
        } catch {
            guard error.kind == .usage else { throw MissingInput(error.description) }
            diagnostics.report(error.description, subject: "data", at: description["data"]?.position)
        }
        return []
    }

    public func facts(_ description: Node, environment: TrialEnvironment) -> [(title: String, text: String)] {
        guard
            let specification = ExpressionSpecification(
                description, configuration: nil, diagnostics: Diagnostics())
        else { return [] }
        let learnt = specification.program.learnt
        let names = learnt.count <= 8 ? " (\(learnt.joined(separator: ", ")))" : ""
        return [
            (title: "data", text: specification.data.summary),
            (title: "learnt values", text: "\(learnt.count)\(names)"),
            (title: "operations per row", text: String(specification.program.operationCount)),
        ]
    }

    public func resolvingPaths(_ description: Node, environment: TrialEnvironment) -> Node {
        description.resolvingTable(in: environment)
    }

    public func stepsPerRun(_ description: Node) -> Int? { description["iterations"]?.integerValue }

    public func provenance(
        _ description: Node, environment: TrialEnvironment
    ) -> [(name: String, value: String)] {
        guard
            let specification = ExpressionSpecification(
                description, configuration: nil, diagnostics: Diagnostics()),
            case .table(let request, _) = specification.data,
            let table = try? NumberTable(request, from: DataLocations(environment))
        else { return [] }
        return [
            (name: "data", value: "\(request.path), \(table.rows) rows"), (name: "data.sha256", value: table.checksum),
        ]
    }
}

extension ExpressionData {
    fileprivate var summary: String {
        switch self {
        case .none: "none"
        case .generated(let rows, let columns):
            "\(rows) generated row\(rows == 1 ? "" : "s") of \(columns.map(\.name).joined(separator: ", "))"
        case .gaussianClasses(let classes):
            "\(classes.classes.count) Gaussian classes in \(classes.dimensions.count) "
                + "dimension\(classes.dimensions.count == 1 ? "" : "s"), \(classes.samples) samples of each"
        case .table(let request, let names): "\(request.path): \(names.joined(separator: ", "))"
        }
    }
}
