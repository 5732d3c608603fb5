import Foundation
import StudyCore

/// A number as a person writes it.
func plain(_ value: Double) -> String { Node.number(value).json }

extension DistributionReader {
    static let greatestCount = 1_000_000

    func spaced(_ keyword: String, _ settings: Settings) -> Distribution? {
        let bounds = bounds(settings)
        let count = integer(settings, "n", in: 2...Self.greatestCount)
        guard let (low, high) = bounds, let count else { return nil }
        if keyword == "linspace" { return .linspace(low: low, high: high, count: count) }
        guard arePositive(keyword, low, high, settings) else { return nil }
        return .geomspace(low: low, high: high, count: count)
    }

    func uniform(_ settings: Settings) -> Distribution? {
        let bounds = bounds(settings)
        let step = number(settings, "step", .positive)
        guard let (low, high) = bounds else { return nil }
        guard let written = settings["step"] else { return .uniform(low: low, high: high, step: nil) }
        guard let step else { return nil }
        let steps = (high - low) / step
        guard steps.rounded() >= 1, abs(steps - steps.rounded()) <= 1e-9 * steps else {
            let fitting = (high - low) / max(1, steps.rounded())
            report(
                "step \(plain(step)) does not divide the range from \(plain(low)) to \(plain(high))",
                at: written.position, suggestion: "step \(short(fitting)) does")
            return nil
        }
        guard steps < Double(Self.greatestCount) else {
            report(
                "step \(plain(step)) makes more than \(Self.greatestCount) values", at: written.position,
                suggestion: "use a larger step, or none")
            return nil
        }
        return .uniform(low: low, high: high, step: step)
    }

    func logarithmic(_ keyword: String, _ settings: Settings) -> Distribution? {
        guard let (low, high) = bounds(settings) else { return nil }
        if keyword == "log_uniform" {
            guard arePositive(keyword, low, high, settings) else { return nil }
            return .logUniform(low: low, high: high)
        }
        guard high < 1 else {
            report(
                "reverse_log_uniform needs both bounds below 1 (got \(plain(low)), \(plain(high)))",
                at: settings["high"]?.position, suggestion: "use a bound such as 0.999")
            return nil
        }
        return .reverseLogUniform(low: low, high: high)
    }

    func whole(_ keyword: String, _ settings: Settings) -> Distribution? {
        let first = integer(settings, "low")
        let last = integer(settings, "high")
        let step = settings["step"] == nil ? 1 : integer(settings, "step", in: 1...Int.max)
        guard let low = first, let high = last else { return nil }
        if keyword == "int_log_uniform", low < 1 {
            report(
                "int_log_uniform needs both bounds above 0 (got \(low), \(high))", at: settings["low"]?.position,
                suggestion: "use int_uniform, or begin at 1")
            return nil
        }
        guard ordered(low, high, settings, text: { "\($0)" }), let step else { return nil }
        let range = UInt(bitPattern: high &- low)
        guard range % UInt(step) == 0 else {
            report(
                "step \(step) does not divide the range from \(low) to \(high)", at: settings["step"]?.position,
                suggestion: Self.divisor(of: range, near: UInt(step)).map { "step \($0) does" })
            return nil
        }
        return keyword == "int_uniform"
            ? .integerUniform(low: low, high: high, step: step) : .integerLogUniform(low: low, high: high, step: step)
    }

    func bell(_ keyword: String, _ settings: Settings) -> Distribution? {
        let isLogarithmic = keyword == "log_normal"
        let center = number(settings, isLogarithmic ? "mu" : "mean")
        let spread = number(settings, isLogarithmic ? "sigma" : "sd", .positive)
        let low = number(settings, "low", isLogarithmic ? .positive : .finite)
        let high = number(settings, "high", isLogarithmic ? .positive : .finite)
        guard let center, let spread, (low == nil) == (settings["low"] == nil),
            (high == nil) == (settings["high"] == nil)
        else { return nil }
        if let low, let high, !ordered(low, high, settings, text: plain) { return nil }
        let edges = isLogarithmic ? (low.map { log($0) }, high.map { log($0) }) : (low, high)
        let isFarAbove = edges.0.map { ($0 - center) / spread > 8 } ?? false
        let isFarBelow = edges.1.map { ($0 - center) / spread < -8 } ?? false
        if isFarAbove || isFarBelow {
            report(
                "the range that is left lies more than 8 standard deviations from the middle",
                at: (isFarAbove ? settings["low"] : settings["high"])?.position,
                suggestion: "move the bound, or use uniform")
            return nil
        }
        return isLogarithmic
            ? .logNormal(mu: center, sigma: spread, low: low, high: high)
            : .normal(mean: center, standardDeviation: spread, low: low, high: high)
    }

    private func bounds(_ settings: Settings) -> (low: Double, high: Double)? {
        let first = number(settings, "low")
        let last = number(settings, "high")
        guard let low = first, let high = last, ordered(low, high, settings, text: plain) else { return nil }
        guard (high - low).isFinite else {
            report("the range is too wide (got \(plain(low)), \(plain(high)))", at: settings.node.position)
            return nil
        }
        return (low, high)
    }

    private func arePositive(_ keyword: String, _ low: Double, _ high: Double, _ settings: Settings) -> Bool {
        guard low <= 0 else { return true }
        report(
            "\(keyword) needs both bounds above 0 (got \(plain(low)), \(plain(high)))", at: settings["low"]?.position,
            suggestion: keyword == "geomspace" ? "use linspace, or raise the bound" : "use uniform, or raise the bound")
        return false
    }

    private func short(_ value: Double) -> String { plain(Double(String(format: "%.6g", value)) ?? value) }

    private static func divisor(of range: UInt, near step: UInt) -> UInt? {
        for distance in 1...10_000 as ClosedRange<UInt> {
            if step > distance, range % (step - distance) == 0 { return step - distance }
            let (above, overflow) = step.addingReportingOverflow(distance)
            if !overflow, above <= range, range % above == 0 { return above }
        }
        return nil
    }
}
