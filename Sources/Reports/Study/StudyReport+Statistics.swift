import StudyCore

/// What a report says of intervals, ties, held-out figures and importance.
extension StudyReport {
    /// The columns beside the objective: its interval, its spread over the runs, whether it is tied with the best.
    func statisticsColumns(_ trials: ArraySlice<RankedTrial>) -> [TableColumn] {
        let metric = study.objective.metric
        var columns: [TableColumn] = []
        let places = trials.indices
        if places.contains(where: { trials[$0].statistics?.low != nil }) {
            columns.append(
                TableColumn(
                    title: "interval", priority: 88,
                    cells: places.map { place in
                        let statistics = trials[place].statistics
                        return Self.interval(statistics?.low, statistics?.high, metric) ?? "–"
                    }))
        }
        if places.contains(where: { trials[$0].statistics?.deviation != nil }) {
            let cells = places.map { trials[$0].statistics?.deviation.map(NumberText.significant) ?? "–" }
            columns.append(TableColumn(title: "deviation", shortTitle: "sd", priority: 58, cells: cells))
        }
        if places.contains(where: { trials[$0].statistics?.isTiedWithBest != nil }) {
            let cells = places.map { place in
                trials[place].rank == 1 ? "best" : trials[place].statistics?.isTiedWithBest == true ? "tied" : ""
            }
            columns.append(TableColumn(title: "with best", isRightAligned: false, priority: 87, cells: cells))
        }
        return columns
    }

    /// `0.9841 … 0.9887`
    static func interval(_ low: Double?, _ high: Double?, _ metric: String) -> String? {
        guard let low, let high else { return nil }
        return "\(NumberText.metric(low, named: metric)) … \(NumberText.metric(high, named: metric))"
    }

    /// The sentences about ties, the held-out figure, and what a winner's interval is worth; none where nothing was
    /// computed.
    var statisticsNotes: [String] {
        guard let statistics, ranking.best != nil else { return [] }
        var notes: [String] = []
        let ties = statistics.ties
        switch ties.method {
        case .mcNemar(let examples):
            notes.append(
                tieSentence(ties) + " (exact McNemar tests on \(NumberText.grouped(Double(examples))) examples, "
                    + "corrected by Holm's method)")
            notes.append(
                "With one run each, these nets are compared, not the configurations: another seed gives other nets. "
                    + "For configurations, give search.repeats.")
        case .blocks(let repeats, let degreesOfFreedom, let pooled, let noisy):
            notes.append(
                tieSentence(ties) + " (paired over \(repeats) repeats, variance pooled over "
                    + "\(Self.pooled(pooled, noisy: noisy, of: ties.compared)), \(NumberText.count(degreesOfFreedom, "degree")) of freedom, "
                    + "corrected by Holm's method)")
            if ties.isWithoutNoise { notes.append(Self.withoutNoise) }
        case .none(.tooFewTrials): break
        case .none(.singleRuns):
            notes.append(
                "One run each: which trials are tied cannot be told. Where runs depend on the seed, give search.repeats."
            )
        case .none(.noPredictions):
            notes.append(
                "One run each, without a record of the examples: which trials are tied cannot be told. Give search.repeats."
            )
        case .none(.differentExamples):
            notes.append(
                "One run each, on data that a parameter chooses: which trials are tied cannot be told. Give search.repeats."
            )
        case .none(.noCommonRepeats):
            notes.append("The trials have fewer than two repeats in common: which are tied cannot be told.")
        }
        if let sentence = heldOutSentence { notes.append(sentence) }
        if let best = ranking.best, best.statistics?.low != nil, ties.compared > 1 {
            let simulated = best.completeRuns > 1 ? Self.simulatedWinners.repeated : Self.simulatedWinners.single
            notes.append(
                "The winner's \(TerminalText.safe(study.objective.metric)) and its interval are flattered: the best of "
                    + "\(ties.compared) was chosen for its value (of 27 simulated trials that differed no more than by noise, the winner's "
                    + "95 % interval held the truth in \(Self.percent(simulated)) of studies).")
        }
        return notes
    }

    /// How often 95 % intervals of winners held the truth in simulated studies of 27 trials that differed by as much as their
    /// noise: with one run each, and with three repeats. A test simulates them anew.
    static let simulatedWinners = (single: 0.78, repeated: 0.91)

    /// `the better 14 trials, taken for equally noisy`, `all 7 trials, …`, `5 of all 10 trials, apart from 5 that vary much more`
    static func pooled(_ pooled: Int, noisy: Int, of compared: Int) -> String {
        let all = pooled + noisy
        let trials = "\(all == compared ? "all" : "the better") \(NumberText.count(all, "trial"))"
        guard noisy > 0 else { return trials + ", taken for equally noisy" }
        return "\(pooled) of \(trials), apart from \(noisy) that \(noisy == 1 ? "varies" : "vary") much more"
    }

    /// What a p of 0 and an infinite t come from.
    static let withoutNoise =
        "The repeats leave no noise to compare with: every difference, however small, is certain (p is 0, t infinite)."

