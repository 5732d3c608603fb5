import StudyCore

extension StudyReport {
    /// The report for a terminal.
    func table(top: Int?, style: TextStyle) -> String {
        let trials = shown(top)
        let title = "Study \(TerminalText.safe(study.name)): \(study.state.rawValue)"
        var lines = [style.paint(title, .bold)]
        lines += TerminalText.wrapped(TerminalText.safe(study.description ?? ""), to: style.width)
        lines += [countsSentence, "Objective: \(objectiveSentence)"]
        lines += dataSentences.map { "Data: \($0)" }
        if let costSentence { lines.append(costSentence) }
        var omitted: [String] = []
        if !trials.isEmpty {
            var columns = columns(trials)
            if style.drawsCurves, let curve = curveColumn(trials), shows(curve.title) { columns.append(curve) }
            let fitted = FittedColumns(columns, width: style.width)
            omitted = fitted.omitted
            let best = ranking.best?.trial.number
            let table = TerminalTable.text(fitted.columns, style: style) { row in
                let place = trials.startIndex + row
                if trials[place].trial.number == best { return .green }
                return switch trials[place].state {
                case .failed: .red
                case .diverged: .yellow
                case .running, .waiting: .faint
                case .complete, .pruned: nil
                }
            }
            // With a count: without, all characters of a long table would be counted first.
            lines += ["", String(table.dropLast(1))]
        }
        lines += [""] + notes(shown: trials.count, omitted: omitted)
        if let importanceSentence { lines += [""] + TerminalText.wrapped(importanceSentence, to: style.width) }
        if let importanceColumns {
            let fitted = FittedColumns(importanceColumns, width: style.width).columns
            lines.append(String(TerminalTable.text(fitted, style: style).dropLast()))
        }
        let failures = failureLines
        if !failures.isEmpty { lines += ["", failureTitle] + failures.map { style.paint("  \($0)", .red) } }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as comma-separated values, all digits and all columns.
    func csv(top: Int?) -> String {
        let (parameters, metrics) = (parameterNames, metricNames)
        let titles = csvTitles
        let places = titles.indices.filter { shows(titles[$0]) }
        var result = CSVText.line(places.map { titles[$0] })
        for ranked in shown(top) {
            var fields = [
                ranked.rank.map(String.init) ?? "", String(ranked.trial.number), ranked.state.rawValue,
                String(ranked.completeRuns),
            ]
            fields += parameters.map { CSVText.scalar(ranked.trial.configuration[$0]) }
            fields += metrics.map { CSVText.number(ranked.metrics[$0]) }
            fields += [CSVText.number(ranked.statistics?.low), CSVText.number(ranked.statistics?.high)]
            fields.append(ranked.statistics?.isTiedWithBest.map(String.init) ?? "")
            fields.append(CSVText.number(ranked.statistics?.deviation))
            result += CSVText.line(places.map { fields[$0] })
        }
        return result
    }

    /// The titles of all columns that the CSV has.
    private var csvTitles: [String] {
        let fixed = ["rank", "trial", "state", "runs", "low", "high", "tied_with_best", "deviation"]
        let titles = CSVText.titles(fixed, parameters: parameterNames, metrics: metricNames)
        return Array(fixed[..<4]) + titles.parameters + titles.metrics + Array(fixed[4...])
    }

    /// Whether a column was chosen; `#` goes by the name of `rank`.
    func shows(_ title: String) -> Bool { columnChoice?.shows(Self.columnName(title)) ?? true }

    private static func columnName(_ title: String) -> String { title == "#" ? "rank" : title }

    /// The patterns of columns that fit none, and the columns that there are, in this format. JSON has no columns.
    public func unmatchedColumns(_ format: Format, top: Int? = nil) -> (patterns: [String], names: [String]) {
        let titles: [String]
        switch format {
        case .table, .markdown: titles = allColumns(shown(top)).map(\.title)
        case .csv: titles = csvTitles
        case .json: return ([], [])
        }
        let names = titles.map(Self.columnName)
        // Curves have a column on terminals alone, where there are any.
        return (columnChoice?.unmatched(names + ["curve"]) ?? [], names)
    }
}
