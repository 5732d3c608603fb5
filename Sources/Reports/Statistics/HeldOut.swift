import StudyCore

/// Of which trials the held-out figures are shown. Whoever looks at many of them and picks one has held out nothing.
public enum HeldOutColumns: String, CaseIterable, Sendable {
    case all
    case best
    case none

    /// Whether a metric is measured on what is held out. What is ranked by is always shown.
    static func isHeldOut(_ metric: String, _ objective: Objective) -> Bool {
        metric.hasPrefix("test.") && metric != objective.metric
    }
}

/// The best trial's figure on the held-out part, beside the one it was chosen by.
public struct HeldOutFigure: Sendable {
    public let metric: String
    public let value: Double
    /// The ends of its interval; nil where there is none.
    public let low: Double?
    public let high: Double?
    /// The objective less this figure, where both measure the same; the best of many is flattered by having been chosen.
    public let gap: Double?

    /// Nil where nothing is held out, or no trial is complete.
    init?(_ ranking: Ranking, level: Double, predictions: any PredictionSource) throws {
        guard let best = ranking.best, let metric = ranking.heldOutMetric, let value = best.metrics[metric] else {
            return nil
        }
        var intervals = try MetricIntervals(metric, of: [best], level: level, predictions: predictions)
        let statistics = intervals.statistics(of: best)
        self.metric = metric
        self.value = value
        (low, high) = (statistics.low, statistics.high)
        let isSameQuantity = Self.quantity(metric) == Self.quantity(ranking.objective.metric)
        gap = isSameQuantity ? best.objective.map { $0 - value } : nil
    }

    private static func quantity(_ metric: String) -> Substring? { metric.split(separator: ".").last }
}

extension Ranking {
    /// The held-out metric that goes with the objective: `test.loss` with `validation.loss`, else `test.accuracy`.
    var heldOutMetric: String? {
        guard !objective.usesHeldOutData, let best else { return nil }
        let quantity = objective.metric.split(separator: ".").last.map { "test.\($0)" }
        return [quantity, "test.accuracy", "test.loss"].lazy.compactMap { $0 }.first { best.metrics[$0] != nil }
    }

    /// The same trials with the held-out metrics of some only. What is ranked by stays.
    func showing(_ columns: HeldOutColumns) -> Ranking {
        guard columns != .all else { return self }
        let kept = columns == .best ? best?.trial.number : nil
        var ranking = self
        for index in trials.indices where trials[index].trial.number != kept {
            ranking.trials[index].metrics = trials[index].metrics.filter { name, _ in
                !HeldOutColumns.isHeldOut(name, objective)
            }
        }
        return ranking
    }
}
