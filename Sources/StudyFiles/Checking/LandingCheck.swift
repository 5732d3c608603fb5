import StudyCore

/// Puts parameters' values where they are used and lets the kind of trial look at the result, before anything runs.
struct LandingCheck {
    /// With more values than these in all, a sample of the study's own trials is looked at instead of the edges.
    private static let greatestValueCount = 4096

    let kind: any TrialKind
    let description: Node
    let space: SearchSpace
    let environment: TrialEnvironment
    let diagnostics: Diagnostics
    /// Every trial must report its metric; nil where it is wrong itself.
    let objective: Objective?
    /// One place is told once, whatever other values would be wrong there as well.
    private var told: Set<Place> = []

    private struct Place: Hashable {
        let position: SourcePosition?
        let subject: String?
    }

    init(
        kind: any TrialKind, description: Node, space: SearchSpace, objective: Objective?,
        environment: TrialEnvironment, diagnostics: Diagnostics
    ) {
        self.kind = kind
        self.description = description
        self.space = space
        self.objective = objective
        self.environment = environment
        self.diagnostics = diagnostics
    }

    /// The configurations at the edges of the space; of a very large one, or where constraints leave no edge, the
    /// first trials.
    func configurations(_ sampler: (any Sampler)?, smallFile: Bool) -> [Configuration] {
        let values = space.parameters.reduce(0) { sum, parameter in
            switch parameter.distribution {
            case .values(let values, _): sum + values.count
            case .variants(let variants): sum + variants.count
            default: sum + 2
            }
        }
        if values <= Self.greatestValueCount, smallFile {
            let probes = space.probes()
            if !probes.isEmpty { return probes }
        }
        // To count the trials of a large grid takes long.
        guard let sampler, sampler.lag == nil, let preview = try? sampler.preview() else { return [] }
        guard preview.isExact else { return preview.examples.map(\.configuration) }
        return (try? sampler.suggestions(for: 0..<min(16, preview.trials), history: [])) ?? []
    }

    /// What stands where a reference to a parameter stands that does not exist, or is wrong itself, is not told: its
    /// own error is.
    mutating func check(_ configuration: Configuration) {
        let found = Diagnostics()
        let substituted = description.substituting(
            configuration, space: space, rules: kind.substitution, diagnostics: found)
        // What could not be put in place is told as such; the kind would only see a hole.
        if found.isEmpty {
            kind.check(substituted, configuration: configuration, environment: environment, diagnostics: found)
        }
        if found.isEmpty { checkObjective(substituted, configuration, found) }
        let holes = Set(openReferences(in: substituted).map(\.position))
        let new = found.all.filter { diagnostic in
            !told.contains(Place(position: diagnostic.position, subject: diagnostic.subject))
                && (diagnostic.position == nil || !holes.contains(diagnostic.position))
        }
        for diagnostic in new {
            diagnostics.report(diagnostic)
            told.insert(Place(position: diagnostic.position, subject: diagnostic.subject))
        }
    }

    /// References to parameters that do not exist. What has become text may hold dollars of its own.
    private func openReferences(in substituted: Node) -> [Reference] {
        let rules = kind.substitution
        let known = Set(space.names + rules.derivedNames)
        return (rules.embedded == .text ? description : substituted)
            .references(to: known, except: rules.literalKeys).filter { !known.contains($0.name) }
    }

    /// What a trial reports may depend on its parameters' values.
    private func checkObjective(_ substituted: Node, _ configuration: Configuration, _ found: Diagnostics) {
        guard let objective, let metrics = kind.metricNames(for: substituted), !metrics.contains(objective.metric)
        else { return }
        found.report(
            "the trial with \(configuration.summary) does not report \(objective.metric)", subject: "objective",
            at: description.position, suggestion: ObjectiveReader.suggestion(instead: objective, among: metrics))
    }
}
