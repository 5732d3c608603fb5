import Statistics
import StudyCore

/// The interval of one trial's objective, for who shows no table: Student's over several runs, Wilson's over the examples of
/// one.
public enum ObjectiveInterval {
    /// - Parameters:
    ///   - values: of the trial's complete runs.
    ///   - examples: how many the metric is the accuracy on; nil where it is none, or where that is not known.
    /// - Returns: nil where there is no interval.
    public static func bounds(
        _ values: [Double], of metric: String, examples: Int?, level: Double = 0.95
    ) -> (low: Double, high: Double)? {
        if values.count > 1 {
            return ConfidenceInterval.student(values, level: level).map { withinRange($0, of: metric) }
        }
        guard let value = values.first, let examples, value.isFinite else { return nil }
        let successes = Int((value * Double(examples)).rounded())
        return ConfidenceInterval.wilson(successes: successes, of: examples, level: level).map { ($0.low, $0.high) }
    }

    /// A share lies in 0…1.
    static func withinRange(_ interval: ConfidenceInterval, of metric: String) -> (low: Double, high: Double) {
        metric.hasSuffix("accuracy") ? (max(0, interval.low), min(1, interval.high)) : (interval.low, interval.high)
    }
}
