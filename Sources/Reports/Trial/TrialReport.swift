import StudyCore

/// One trial in full: its parameters, its runs with their curves and failures, and what the results depend on.
public struct TrialReport: Sendable {
    public let study: StudyRecord
    public let ranked: RankedTrial
    private let best: RankedTrial?
    /// Of runs that have directories.
    let outputs: [RunKey: RunOutput]

    /// Nil where the study has no trial of this number.
    /// - Parameters:
    ///   - study: with the curves of this trial at least.
    ///   - statistics: of the same study; none where nil.
    ///   - outputs: what programs have written, of runs that have directories.
    public init?(
        _ study: StudyRecord, trial number: Int, statistics: StudyStatistics? = nil,
        outputs: [RunKey: RunOutput] = [:]
    ) {
        let ranking = statistics?.ranking ?? Ranking(study)
        guard let ranked = ranking.trials.first(where: { $0.trial.number == number }) else { return nil }
        self.study = study
        self.ranked = ranked
        self.outputs = outputs
        best = ranking.best
    }

    /// The trial as JSON; see `docs/report-format.md`.
    public func json() -> Node {
        [
            "format": .integer(reportFormat),
            "study": .text(study.name),
            "number": .integer(ranked.trial.number),
            "rank": .optional(ranked.rank),
            "state": .text(ranked.state.rawValue),
            "parameters": ranked.trial.configuration.node,
            "objective": [
                "metric": .text(study.objective.metric), "goal": .text(study.objective.goal.rawValue),
                "value": .optional(ranked.objective), "low": .optional(ranked.statistics?.low),
                "high": .optional(ranked.statistics?.high), "deviation": .optional(ranked.statistics?.deviation),
                "tied_with_best": .optional(ranked.statistics?.isTiedWithBest),
            ],
            "metrics": .metrics(ranked.metrics),
            "runs": .list(ranked.trial.runs.map { Self.json($0, outputs[$0.key]) }),
            "provenance": .map(study.provenance.map { ($0.name, .text($0.value)) }),
            "tool_version": .text(study.toolVersion),
        ]
    }

    private static func json(_ run: RunRecord, _ output: RunOutput?) -> Node {
        .map(
            [
                ("repeat", .integer(run.key.repeat)),
                ("seed", .seed(run.seed)),
                ("state", .text(run.state.rawValue)),
                ("attempts", .integer(run.attempts)),
                ("metrics", .metrics(run.metrics)),
                ("curve", .curve(run.curve)),
                ("failures", .list(run.failures.map { json($0, of: run) })),
                ("host", .text(run.host)),
                ("worker", .text(run.worker)),
                ("started", .time(run.started)),
                ("finished", .time(run.finished)),
            ] + json(output))
    }

