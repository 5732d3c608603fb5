import StudyCore

extension PlanSummary {
    /// The plan for a terminal; ends with a line break.
    public func text(style: TextStyle = TextStyle()) -> String {
        var lines = [style.paint("Study \(TerminalText.safe(name))", .bold)]
        lines += TerminalText.wrapped(TerminalText.safe(description ?? ""), to: style.width)
        lines += TextPairs.lines(studyFacts)
        if !facts.isEmpty {
            lines += ["", style.paint("First trial", .bold)]
            lines += TextPairs.lines(facts.map { (TerminalText.safe($0.title), TerminalText.safe($0.text)) })
        }
        if !parameters.isEmpty { lines += ["", parameterTable(style)] }
        if !constraints.isEmpty {
            lines += [style.paint("Required", .bold)] + constraints.map { "  \(TerminalText.safe($0))" } + [""]
        }
        if !configurations.isEmpty { lines += configurationLines(style) }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private var studyFacts: [(title: String, text: String)] {
        var pairs: [(title: String, text: String)] = [
            (
                "trials",
                trialsAreExact
                    ? "\(trials) by method \(TerminalText.safe(method))"
                    : "at most \(trials) before constraints, by method \(TerminalText.safe(method))"
            ),
            ("runs", "\(trialsAreExact ? "" : "at most ")\(runs)" + (repeats > 1 ? " (\(repeats) of each trial)" : "")),
            ("objective", "\(objective.goal.rawValue) \(TerminalText.safe(objective.metric))"),
            ("trial kind", TerminalText.safe(trialKind)), ("seed", String(seed)),
        ]
        if let pruner { pairs.append(("pruner", TerminalText.safe(pruner))) }
        if let wallTime = limits.wallTime { pairs.append(("wall time", NumberText.duration(wallTime))) }
        if let trialTime = limits.trialTime { pairs.append(("trial time", NumberText.duration(trialTime))) }
        if let failures = limits.failures { pairs.append(("failures", "at most \(failures)")) }
        if let memory = limits.memory { pairs.append(("memory per worker", "at most \(MemorySize.exact(memory))")) }
        if resources != Resources() {
            var shares = [NumberText.count(resources.cores, "core")]
            if resources.gpus > 0 { shares.append(NumberText.count(resources.gpus, "GPU")) }
            if let memory = resources.memory { shares.append("\(MemorySize.exact(memory)) of memory") }
            pairs.append(("each run takes", shares.joined(separator: ", ")))
        }
        return pairs
    }

    private func parameterTable(_ style: TextStyle) -> String {
        var columns = [
            TableColumn(
                title: "parameter", isRightAligned: false, priority: TableColumn.always, canShrink: true,
                cells: parameters.map { TerminalText.safe($0.name) }),
            TableColumn(title: "type", isRightAligned: false, priority: 80, cells: parameters.map(\.type)),
            TableColumn(
                title: "range", isRightAligned: false, priority: 90, canShrink: true,
                cells: parameters.map { TerminalText.safe($0.range) }),
        ]
        if parameters.contains(where: { $0.condition != nil }) {
            columns.append(
                TableColumn(
                    title: "only where", isRightAligned: false, priority: 85, canShrink: true,
                    cells: parameters.map { TerminalText.safe($0.condition ?? "") }))
        }
        return TerminalTable.text(FittedColumns(columns, width: style.width).columns, style: style)
    }

    private func configurationLines(_ style: TextStyle) -> [String] {
        let title =
            if !trialsAreExact { "The first trials" } else if configurations.count == trials {
                "Trials"
            } else { "Trials, \(configurations.count) of \(trials)" }
        let width = configurations.reduce(0) { max($0, String($1.number).count) }
        return [style.paint(title, .bold)]
            + configurations.map { number, configuration in
                let text = configuration.values.isEmpty ? "no parameters" : TerminalText.safe(configuration.summary)
                return "  " + TerminalText.padded(String(number), to: width, right: true) + "  "
                    + TerminalText.cut(text, to: max(20, style.width - width - 4))
            }
    }

    /// The plan as JSON; see `docs/report-format.md`.
    public func json() -> Node {
        [
            "format": .integer(reportFormat),
            "study": .text(name),
            "description": .text(description),
            "seed": .seed(seed),
            "objective": .objective(objective),
            "trial_kind": .text(trialKind),
            "method": .text(method),
            "trials": .integer(trials),
            "trials_exact": .boolean(trialsAreExact),
            "repeats": .integer(repeats),
            "runs": .integer(runs),
            "pruner": .text(pruner),
            "limits": [
                "wall_time": limits.wallTime.map { .number($0) } ?? nil,
                "trial_time": limits.trialTime.map { .number($0) } ?? nil,
                "failures": .optional(limits.failures), "retries": .integer(limits.retries),
                "memory": .optional(limits.memory),
            ],
            "resources": [
                "cores": .integer(resources.cores), "gpus": .integer(resources.gpus),
                "memory": .optional(resources.memory),
            ],
            "parameters": .list(
                parameters.map { parameter in
                    [
                        "name": .text(parameter.name), "type": .text(parameter.type),
                        "distribution": .text(parameter.distribution), "range": .text(parameter.range),
                        "condition": .text(parameter.condition),
                    ]
                }),
            "require": .list(constraints.map { .text($0) }),
            "configurations": .list(
                configurations.map { number, configuration in
                    ["number": .integer(number), "parameters": configuration.node]
                }),
            "facts": .map(facts.map { ($0.title, .text($0.text)) }),
        ]
    }
}
