import StudyCore

/// One reading of one file: from the tree to the study, section by section, then what must fit between them.
struct StudyReading {
    let source: SourceText
    let kinds: [any TrialKind]
    let methods: [SearchMethod]
    let environment: TrialEnvironment
    let diagnostics: Diagnostics

    /// What the top of the file says.
    private struct Sections {
        var name: String?
        var description: String?
        var seed: Int?
        var objective: Node?
        var parameters: Node?
        var parametersPosition: SourcePosition?
        var require: Node?
        var search: SearchDeclaration?
        var searchPosition: SourcePosition?
        var limits: Limits
        var trial: (kind: any TrialKind, description: Node)?
    }

    /// The study; nil, with diagnostics, when anything is wrong.
    func study(_ root: Node, name: String) -> Study? {
        guard let map = MapReader(root, title: "the study", diagnostics: diagnostics) else { return nil }
        let sections = read(map)
        let parameters = ParametersReader(diagnostics: diagnostics)
        var declared = sections.parameters.map(parameters.read) ?? DeclaredParameters()
        let takesList = sections.search?.method.keys.contains("configurations") ?? false
        let configurations = ConfigurationsReader(diagnostics: diagnostics)
        let listed = configurations.read(sections.search?.configurations ?? [])
        if takesList, declared.names.isEmpty {
            declared.parameters = configurations.inferred(listed)
            declared.names = declared.parameters.map(\.name)
        } else if !takesList, declared.names.isEmpty, sections.search != nil {
            refuseNothingToVary(sections)
        }
        let constraints = sections.require.map {
            RequireReader(source: source, diagnostics: diagnostics, declared: declared).read($0)
        }
        let rules = sections.trial?.kind.substitution
        let references = ReferenceCheck(
            names: declared.names, parameters: declared.parameters, description: sections.trial?.description,
            rules: rules, diagnostics: diagnostics)
        let undefined = references.reportUndefined()
        let hasCircle = references.reportCircles(declared.parameters)
        let objective = sections.trial.flatMap { trial in
            ObjectiveReader(diagnostics: diagnostics).read(
                sections.objective, kind: trial.kind.name, metrics: trial.kind.metricNames(for: trial.description),
                fallback: trial.kind.defaultObjective, studyPosition: root.position)
        }
        let space = SearchSpace(
            parameters: declared.parameters, constraints: constraints ?? [],
            usedNames: rules?.usesEveryParameter ?? true ? nil : references.usedNames)
        if sections.trial != nil, declared.parameters.count == declared.names.count {
            references.reportUnused(in: space, undefined: undefined)
        }
        let placed = diagnostics.isEmpty ? configurations.placed(listed, space: space) : []
        guard diagnostics.isEmpty, !hasCircle, let trial = sections.trial, let search = sections.search,
            let objective
        else { return nil }
        let study = Study(
            name: sections.name ?? name, description: sections.description, seed: UInt64(sections.seed ?? 0),
            objective: objective, space: space,
            search: SearchPlan(
                method: search.method.name, trials: search.trials, repeats: search.repeats,
                configurations: placed.map(\.configuration)),
            limits: sections.limits,
            trial: TrialDescription(kind: trial.kind.name, node: trial.description), text: source.text,
            directory: environment.directory)
        let sampler = makeSampler(study, search, sections)
        checkLanding(study, trial.kind, takesList ? placed : nil, references, sampler)
        return diagnostics.isEmpty ? study : nil
    }

    private func read(_ map: MapReader) -> Sections {
        let name = map.text("name")
        if name?.isEmpty ?? false {
            diagnostics.report(
                "must not be empty", subject: "name", at: map.keyPosition("name"),
                suggestion: "remove the key to take the file's name")
        }
        var sections = Sections(limits: Limits())
        sections.name = name
        sections.description = map.text("description")
        sections.seed = map.integer("seed", in: 0...Int.max)
        sections.objective = map.take("objective")
        sections.parameters = map.take("parameters")
        sections.parametersPosition = map.keyPosition("parameters")
        sections.require = map.take("require")
        sections.search = map.require("search")
            .flatMap { SearchReader(methods: methods, diagnostics: diagnostics).read($0) }
        sections.searchPosition = map.keyPosition("search")
        if let limits = map.take("limits") { sections.limits = readLimits(limits) }
        sections.trial = map.require("trial").flatMap { TrialReader(kinds: kinds, diagnostics: diagnostics).read($0) }
        map.finish(later: ["resources", "pruner"])
        return sections
    }

    private func readLimits(_ node: Node) -> Limits {
        var limits = Limits()
        guard let map = MapReader(node, title: "'limits'", diagnostics: diagnostics) else { return limits }
        limits.wallTime = map.duration("wall_time")
        limits.trialTime = map.duration("trial_time")
        limits.failures = map.integer("failures", in: 0...Int.max)
        limits.retries = map.integer("retries", in: 0...100) ?? limits.retries
        map.finish(later: ["memory"])
        return limits
    }

    private func refuseNothingToVary(_ sections: Sections) {
        guard let search = sections.search else { return }
        let diagnostic = SearchError.empty(method: search.method.name).diagnostic
        report(diagnostic, at: sections.parametersPosition ?? sections.searchPosition)
    }

    private func report(_ diagnostic: Diagnostic, at fallback: SourcePosition?) {
        diagnostics.report(
            diagnostic.message, subject: diagnostic.subject, at: diagnostic.position ?? fallback,
            suggestion: diagnostic.suggestion)
    }

    private func makeSampler(_ study: Study, _ search: SearchDeclaration, _ sections: Sections) -> (any Sampler)? {
        do {
            return try search.method.make(SearchProblem(study))
        } catch let error as SearchError {
            report(error.diagnostic, at: search.methodPosition)
        } catch {
            diagnostics.report(
                "method '\(search.method.name)' cannot search this study (\(error))", at: search.methodPosition)
        }
        return nil
    }

    private func checkLanding(
        _ study: Study, _ kind: any TrialKind, _ listed: [ConfigurationsReader.Placed]?, _ references: ReferenceCheck,
        _ sampler: (any Sampler)?
    ) {
        var check = LandingCheck(
            kind: kind, description: study.trial.node, space: study.space, environment: environment,
            diagnostics: diagnostics)
        guard let listed else {
            let isSmall = source.text.utf8.count < 1 << 16
            for configuration in check.configurations(sampler, smallFile: isSmall) { check.check(configuration) }
            return
        }
        for item in listed {
            let missing = references.met(by: item.configuration).filter { item.configuration[$0.name] == nil }
            for reference in missing {
                let place = reference.position.map { " at \($0.line):\($0.column)" } ?? ""
                diagnostics.report(
                    "leaves out '\(reference.name)', which the trial uses\(place)",
                    subject: "configuration \(item.number)", at: item.node.position,
                    suggestion: "give it a value")
            }
            if missing.isEmpty { check.check(item.configuration) }
        }
    }
}
