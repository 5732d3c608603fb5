import Foundation
import Reports
import StudyCore

/// Numbers and times as progress shows them.
enum ProgressText {
    /// `31.2 s`, `4m 05s`, `2h 03m`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "?" }
        if seconds < 60 { return String(format: seconds < 10 ? "%.2f s" : "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return String(format: "%dm %02ds", whole / 60, whole % 60) }
        if whole < 86_400 { return String(format: "%dh %02dm", whole / 3600, whole % 3600 / 60) }
        return String(format: "%dd %02dh", whole / 86_400, whole % 86_400 / 3600)
    }

    /// An objective's value: shares with four decimals, all else with five significant digits.
    static func value(_ value: Double, of metric: String) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
        return metric.hasSuffix("accuracy") ? String(format: "%.4f", value) : String(format: "%.5g", value)
    }

    /// `, 0.9812 … 0.9853 at 95 %`; nothing where there is no interval.
    static func interval(_ values: [Double], of metric: String, examples: Int?) -> String {
        guard let (low, high) = ObjectiveInterval.bounds(values, of: metric, examples: examples) else { return "" }
        return ", \(value(low, of: metric)) … \(value(high, of: metric)) at 95 %"
    }

    /// `12.5 runs/s`, `4.2 runs/min`, `1.5 runs/h`
    static func pace(_ runsPerSecond: Double) -> String {
        let (value, unit) =
            runsPerSecond >= 1
            ? (runsPerSecond, "s")
            : runsPerSecond >= 1.0 / 60 ? (runsPerSecond * 60, "min") : (runsPerSecond * 3600, "h")
        return String(format: value < 100 ? "%.1f" : "%.0f", value) + " runs/\(unit)"
    }

    /// `learning_rate 0.0231, beta 0.912`: reals to four digits.
    static func configuration(_ configuration: Configuration?) -> String {
        (configuration?.values ?? []).map { name, value in
            if case .real(let real) = value { return "\(name) \(String(format: "%.4g", real))" }
            return "\(name) \(value.text)"
        }.joined(separator: ", ").withoutControlCharacters
    }

    /// One line for a trial that has ended.
    static func line(_ trial: StudyProgress.FinishedTrial, in progress: StudyProgress) -> String {
        let (total, objective) = (progress.totalTrials, progress.objective)
        let width = String(total).count
        let count = String(repeating: " ", count: max(0, width - String(trial.finishedTrials).count))
        let head = "[\(count)\(trial.finishedTrials)/\(total)] trial \(trial.number)"
        let outcome =
            trial.objective.map { "\(objective.metric) \(value($0, of: objective.metric))" } ?? trial.state.rawValue
        return "\(head)  \(outcome)  \(duration(trial.seconds))  \(configuration(progress.configuration(trial.number)))"
    }

    /// `████████░░░░` for a share in 0…1.
    static func bar(_ share: Double, width: Int) -> String {
        let filled = max(0, min(width, Int((share * Double(width)).rounded())))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }
}

extension String {
    /// The text with control characters and marks of direction made visible, so that a name cannot steer a terminal;
    /// line ends stay.
    var withoutControlCharacters: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { visiblyPrintable(String($0)) }
            .joined(separator: "\n")
    }
}
