import StudyCore

extension StudyReport {
    /// Those of the table's columns that were chosen.
    func columns(_ trials: ArraySlice<RankedTrial>) -> [TableColumn] {
        allColumns(trials).filter { shows($0.title) }
    }

    /// The columns of the table for people: rank and trial, what is ranked, what is held out, the parameters, and the
    /// other metrics.
    func allColumns(_ trials: ArraySlice<RankedTrial>) -> [TableColumn] {
        let metric = study.objective.metric
        let heldOut = heldOutCompanion
        // By their places, here and below: a trial taken out of the list is copied with all that it holds.
        let places = trials.indices
        var columns = [
            TableColumn(
                title: "#", priority: TableColumn.always, cells: places.map { trials[$0].rank.map(String.init) ?? "–" }),
            TableColumn(
                title: "trial", priority: TableColumn.always, cells: places.map { String(trials[$0].trial.number) }),
        ]
        if places.contains(where: { trials[$0].state != .complete }) {
            columns.append(
                TableColumn(
                    title: "state", isRightAligned: false, priority: 90, cells: places.map { trials[$0].state.rawValue }
                ))
        }
        if places.contains(where: { trials[$0].trial.runs.count > 1 }) {
            columns.append(TableColumn(title: "runs", priority: 40, cells: trials.map(Self.runs)))
        }
        columns.append(metricColumn(metric, trials, priority: TableColumn.always))
        columns += statisticsColumns(trials)
        if let heldOut { columns.append(metricColumn(heldOut, trials, priority: 85)) }
        columns += parameterNames.map { parameterColumn($0, trials) }
        let constant = constantCosts
        columns += metricNames.filter { $0 != metric && $0 != heldOut && constant[$0] == nil }.map {
            metricColumn($0, trials, priority: Self.priority(ofMetric: $0))
        }
        return columns
    }

    /// The held-out metric that goes with the objective: `test.loss` with `validation.loss`, else `test.accuracy`.
    var heldOutCompanion: String? {
        guard !study.objective.usesHeldOutData else { return nil }
        let names = Set(metricNames)
        let quantity = study.objective.metric.split(separator: ".").last.map { "test.\($0)" }
        return [quantity, "test.accuracy", "test.loss"].lazy.compactMap { $0 }.first(where: names.contains)
    }

    /// What a network costs where it is the same in all trials that tell it: nothing to compare, so no column.
    var constantCosts: [String: Double] { outline.constantCosts }

    /// `Each trial: 1,068,810 learnt values; …`
    var costSentence: String? {
        CostText.sentence(constantCosts, of: outline.trialCount == 1 ? "The trial" : "Each trial")
    }

    private static func runs(_ ranked: RankedTrial) -> String {
        let all = ranked.trial.runs.count
        return ranked.completeRuns == all ? String(all) : "\(ranked.completeRuns)/\(all)"
    }

    private func metricColumn(_ name: String, _ trials: ArraySlice<RankedTrial>, priority: Int) -> TableColumn {
        let title = TerminalText.safe(name)
        let quantity = NumberText.Quantity(name)
        return TableColumn(
            title: title, shortTitle: Self.shortTitle(title), priority: priority, canShrink: false,
            cells: trials.indices.map { NumberText.metric(trials[$0].metrics[name], quantity) })
    }

    private func parameterColumn(_ name: String, _ trials: ArraySlice<RankedTrial>) -> TableColumn {
        let values = trials.indices.map { trials[$0].trial.configuration[name] }
        let isText = values.contains { if case .text = $0 { true } else { false } }
        let varies = outline.varies(name)
        return TableColumn(
            title: TerminalText.safe(name), isRightAligned: !isText, priority: varies ? 70 : 35, canShrink: true,
            cells: values.map(NumberText.scalar))
    }

    private static func priority(ofMetric name: String) -> Int {
        switch name {
        case "validation.accuracy": 80
        case "test.accuracy": 78
        case "validation.loss": 56
        case "test.loss": 54
        case "seconds": 52
        case "parameters", "flops.forward", "flops.training", "memory": 25
        case _ where name.hasPrefix("train."): 20
        default: 45
        }
    }

    static func shortTitle(_ name: String) -> String {
        name.replacing("validation.", with: "val.").replacing("accuracy", with: "acc")
    }
}