    /// `The best 4 of 27 are tied at 95 %`
    private func tieSentence(_ ties: StudyStatistics.Ties) -> String {
        let level = Self.percent(statistics?.level ?? StudyStatistics.usualLevel)
        switch ties.tied {
        case 1: return "The best of \(ties.compared) is tied with none at \(level)"
        case ties.compared: return "All \(ties.compared) are tied at \(level)"
        default:
            return ties.areFirst
                ? "The best \(ties.tied) of \(ties.compared) are tied at \(level)"
                : "\(ties.tied) of \(ties.compared) are tied for the best at \(level)"
        }
    }

    /// `95 %`, `99.5 %`
    static func percent(_ share: Double) -> String {
        // Four decimals: 0.95 · 100 is not quite 95.
        let rounded = (share * 1_000_000).rounded() / 10_000
        return Int(exactly: rounded).map { "\($0) %" } ?? "\(rounded) %"
    }

    /// `The winner held out: test.accuracy 0.9664, 0.9601 … 0.9720 at 95 %; 0.0200 worse than its validation.accuracy`
    private var heldOutSentence: String? {
        guard heldOutColumns != .none, let figure = statistics?.heldOut, let statistics else { return nil }
        var sentence =
            "The winner held out: \(TerminalText.safe(figure.metric)) "
            + NumberText.metric(figure.value, named: figure.metric)
        if let interval = Self.interval(figure.low, figure.high, figure.metric) {
            sentence += ", \(interval) at \(Self.percent(statistics.level))"
        }
        guard let gap = figure.gap else { return sentence }
        let metric = study.objective.metric
        if gap == 0 { return sentence + "; the same as its \(TerminalText.safe(metric))" }
        let isWorse = study.objective.prefers(gap, to: 0)
        let distance = NumberText.metric(abs(gap), named: metric)
        sentence += "; \(distance) \(isWorse ? "worse" : "better") than its \(TerminalText.safe(metric))"
        return sentence
    }

    /// The importance of the parameters as a table; nil where there is none to show.
    var importanceColumns: [TableColumn]? {
        guard let parameters = statistics?.importance?.parameters, !parameters.isEmpty else { return nil }
        return [
            TableColumn(
                title: "parameter", isRightAligned: false, priority: TableColumn.always, canShrink: true,
                cells: parameters.map { TerminalText.safe($0.parameter) }),
            TableColumn(
                title: "share", priority: TableColumn.always, cells: parameters.map { NumberText.share($0.share) }),
            TableColumn(
                title: "interval", priority: 90,
                cells: parameters.map { "\(NumberText.share($0.low)) … \(NumberText.share($0.high))" }),
            TableColumn(title: "n", priority: 70, cells: parameters.map { String($0.trials) }),
            TableColumn(
                title: "better", isRightAligned: false, priority: 80, canShrink: true,
                cells: parameters.map { Self.words($0.direction) }),
        ]
    }

    /// What stands above the table of importance, or in its place.
    var importanceSentence: String? {
        guard let statistics, parameterNames.count > 0, ranking.best != nil else { return nil }
        if let importance = statistics.importance, !importance.parameters.isEmpty {
            let explained = NumberText.share(max(0, importance.explained))
            let metric = TerminalText.safe(study.objective.metric)
            return "Importance: the share of the variance of \(metric) that a parameter accounts for by itself "
                + "(together, they predict \(explained) of what unseen trials vary)"
        }
        let count = ranking.rankedStandings.count
        guard count < StudyImportance.leastTrials else { return reasonWithoutImportance }
        return "Importance is told from \(StudyImportance.leastTrials) complete trials on; there "
            + (count == 1 ? "is 1." : "are \(count).")
    }

    /// Why enough trials tell no importance; nil where it was not asked for, or no reason is known.
    private var reasonWithoutImportance: String? {
        let ranked = ranking.rankedStandings
        guard let first = ranked.first else { return nil }
        if ranked.allSatisfy({ $0.objective == first.objective }) {
            let metric = TerminalText.safe(study.objective.metric)
            return "Importance cannot be told: all \(ranked.count) complete trials have the same \(metric)."
        }
        return outline.variesAmongRanked
            ? nil : "Importance cannot be told: no parameter varies among the complete trials."
    }

    static func words(_ direction: ParameterImportance.Direction) -> String {
        switch direction {
        case .larger: "larger"
        case .smaller: "smaller"
        case .unclear: "no clear direction"
        case .value(let name): TerminalText.safe(name)
        }
    }
}

extension NumberText {
    /// A share of a whole in percent: `42 %`, `3.1 %`.
    static func share(_ share: Double) -> String {
        let percent = share * 100
        return (percent < 9.95 ? significantShare(percent) : String(Int(percent.rounded()))) + " %"
    }

    private static func significantShare(_ percent: Double) -> String {
        let tenths = Int((percent * 10).rounded())
        return tenths == 0 ? "0" : "\(tenths / 10).\(tenths % 10)"
    }
}
