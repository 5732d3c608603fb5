import Foundation
import StudyCore

extension TrialExplanation {
    /// The explanation as text that ends with a line break.
    public func text(_ format: StudyReport.Format, style: TextStyle = TextStyle()) -> String {
        switch format {
        case .table: table(style)
        case .markdown: markdown
        case .csv: csv
        case .json: json.prettyJSON + "\n"
        }
    }

    private func table(_ style: TextStyle) -> String {
        var lines = [style.paint(title, .bold)] + sentences.flatMap { TerminalText.wrapped($0, to: style.width) }
        if !rivals.isEmpty {
            let fitted = FittedColumns(columns, width: style.width)
            lines += ["", String(TerminalTable.text(fitted.columns, style: style).dropLast())]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var markdown: String {
        var result = "# \(MarkdownText.escaped(title))\n\n"
        for sentence in sentences { result += "- \(MarkdownText.escaped(sentence))\n" }
        if !rivals.isEmpty { result += "\n" + MarkdownText.table(columns) }
        return result
    }

    private var title: String {
        let name = "Trial \(trial.trial.number) of \(TerminalText.safe(study.name))"
        guard let rank = trial.rank else { return "\(name): \(trial.state.rawValue), without a rank" }
        let place = "\(name): rank \(rank) of \(rankedCount)"
        switch (rank, isTied) {
        case (1, _): return "\(place), the best"
        case (_, true): return "\(place), tied with the best"
        case (_, false): return "\(place), worse than the best"
        case (_, nil): return place
        }
    }

    /// What it reached, how that was compared, and what it has other than the best trial.
    private var sentences: [String] {
        var sentences = [figureSentence]
        guard trial.rank != nil else { return sentences + bestSentence }
        sentences += bestSentence
        if let sentence = methodSentence { sentences.append(sentence) }
        if let sentence = chosenSentence { sentences.append(sentence) }
        if ties.isWithoutNoise { sentences.append(StudyReport.withoutNoise) }
        if trial.rank == 1, rankedCount > 1, !method.isNone {
            sentences.append(
                ties.tied == 1
                    ? "No other trial is tied with it at \(StudyReport.percent(level))."
                    : "\(ties.tied - 1) of \(rankedCount - 1) others are tied with it at \(StudyReport.percent(level))."
            )
        }
        if !differences.isEmpty {
            let parts = differences.map { difference in
                "\(TerminalText.safe(difference.name)) \(NumberText.scalar(difference.value)) "
                    + "(\(NumberText.scalar(difference.best)))"
            }
            sentences.append("Other than the best (whose value is in brackets): \(parts.joined(separator: ", "))")
        }
        return sentences
    }

    private var figureSentence: String {
        let metric = study.objective.metric
        guard trial.rank != nil else { return reasonWithoutRank }
        var sentence = "\(TerminalText.safe(metric)) \(NumberText.metric(trial.objective, named: metric))"
        if let interval = StudyReport.interval(trial.statistics?.low, trial.statistics?.high, metric) {
            sentence += ", \(interval) at \(StudyReport.percent(level))"
        }
        if trial.completeRuns > 1 { sentence += ", the mean of \(trial.completeRuns) runs" }
        return sentence + "; to \(study.objective.goal.rawValue)"
    }

    private var reasonWithoutRank: String {
        let runs = trial.trial.runs
        switch trial.state {
        case .complete: return "Its \(TerminalText.safe(study.objective.metric)) is missing or not finite."
        case .failed:
            let failed = runs.first { $0.state == .failed }?.failures.last?.failure
            let cause = failed.map { ": \($0.failureClass.rawValue): \(TerminalText.safe($0.message))" } ?? ""
            return "A run has failed for good\(cause)"
        case .diverged: return "A run has diverged: a loss or the objective was not finite."
        case .pruned: return "It was stopped early, before it could be compared."
        case .running, .waiting:
            let left = runs.count { !$0.state.isFinal }
            return "\(NumberText.count(left, "run")) of \(runs.count) still to end."
        }
    }

    private var bestSentence: [String] {
        guard let best, best.trial.number != trial.trial.number else { return [] }
        let metric = study.objective.metric
        return ["The best, trial \(best.trial.number), has \(NumberText.metric(best.objective, named: metric))."]
    }

    private var methodSentence: String? {
        let correction =
            "corrected by Holm's method for \(NumberText.count(rankedCount - 1, "comparison")) with the best"
        switch method {
        case .mcNemar(let examples):
            return "Compared by exact McNemar tests on the same \(NumberText.grouped(Double(examples))) examples, "
                + "\(correction). These compare two trained nets, not two configurations."
        case .blocks(let repeats, let degreesOfFreedom, let pooled, let noisy):
            return "Compared in pairs over \(repeats) common repeats, with a variance pooled over "
                + "\(StudyReport.pooled(pooled, noisy: noisy, of: rankedCount)) (\(NumberText.count(degreesOfFreedom, "degree")) of freedom), "
                + "\(correction)."
        case .none(.tooFewTrials): return nil
        case .none(.noCommonRepeats): return "Its rank is that of its mean: the trials have no two repeats in common."
        case .none: return "Its rank is that of its figure: with one run each nothing tells which differences are real."
        }
    }

    private var chosenSentence: String? {
        let count = rivals.count { $0.role == .chosen && $0.adjusted != nil }
        let condition = "holds if \(count == 1 ? "it was" : "they were") chosen before the figures were seen."
        return switch count {
        case 0: nil
        case 1: "The p of the chosen one is not corrected, which \(condition)"
        default:
            "The p values of the chosen ones are corrected for these \(count) comparisons alone, which \(condition)"
        }
    }

    private var columns: [TableColumn] {
        let metric = study.objective.metric
        func cells(_ text: (Rival) -> String?) -> [String] { rivals.map { text($0) ?? "–" } }
        var columns = [
            TableColumn(
                title: "against", priority: TableColumn.always, cells: cells { String($0.other.trial.number) }),
            TableColumn(title: "rank", priority: 80, cells: cells { $0.other.rank.map(String.init) }),
            TableColumn(
                title: "which is", isRightAligned: false, priority: 90,
                cells: cells { $0.role.rawValue.replacing("_", with: " ") }),
            TableColumn(
                title: TerminalText.safe(metric), shortTitle: StudyReport.shortTitle(TerminalText.safe(metric)),
                priority: 85, cells: cells { NumberText.metric($0.other.objective, named: metric) }),
        ]
        guard !method.isNone else { return columns }
        columns += [
            TableColumn(
                title: "difference", priority: 95,
                cells: cells { $0.outcome.map { NumberText.metric($0.difference, named: metric) } }),
            TableColumn(
                title: detailTitle, isRightAligned: false, priority: 70, cells: cells { $0.outcome?.detail.text }),
            TableColumn(
                title: "p", priority: 98, cells: cells { $0.outcome.map { NumberText.probability($0.pValue) } }),
            TableColumn(
                title: "corrected p", priority: 99, cells: cells { $0.adjusted.map(NumberText.probability) }),
            TableColumn(
                title: "verdict", isRightAligned: false, priority: TableColumn.always,
                cells: cells { rival in rival.adjusted.map { $0 > 1 - level ? "tied" : "differs" } }),
        ]
        return columns
    }

    private var detailTitle: String {
        if case .mcNemar = method { return "right alone (this, other)" }
        return "t"
    }

    private var csv: String {
        var result = CSVText.line(
            ["study", "trial", "against", "rank", "role", "value", "difference", "p", "p_adjusted", "tied"])
        for rival in rivals {
            result += CSVText.line([
                study.name, String(trial.trial.number), String(rival.other.trial.number),
                rival.other.rank.map(String.init) ?? "", rival.role.rawValue, CSVText.number(rival.other.objective),
                CSVText.number(rival.outcome?.difference), CSVText.number(rival.outcome?.pValue),
                CSVText.number(rival.adjusted), rival.adjusted.map { String($0 > 1 - level) } ?? "",
            ])
        }
        return result
    }
}

extension RivalTest.Outcome.Detail {
    fileprivate var text: String {
        switch self {
        case .examples(let test): "\(test.onlyFirst), \(test.onlySecond)"
        case .repeats(let comparison): NumberText.significant(comparison.t)
        }
    }
}

extension NumberText {
    /// A p value: `0.042`, `3.1e-05`, `1`.
    static func probability(_ value: Double) -> String {
        if value >= 1 { return "1" }
        if value == 0 { return "0" }
        return String(format: value >= 0.0995 ? "%.2f" : value >= 0.000995 ? "%.2g" : "%.1e", value)
    }
}
