import StudyCore

/// What stands around a report's table, in sentences.
extension StudyReport {
    /// `27 trials: 25 complete, 1 failed, 1 waiting; 81 runs`
    var countsSentence: String {
        let counts = Ranking.countedStates.map { ($0, ranking.count($0)) }.filter { $0.1 > 0 }
        let (trials, runs) = (outline.trialCount, outline.runCount)
        let states = counts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        return NumberText.count(trials, "trial") + (states.isEmpty ? "" : ": \(states)")
            + (runs == trials ? "" : "; \(NumberText.count(runs, "run"))")
    }

    var objectiveSentence: String { "\(study.objective.goal.rawValue) \(TerminalText.safe(study.objective.metric))" }

    /// What is known of the data: the provenance entries `data` and `data.…`.
    var dataSentences: [String] {
        study.provenance.filter { $0.name == "data" || $0.name.hasPrefix("data.") }.map {
            "\($0.name == "data" ? "" : TerminalText.safe(String($0.name.dropFirst(5))) + " ")\(TerminalText.safe($0.value))"
        }
    }

    /// `Best: trial 17 with validation.accuracy 0.9870; held out: test.accuracy 0.9890, test.loss 0.03880`
    var bestSentence: String {
        guard let best = ranking.best else { return "No trial is complete yet." }
        func figure(_ name: String) -> String {
            "\(TerminalText.safe(name)) \(NumberText.metric(best.metrics[name], named: name))"
        }
        var selected = [study.objective.metric]
        if study.objective.metric != "validation.accuracy", best.metrics["validation.accuracy"] != nil {
            selected.append("validation.accuracy")
        }
        var sentence = "Best: trial \(best.trial.number) with \(selected.map(figure).joined(separator: ", "))"
        let heldOut = MetricOrder.sorted(best.metrics.keys.filter { $0.hasPrefix("test.") })
        if !heldOut.isEmpty, !study.objective.usesHeldOutData {
            sentence += "; held out: \(heldOut.map(figure).joined(separator: ", "))"
        }
        return sentence + (best.completeRuns > 1 ? " (means of \(best.completeRuns) runs)" : "")
    }

    /// The sentences after the table, but for the failures.
    func notes(shown: Int, omitted: [String] = []) -> [String] {
        var notes: [String] = []
        let count = ranking.chosen?.count ?? outline.trialCount
        if ranking.chosen != nil {
            notes.append(
                "\(count) of \(NumberText.count(outline.trialCount, "trial")) chosen; ranks, ties and all figures below are those "
                    + "of the whole study")
        }
        let hidden = count - shown
        if hidden > 0 {
            notes.append("\(NumberText.count(hidden, "more trial")) not shown (--top \(count) shows all)")
        }
        if !omitted.isEmpty {
            notes.append("No room for \(omitted.joined(separator: ", ")) (--format csv has all columns)")
        }
        notes.append(bestSentence)
        notes += statisticsNotes
        if study.objective.usesHeldOutData {
            notes.append("No held-out figure remains: the objective is measured on the held-out data.")
        }
        let timedOut = outline.failedRuns.timedOut
        if timedOut > 0 {
            notes.append(
                "\(NumberText.count(timedOut, "run")) ended by the clock (trial_time): another machine may end others.")
        }
        if let failures = outline.failures.sentence { notes.append(failures) }
        notes += stateNotes
        return notes
    }

    private var stateNotes: [String] {
        let name = ShellText.argument(study.name)
        let left = ranking.count(.waiting) + ranking.count(.running)
        switch study.state {
        case .interrupted:
            let rest = left > 0 ? " with \(NumberText.count(left, "trial")) to go" : ""
            return ["Interrupted\(rest); carry on with: hpsearch resume\(options) \(name)"]
        case .running: return ["Still running, with \(NumberText.count(left, "trial")) to go."]
        case .complete: return []
        }
    }

    /// One line for each run that failed, with its last failure.
    var failureLines: [String] {
        let failed = outline.failedRuns
        var lines = failed.first.map { run in
            let place = "trial \(run.key.trial)" + (run.key.repeat > 0 ? ", repeat \(run.key.repeat)" : "")
            guard let last = run.failures.last else { return "\(place): no failure is recorded" }
            let attempt = last.attempt > 1 ? " (attempt \(last.attempt))" : ""
            return "\(place): \(last.failure.failureClass.rawValue)\(attempt): "
                + TerminalText.safe(last.failure.message)
        }
        if failed.count > lines.count { lines.append("… and \(failed.count - lines.count) more") }
        return lines
    }

    var failureTitle: String {
        "Failed (once the cause is mended: hpsearch retry\(options) \(ShellText.argument(study.name))):"
    }
}
