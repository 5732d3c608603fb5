import StudyCore

/// One measured quantity of a trial over its steps: the mean over the complete runs that have the step.
struct TrialCurve {
    let trial: Int
    let unit: StudyCore.Measurement.Unit
    /// In ascending order of their steps; finite.
    let points: [(step: Int, value: Double)]

    /// How many points of a line are drawn at most.
    static let greatestCount = 400

    /// Nil where no run has measured it.
    init?(_ trial: TrialRecord, _ name: String) {
        self.trial = trial.number
        var sums: [Int: (sum: Double, count: Int)] = [:]
        var unit: StudyCore.Measurement.Unit?
        for run in trial.runs where run.state == .complete || run.state == .diverged {
            for measurement in run.curve {
                guard let value = measurement.values.first(where: { $0.name == name })?.value, value.isFinite else {
                    continue
                }
                unit = unit ?? measurement.unit
                sums[measurement.step, default: (0, 0)].sum += value
                sums[measurement.step, default: (0, 0)].count += 1
            }
        }
        guard let unit else { return nil }
        self.unit = unit
        points = sums.keys.sorted().compactMap { step in
            sums[step].map { (step, $0.sum / Double($0.count)) }
        }
    }

    /// The course of each run by itself.
    static func runs(of trial: TrialRecord, _ name: String) -> [TrialCurve] {
        trial.runs.compactMap { run in
            TrialCurve(TrialRecord(number: trial.number, configuration: trial.configuration, runs: [run]), name)
        }
    }

    /// Thinned so that it can be drawn.
    var drawn: [(step: Int, value: Double)] {
        EvenSample.indices(of: points.count, atMost: Self.greatestCount).map { points[$0] }
    }

    /// The names of what the runs have measured, each once, in the order in which they first occur.
    static func names(_ trials: [TrialRecord]) -> [String] {
        var names: [String] = []
        for trial in trials {
            guard let first = trial.runs.first(where: { !$0.curve.isEmpty })?.curve.last else { continue }
            for (name, _) in first.values where !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// `trial 17`
    static func label(_ trial: Int) -> String { "trial \(trial)" }
}

extension PictureSource {
    /// The best trials that have curves, the best first; of chosen trials all that can be told apart.
    func leading(_ count: Int) -> [TrialRecord] {
        ranking.chosen == nil ? bestWithCurves(count) : withCurves(Palette.greatestLineCount)
    }

    /// The best trials that have curves, the best first.
    func bestWithCurves(_ count: Int) -> [TrialRecord] {
        let byNumber = Dictionary(curves.map { ($0.number, $0) }) { first, _ in first }
        return Array(ranked.lazy.compactMap { byNumber[$0.trial.number] }.prefix(count))
    }

    /// The trials that have curves, the best first, those without a rank last.
    func withCurves(_ count: Int) -> [TrialRecord] {
        let byNumber = Dictionary(curves.map { ($0.number, $0) }) { first, _ in first }
        return Array(ranking.trials.lazy.compactMap { byNumber[$0.trial.number] }.prefix(count))
    }
}
