import Statistics
import StudyCore

/// Intervals of a metric's mean over a trial's runs: Student's over several runs, Wilson's over the examples of one.
struct MetricIntervals {
    let metric: String
    let level: Double
    /// How many examples the metric is the accuracy on, by trial; for trials of one run.
    let examples: [Int: Int]
    /// Student's quantiles by the number of runs, since a table has many rows of as many runs.
    private var quantiles: [Int: Double] = [:]

    /// - Parameter trials: those that intervals will be asked of.
    init(
        _ metric: String, of trials: some Sequence<RankedTrial>, level: Double, predictions: any PredictionSource
    ) throws {
        self.metric = metric
        self.level = level
        guard let split = Objective.accuracySplit(of: metric) else {
            examples = [:]
            return
        }
        let single = trials.filter { $0.completeRuns == 1 }.map { $0.trial.number }
        examples = single.isEmpty ? [:] : try predictions.counts(of: single, split: split)
    }

    mutating func statistics(of ranked: RankedTrial) -> TrialStatistics {
        let runs = ranked.trial.runs
        let values = runs.indices.compactMap { runs[$0].state == .complete ? runs[$0].metrics[metric] : nil }
        if values.count > 1 {
            guard let spread = Spread(values) else { return TrialStatistics() }
            let interval = ConfidenceInterval.student(spread, count: values.count, quantile: quantile(values.count))
            let (low, high) = ObjectiveInterval.withinRange(interval, of: metric)
            return TrialStatistics(low: low, high: high, deviation: spread.standardDeviation)
        }
        guard let value = values.first, let count = examples[ranked.trial.number],
            let interval = ConfidenceInterval.wilson(
                successes: Int((value * Double(count)).rounded()), of: count, level: level)
        else { return TrialStatistics() }
        return TrialStatistics(low: interval.low, high: interval.high)
    }

    private mutating func quantile(_ count: Int) -> Double {
        if let known = quantiles[count] { return known }
        let quantile = StudentDistribution(degreesOfFreedom: Double(count - 1)).upperQuantile((1 - level) / 2)
        quantiles[count] = quantile
        return quantile
    }
}