    /// The trial for a terminal; ends with a line break.
    public func text(style: TextStyle = TextStyle()) -> String {
        var sections = [heading(style), parameterLines(style), metricLines(style)]
        for run in ranked.trial.runs {
            sections += [curveLines(run, style), failureLines(run, style), outputLines(run, style)]
        }
        sections.append(provenanceLines(style))
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private func heading(_ style: TextStyle) -> [String] {
        let name = TerminalText.safe(study.name)
        var place = ranked.rank.map { ", rank \($0)" } ?? ""
        if let best, best.trial.number != ranked.trial.number, let value = best.objective {
            let figure = NumberText.metric(value, named: study.objective.metric)
            place += " (the best is trial \(best.trial.number) with \(figure))"
        }
        var objective = NumberText.metric(ranked.objective, named: study.objective.metric)
        let interval = StudyReport.interval(
            ranked.statistics?.low, ranked.statistics?.high, study.objective.metric)
        if let interval { objective += " (\(interval))" }
        let tie = ranked.statistics?.isTiedWithBest == true && place.contains("(") ? "; tied with the best" : ""
        return [
            style.paint("Trial \(ranked.trial.number) of \(name): \(ranked.state.rawValue)\(place)", .bold),
            "\(TerminalText.safe(study.objective.metric)) \(objective), to \(study.objective.goal.rawValue)\(tie)",
        ]
    }

    private func parameterLines(_ style: TextStyle) -> [String] {
        let values = ranked.trial.configuration.values
        guard !values.isEmpty else { return [style.paint("No parameters", .bold)] }
        return [style.paint("Parameters", .bold)]
            + TextPairs.lines(values.map { (TerminalText.safe($0.name), TerminalText.safe($0.value.text)) })
    }

    /// A line for each run and one for their mean, the metrics side by side.
    private func metricLines(_ style: TextStyle) -> [String] {
        let runs = ranked.trial.runs
        // What all runs cost alike is told below the table.
        let costs = CostText.constant(runs.map(\.metrics))
        let names = MetricOrder.sorted(
            runs.reduce(into: Set<String>()) { $0.formUnion($1.metrics.keys) }
                .subtracting(Measurement.Unit.allCases.flatMap { [$0.divergenceMetric, $0.pruningMetric] })
                .subtracting(costs.keys))
        let withMean = ranked.completeRuns > 1
        func cells(_ text: (RunRecord) -> String, mean: String) -> [String] {
            runs.map(text) + (withMean ? [mean] : [])
        }
        var columns = [
            TableColumn(
                title: "repeat", priority: TableColumn.always, cells: cells({ String($0.key.repeat) }, mean: "mean")),
            TableColumn(title: "seed", priority: 60, cells: cells({ String($0.seed) }, mean: "")),
            TableColumn(
                title: "state", isRightAligned: false, priority: 95, cells: cells(Self.state(of:), mean: "")),
            TableColumn(title: "attempts", priority: 40, cells: cells({ String($0.attempts) }, mean: "")),
        ]
        columns += names.enumerated().map { place, name in
            TableColumn(
                title: TerminalText.safe(name), shortTitle: StudyReport.shortTitle(TerminalText.safe(name)),
                priority: max(51, 90 - place),
                cells: cells(
                    { NumberText.metric($0.metrics[name], named: name) },
                    mean: NumberText.metric(ranked.metrics[name], named: name)))
        }
        columns += [
            TableColumn(
                title: "started", isRightAligned: false, priority: 45,
                cells: cells({ $0.started.map(Timestamp.readable) ?? "–" }, mean: "")),
            TableColumn(
                title: "took", priority: 46,
                cells: cells(
                    { run in
                        guard let started = run.started, let finished = run.finished else { return "–" }
                        return NumberText.duration(finished.timeIntervalSince(started))
                    }, mean: "")),
            TableColumn(
                title: "worker", isRightAligned: false, priority: 30,
                cells: cells(
                    { TerminalText.safe([$0.host, $0.worker].compactMap { $0 }.joined(separator: " ")) }, mean: "")),
        ]
        let fitted = FittedColumns(columns, width: style.width)
        let table = TerminalTable.text(fitted.columns, style: style)
        let omitted = fitted.omitted.isEmpty ? [] : ["No room for \(fitted.omitted.joined(separator: ", "))"]
        let cost = CostText.sentence(costs, of: "Each run").map { [$0] } ?? []
        return [style.paint("Runs", .bold), String(table.dropLast())] + omitted + cost
    }

    /// `complete`, `diverged at epoch 3`, `pruned at epoch 3`.
    private static func state(of run: RunRecord) -> String {
        guard run.state == .diverged || run.state == .pruned else { return run.state.rawValue }
        for unit in Measurement.Unit.allCases {
            let metric = run.state == .diverged ? unit.divergenceMetric : unit.pruningMetric
            guard let step = run.metrics[metric].flatMap(Int.init(exactly:)) else { continue }
            return "\(run.state.rawValue) at \(unit.rawValue) \(step)"
        }
        return run.state.rawValue
    }

    private func curveLines(_ run: RunRecord, _ style: TextStyle) -> [String] {
        guard let first = run.curve.first else { return [] }
        let names = run.curve.reduce(into: [String]()) { names, measurement in
            for (name, _) in measurement.values where !names.contains(name) { names.append(name) }
        }
        let steps = Thinning.indices(of: run.curve.count).map { run.curve[$0] }
        var columns = [
            TableColumn(
                title: first.unit.rawValue, priority: TableColumn.always, cells: steps.map { String($0.step) })
        ]
        columns += names.enumerated().map { place, name in
            TableColumn(
                title: TerminalText.safe(name), shortTitle: StudyReport.shortTitle(TerminalText.safe(name)),
                priority: max(51, 90 - place),
                cells: steps.map { step in
                    NumberText.metric(step.values.first { $0.name == name }?.value, named: name)
                })
        }
        columns.append(
            TableColumn(title: "seconds", priority: 40, cells: steps.map { NumberText.seconds($0.seconds) }))
        let table = TerminalTable.text(FittedColumns(columns, width: style.width).columns, style: style)
        let thinned =
            steps.count < run.curve.count ? " (\(steps.count) of \(run.curve.count) \(first.unit.rawValue)s)" : ""
        return [style.paint("Curve of repeat \(run.key.repeat)\(thinned)", .bold)] + drawing(of: run, names, style)
            + [String(table.dropLast())]
    }

    private static let greatestDrawing = (width: 78, height: 8)

    /// What stands for the run's course, drawn, on a terminal.
    private func drawing(of run: RunRecord, _ names: [String], _ style: TextStyle) -> [String] {
        guard style.drawsCurves, let name = PictureSource.curveName(study.objective.metric, among: names) else {
            return []
        }
        let points = run.curve.compactMap { measurement in
            measurement.values.first { $0.name == name }.map { (x: measurement.step, y: $0.value) }
        }
        let chart = BrailleChart(
            points, width: min(style.width, Self.greatestDrawing.width), height: Self.greatestDrawing.height,
            label: { NumberText.metric($0, named: name) })
        return chart.lines.isEmpty ? [] : ["  \(TerminalText.safe(name))"] + chart.lines + [""]
    }

    private func provenanceLines(_ style: TextStyle) -> [String] {
        // The version that a launch recorded stands for the one that began the study.
        let begun = study.provenance.contains { $0.name == "hpsearch" } ? [] : [("hpsearch", study.toolVersion)]
        let pairs = begun + study.provenance.map { ($0.name, $0.value) }
        return [style.paint("Provenance", .bold)]
            + TextPairs.lines(pairs.map { (TerminalText.safe($0.0), TerminalText.safe($0.1)) })
    }
}
