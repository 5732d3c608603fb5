import StudyCore

/// One reading of one file: from the tree to the study, section by section, then what must fit between them.
///
/// Every check runs as far as what it needs was read, so that all mistakes are told at once.
struct StudyReading {
    let source: SourceText
    let kinds: [any TrialKind]
    let methods: [SearchMethod]
    let pruners: [PruningMethod]
    let environment: TrialEnvironment
    let diagnostics: Diagnostics

    /// The least that `limits.memory` and `resources.memory` may be: an idle worker takes about a third of it.
    static let leastMemory = 16 << 20
    private static let leastMemoryReason = "a worker takes some 5 MiB before it trains anything"
    /// No machine has more; who writes more has mistaken the unit.
    static let greatestCores = 65_536
    static let greatestGPUs = 1024

    /// What the top of the file says.
    struct Sections {
        var name: String?
        var description: String?
        var seed = 0
        var objective: ObjectiveReader.Placed?
        var hasObjective = false
        var parameters: Node?
        var require: Node?
        var search: SearchDeclaration?
        var limits = Limits()
        var resources = Resources()
        var trial: (kind: any TrialKind, description: Node)?
    }

    /// The study; nil, with diagnostics, when anything is wrong.
    func study(_ root: Node, name: String) -> Study? {
        guard let map = MapReader(root, title: "the study", diagnostics: diagnostics) else { return nil }
        let sections = read(map)
        let before = diagnostics.all.count
        var declared = sections.parameters.map(ParametersReader(diagnostics: diagnostics).read) ?? DeclaredParameters()
        let reader = ConfigurationsReader(diagnostics: diagnostics)
        let listed = sections.search?.configurations.map(reader.read)
        if let listed, declared.names.isEmpty {
            declared.parameters = reader.inferred(listed)
            declared.names = declared.parameters.map(\.name)
        } else if let search = sections.search, !search.method.keys.contains("configurations"),
            sections.parameters?.mapValue?.isEmpty ?? (sections.parameters == nil)
        {
            report(SearchError.empty(method: search.method.name).diagnostic, at: search.methodPosition)
        }
        let constraints = sections.require.map {
            RequireReader(diagnostics: diagnostics, declared: declared).read($0)
        }
        let spaceIsSound = diagnostics.all.count == before

        let rules = sections.trial?.kind.substitution
        let references = ReferenceCheck(
            names: declared.names, parameters: declared.parameters, description: sections.trial?.description,
            rules: rules, diagnostics: diagnostics)
        let undefined = references.reportUndefined()
        let hasCircle = references.reportCircles(declared.parameters)
        let space = SearchSpace(
            parameters: declared.parameters, constraints: constraints ?? [],
            usedNames: rules?.usesEveryParameter ?? true ? nil : references.usedNames)
        if sections.trial != nil, spaceIsSound { references.reportUnused(in: space, undefined: undefined) }
        let objective = sections.trial.flatMap { trial in
            ObjectiveReader(diagnostics: diagnostics).resolve(
                sections.objective, isWritten: sections.hasObjective, kind: trial.kind,
                description: trial.description, studyPosition: root.position)
        }
        let pruner = sections.search?.pruner.flatMap { node in
            PrunerReader(methods: pruners, diagnostics: diagnostics).read(
                node,
                PruningProblem(
                    measured: sections.trial.flatMap { $0.kind.measuredNames(for: $0.description) },
                    objective: objective))
        }
        guard !hasCircle else { return nil }
        let placed = listed.map { spaceIsSound ? reader.placed($0, space: space) : [] }
        let problem = SearchProblem(
            space: space, seed: UInt64(sections.seed), objective: objective ?? Objective(.maximize, ""),
            trials: sections.search?.trials, configurations: placed?.map(\.configuration) ?? [])
        let sampler = makeSampler(sections, problem, spaceIsSound: spaceIsSound)
        if let (kind, description) = sections.trial {
            let check = LandingCheck(
                kind: kind, description: description, space: space, objective: objective,
                environment: environment.limited(to: MemoryLimit(sections.limits, sections.resources)),
                diagnostics: diagnostics)
            checkLanding(check, references, placed, sampler)
        }
        guard diagnostics.isEmpty, let trial = sections.trial, let search = sections.search, let objective else {
            return nil
        }
        return Study(
            name: sections.name ?? name, description: sections.description, seed: problem.seed,
            objective: objective, space: space,
            search: SearchPlan(
                method: search.method.name, trials: search.trials, repeats: search.repeats,
                configurations: problem.configurations, growth: search.method.growth,
                pruner: pruner),
            limits: sections.limits, resources: sections.resources,
            trial: TrialDescription(kind: trial.kind.name, node: trial.description), text: source.text,
            directory: environment.directory)
    }

    private func read(_ map: MapReader) -> Sections {
        var sections = Sections()
        sections.name = map.text("name")
        if sections.name?.isEmpty ?? false {
            diagnostics.report(
                "must not be empty", subject: "name", at: map.keyPosition("name"),
                suggestion: "remove the key to take the file's name")
        }
        sections.description = map.text("description")
        sections.seed = map.integer("seed", in: 0...Int.max) ?? 0
        let objective = map.take("objective")
        sections.hasObjective = objective != nil
        sections.objective = objective.flatMap(ObjectiveReader(diagnostics: diagnostics).read)
        // A misspelt key is told as such; what stands under it is read all the same.
        sections.parameters =
            map.take("parameters")
            ?? map.node.mapValue?.first { nearestName(to: $0.key, among: ["parameters"]) != nil }?.value
        sections.require = map.take("require")
        sections.search = map.require("search")
            .flatMap { SearchReader(methods: methods, diagnostics: diagnostics).read($0) }
        if let limits = map.take("limits") { sections.limits = readLimits(limits) }
        if let resources = map.take("resources") { sections.resources = readResources(resources) }
        sections.trial = map.require("trial").flatMap { TrialReader(kinds: kinds, diagnostics: diagnostics).read($0) }
        if map.has("pruner") {
            diagnostics.report(
                "stands in the wrong place", subject: "pruner", at: map.keyPosition("pruner"),
                suggestion: "write it under 'search'")
            _ = map.take("pruner")
        }
        map.finish()
        return sections
    }

    private func readLimits(_ node: Node) -> Limits {
        var limits = Limits()
        guard let map = MapReader(node, title: "'limits'", diagnostics: diagnostics) else { return limits }
        limits.wallTime = map.duration("wall_time")
        limits.trialTime = map.duration("trial_time")
        limits.failures = map.integer("failures", in: 0...Int.max)
        limits.retries = map.integer("retries", in: 0...100) ?? limits.retries
        limits.memory = map.memory("memory", atLeast: Self.leastMemory, why: Self.leastMemoryReason)
        map.finish()
        return limits
    }

    private func readResources(_ node: Node) -> Resources {
        var resources = Resources()
        guard let map = MapReader(node, title: "'resources'", diagnostics: diagnostics) else { return resources }
        resources.cores = map.integer("cores", in: 1...Self.greatestCores) ?? resources.cores
        resources.gpus = map.integer("gpus", in: 0...Self.greatestGPUs) ?? resources.gpus
        resources.memory = map.memory("memory", atLeast: Self.leastMemory, why: Self.leastMemoryReason)
        map.finish()
        return resources
    }

    func report(_ diagnostic: Diagnostic, at fallback: SourcePosition?) {
        diagnostics.report(
            diagnostic.message, subject: diagnostic.subject, at: diagnostic.position ?? fallback,
            suggestion: diagnostic.suggestion)
    }
}
