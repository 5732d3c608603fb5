import Foundation
import StudyCore

extension StudyComparisonReport {
    /// The comparison as text that ends with a line break.
    public func text(_ format: StudyReport.Format, style: TextStyle = TextStyle()) -> String {
        switch format {
        case .table: table(style)
        case .markdown: markdown
        case .csv: csv
        case .json: json.prettyJSON + "\n"
        }
    }

    private struct Section {
        let title: String
        let columns: [TableColumn]
        var note: String?
    }

    private func table(_ style: TextStyle) -> String {
        let blocks = sections.map { section in
            let fitted = FittedColumns(section.columns, width: style.width).columns
            let lines = [
                style.paint(section.title, .bold), String(TerminalTable.text(fitted, style: style).dropLast()),
            ]
            return (lines + TerminalText.wrapped(section.note ?? "", to: style.width)).joined(separator: "\n")
        }
        let notes = incomparable.map { TerminalText.wrapped($0, to: style.width).joined(separator: "\n") }
        return ([style.paint(title, .bold)] + blocks + notes).joined(separator: "\n\n") + "\n"
    }

    private var markdown: String {
        var result = "# \(MarkdownText.escaped(title))\n"
        for section in sections {
            result += "\n## \(MarkdownText.escaped(section.title))\n\n" + MarkdownText.table(section.columns)
            if let note = section.note { result += "\n\(MarkdownText.escaped(note))\n" }
        }
        for note in incomparable { result += "\n\(MarkdownText.escaped(note))\n" }
        return result
    }

    private var title: String {
        let names = studies.map { TerminalText.safe($0.name) }
        return "\(names.dropLast().joined(separator: ", ")) and \(names.last ?? ""): "
            + "\(objective.goal.rawValue) \(TerminalText.safe(objective.metric))"
    }

    private var sections: [Section] {
        [resultSection, reachSection, curveSection] + [winnerSection, bargainSection].compactMap { $0 }
    }

    private func figure(_ value: Double?) -> String { NumberText.metric(value, named: objective.metric) }

    private func names(_ names: [String]) -> TableColumn {
        TableColumn(
            title: "study", isRightAligned: false, priority: TableColumn.always, canShrink: true,
            cells: names.map(TerminalText.safe))
    }

    private var resultSection: Section {
        let level = StudyReport.percent(level)
        var columns = [
            names(studies.map(\.name)),
            TableColumn(
                title: "method", isRightAligned: false, priority: 70, cells: studies.map { $0.method ?? "–" }),
            TableColumn(
                title: "complete", priority: 60,
                cells: studies.map { "\($0.statistics.ranking.ranked.count)/\($0.study.trials.count)" }),
            TableColumn(
                title: "best trial", priority: 65, cells: studies.map { $0.best.map { String($0.trial.number) } ?? "–" }
            ),
            TableColumn(
                title: TerminalText.safe(objective.metric), priority: TableColumn.always,
                cells: studies.map { figure($0.best?.objective) }),
            TableColumn(
                title: "interval", priority: 80,
                cells: studies.map {
                    StudyReport.interval($0.best?.statistics?.low, $0.best?.statistics?.high, objective.metric) ?? "–"
                }),
            TableColumn(
                title: "tied", priority: 62,
                cells: studies.map {
                    $0.statistics.ties.method.isNone ? "–" : String($0.statistics.ties.tied)
                }),
        ]
        if studies.contains(where: { $0.statistics.heldOut != nil }) {
            columns.append(
                TableColumn(
                    title: "held out", priority: 90,
                    cells: studies.map { compared in
                        guard let figure = compared.statistics.heldOut else { return "–" }
                        let value = NumberText.metric(figure.value, named: figure.metric)
                        let interval = StudyReport.interval(figure.low, figure.high, figure.metric)
                        return value + (interval.map { ", \($0)" } ?? "")
                    }))
        }
        columns.append(
            TableColumn(
                title: "seconds", priority: 55,
                cells: studies.map { $0.steps.last?.seconds.map(NumberText.seconds) ?? "–" }))
        return Section(title: "Best trials, intervals at \(level)", columns: columns)
    }

