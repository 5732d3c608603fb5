import StudyCore

/// A study's best trial as a study of its own: one configuration, ready to run alone.
///
/// The new study has the old one's seed and repeats, so that its runs see the same random numbers.
public struct BestStudy: Sendable {
    public let study: StudyRecord
    public let best: RankedTrial
    private let trialCount: Int
    private let kind: String
    private let description: Node
    private let rules: SubstitutionRules
    private let repeats: Int

    /// Nil while no trial is complete.
    /// - Parameters:
    ///   - study: the study with its trials, as far as their ranks go by them.
    ///   - whole: the whole record of the trial of this number; the study's own where nil.
    ///   - kind: the trial kind's name.
    ///   - rules: how the kind treats references.
    ///   - repeats: runs of each trial.
    ///   - describe: the trial's description with all references replaced and all paths absolute, for a configuration:
    ///     the new file may lie anywhere.
    public init?(
        _ study: StudyRecord, whole: ((Int) throws -> TrialRecord)? = nil, kind: String, rules: SubstitutionRules,
        repeats: Int, describe: (Configuration) throws -> Node
    ) rethrows {
        guard let first = Ranking(study).best else { return nil }
        self.study = study
        best = try whole.map { first.with(try $0(first.trial.number)) } ?? first
        trialCount = study.trials.count
        self.kind = kind
        self.rules = rules
        self.repeats = repeats
        description = try describe(best.trial.configuration)
    }

    /// A study file.
    public var yaml: String { comment + file.yaml }

    /// The best trial with its study file as JSON; see `docs/report-format.md`.
    public var json: Node {
        [
            "format": .integer(reportFormat),
            "study": .text(study.name),
            "number": .integer(best.trial.number),
            "objective": [
                "metric": .text(study.objective.metric), "goal": .text(study.objective.goal.rawValue),
                "value": .optional(best.objective),
            ],
            "parameters": best.trial.configuration.node,
            "metrics": .metrics(best.metrics),
            "file": file,
        ]
    }

    private var comment: String {
        let metric = study.objective.metric
        let value = NumberText.metric(best.objective, named: metric)
        var lines = [
            "Trial \(best.trial.number) of \(study.name), the best of \(trialCount): \(metric) \(value)."
        ]
        if !best.trial.configuration.values.isEmpty { lines.append(best.trial.configuration.summary) }
        return lines.map { "# \(TerminalText.safe($0))\n" }.joined()
    }

    private var file: Node {
        let constants = best.trial.configuration.values.filter { isKept($0.name) }
        let configuration: Node = .map(constants.map { ($0.name, $0.value.node) })
        let parameters: Node = .map(constants.map { ($0.name, ["value": $0.value.node]) })
        var entries: [(String, Node)] = [("name", .text("\(study.name)-best"))]
        if let text = study.description { entries.append(("description", .text(text))) }
        entries += [
            ("seed", .seed(study.seed)),
            ("objective", .map([(study.objective.goal.rawValue, .text(study.objective.metric))])),
            ("parameters", parameters),
            ("search", ["method": "list", "configurations": [configuration], "repeats": .integer(repeats)]),
            ("trial", .map([(kind, escapingDollars(description, literalKeys: rules.literalKeys))])),
        ]
        return .map(entries)
    }

    /// A parameter that the trial still sees once its references are replaced: by its environment, or bound as a value
    /// in an expression.
    private func isKept(_ name: String) -> Bool {
        if rules.usesEveryParameter { return true }
        guard rules.embedded == .kept else { return false }
        let names = Set(best.trial.configuration.values.map(\.name))
        return description.references(to: names, except: rules.literalKeys).contains { $0.name == name }
    }

    /// Doubles the dollars that are just dollars, as a study file writes them.
    private func escapingDollars(_ node: Node, literalKeys: Set<String> = []) -> Node {
        switch node.content {
        case .text(let text) where text.contains("$"):
            // A reference to be bound as a value stands within a longer text; alone it would have been replaced.
            if rules.embedded == .kept, pieces(of: text, names: []).count > 1, !node.references(to: []).isEmpty {
                return .text(text)
            }
            return .text(text.replacing("$", with: "$$"))
        case .list(let nodes): return .list(nodes.map { escapingDollars($0) })
        case .map(let entries):
            return .map(
                entries.map { ($0.key, literalKeys.contains($0.key) ? $0.value : escapingDollars($0.value)) })
        default: return node
        }
    }
}
