import Foundation
import StudyCore

/// Numbers as a person reads them. Whatever a machine reads (JSON, CSV) has all digits.
enum NumberText {
    /// A metric's value: accuracies to four decimals, counts whole, seconds to a tenth, all else to four digits.
    static func metric(_ value: Double?, named name: String) -> String {
        guard let value else { return "–" }
        guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "∞" : "-∞" }
        if name.hasSuffix("accuracy") { return String(format: "%.4f", value) }
        if name == "seconds" { return seconds(value) }
        if let whole = Int(exactly: value), abs(whole) >= 10 { return String(whole) }
        return significant(value)
    }

    /// A parameter's value: reals to four significant digits, everything else as it is.
    static func scalar(_ value: Scalar?) -> String {
        switch value {
        case nil: "–"
        case .real(let real): String(format: "%.4g", real)
        case .some(let value): TerminalText.safe(value.text)
        }
    }

    /// Four significant digits, trailing zeros kept: `0.04360`, `2.325`, `1.200e-05`.
    static func significant(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        let scientific = String(format: "%.3e", value)
        guard let exponent = scientific.split(separator: "e").last.flatMap({ Int($0) }) else { return scientific }
        return (-4...5).contains(exponent) ? String(format: "%.\(max(0, 3 - exponent))f", value) : scientific
    }

    static func seconds(_ value: Double) -> String {
        String(format: value < 1 ? "%.3f" : value < 100 ? "%.1f" : "%.0f", value)
    }

    /// A stretch of time: `40 s`, `3 min 20 s`, `8 h 05 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "–" }
        if seconds < 60 { return String(format: seconds < 10 ? "%.1f s" : "%.0f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
        return "\(whole / 3600) h \(String(format: "%02d", whole % 3600 / 60)) min"
    }

    /// `1 trial`, `27 trials`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