    private var reachSection: Section {
        let rows = values.flatMap { value in studies.map { (value: value, study: $0, reach: $0.reach(value)) } }
        return Section(
            title: "Trials needed to reach a value",
            columns: [
                TableColumn(
                    title: "value", priority: TableColumn.always, cells: rows.map { figure($0.value) }),
                names(rows.map(\.study.name)),
                TableColumn(
                    title: "trials", priority: TableColumn.always,
                    cells: rows.map { row in row.reach.trials.map(String.init) ?? "never in \(row.study.steps.count)" }),
                TableColumn(
                    title: "in random order", priority: 90,
                    cells: rows.map { $0.reach.expected.map { String(format: "%.1f", $0) } ?? "–" }),
                TableColumn(title: "reaching it", priority: 70, cells: rows.map { String($0.reach.sufficing) }),
                TableColumn(
                    title: "seconds", priority: 80,
                    cells: rows.map { $0.reach.seconds.map(NumberText.seconds) ?? "–" }),
            ],
            note:
                "In random order: how many trials it takes on average if the same ones come in any order. The order of a "
                + "grid, and the luck of a random search, do not count there.")
    }

    private var curveSection: Section {
        let longest = studies.map(\.steps.count).max() ?? 0
        // A handful of rows: 1, 2, 5, 10, … and the end of each study.
        let round = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]
        let counts = Set(round.filter { $0 < longest } + studies.map(\.steps.count)).filter { $0 > 0 }.sorted()
        var columns = [TableColumn(title: "trials", priority: TableColumn.always, cells: counts.map(String.init))]
        for compared in studies {
            let name = TerminalText.safe(compared.name)
            let bests = counts.map { compared.best(of: $0) }
            columns.append(
                TableColumn(
                    title: name, priority: TableColumn.always, canShrink: true, cells: bests.map { figure($0.soFar) }))
            columns.append(
                TableColumn(
                    title: "expected", priority: 80, cells: bests.map { figure($0.expected) }))
        }
        return Section(
            title: "Best so far, and expected of as many trials in random order", columns: columns)
    }

    private var winnerSection: Section? {
        guard let metric = winners.first?.metric else { return nil }
        return Section(
            title: "The winners held out: \(TerminalText.safe(metric))",
            columns: [
                names(winners.map(\.first)),
                TableColumn(
                    title: "against", isRightAligned: false, priority: TableColumn.always, canShrink: true,
                    cells: winners.map { TerminalText.safe($0.second) }),
                TableColumn(
                    title: "difference", priority: 90,
                    cells: winners.map { NumberText.metric($0.difference, named: metric) }),
                TableColumn(
                    title: "test", isRightAligned: false, priority: 60,
                    cells: winners.map { $0.test == "welch" ? "Welch" : "McNemar" }),
                TableColumn(title: "p", priority: 95, cells: winners.map { NumberText.probability($0.pValue) }),
                TableColumn(
                    title: "corrected p", priority: 96, cells: winners.map { NumberText.probability($0.adjusted) }),
            ],
            note: winners.contains { $0.test == "mcnemar" }
                ? "McNemar's test compares two trained nets, not two configurations." : nil)
    }

    /// Which pairs of winners the table of held-out figures leaves out, and why.
    private var incomparable: [String] {
        WinnerTest.incomparable(studies).map { first, second, reason in
            "The winners of \(TerminalText.safe(first)) and \(TerminalText.safe(second)) are not tested against each other "
                + "on the held-out part: \(reason.rawValue)."
        }
    }

    private var bargainSection: Section? {
        let bargains = bargains
        guard !bargains.isEmpty else { return nil }
        return Section(
            title: "Cost against quality: trials that none beats in both",
            columns: [
                TableColumn(
                    title: "seconds", priority: TableColumn.always,
                    cells: bargains.map { NumberText.seconds($0.seconds) }),
                TableColumn(
                    title: TerminalText.safe(objective.metric), priority: TableColumn.always,
                    cells: bargains.map { figure($0.trial.objective) }),
                names(bargains.map(\.study)),
                TableColumn(title: "trial", priority: 90, cells: bargains.map { String($0.trial.trial.number) }),
                TableColumn(
                    title: "parameters", isRightAligned: false, priority: 50, canShrink: true,
                    cells: bargains.map { TerminalText.safe($0.trial.trial.configuration.summary) }),
            ])
    }

    /// The best so far, trial by trial.
    private var csv: String {
        var result = CSVText.line(["study", "trials", "best", "expected", "seconds"])
        for compared in studies {
            for count in points(upTo: compared.steps.count) {
                let best = compared.best(of: count)
                result += CSVText.line([
                    compared.name, String(count), CSVText.number(best.soFar), CSVText.number(best.expected),
                    CSVText.number(compared.steps[count - 1].seconds),
                ])
            }
        }
        return result
    }
}
