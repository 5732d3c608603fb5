import StudyCore

/// Every sentence of this module.
enum SchedulerSentences {
    static func died(_ reason: String) -> String { "the worker ended in the middle of the run (\(reason))" }
    static func babbled(_ excerpt: String) -> String {
        "the worker wrote something that is not its protocol and was ended: \(excerpt)"
    }
    static func answeredForAnother(_ key: RunKey) -> String {
        "the worker answered for trial \(key.trial), repeat \(key.repeat), which was not its to answer for, and was ended"
    }
    static func silent(_ seconds: Double) -> String {
        "the worker did not answer for \(Int(seconds)) s and was ended"
    }
    static func timedOut(_ seconds: Double) -> String {
        "the attempt took longer than limits.trial_time (\(duration(seconds)))"
    }

    static func unstartable(_ reason: String) -> String { "no worker can be started: \(reason)" }
    static func diesBeforeHello(_ reason: String, times: Int, tail: String?) -> String {
        "no worker can be started: \(times) ended before they were ready, the last by \(reason)" + lastLine(of: tail)
    }
    static func otherVersion(_ version: String, expected: String) -> String {
        "no worker can be started: it is version \(version), this is version \(expected)"
    }
    static let unkillable = "no worker can be started: those that were killed are not gone"
    static let noHello = "not saying hello"
    static func notProtocol(_ excerpt: String) -> String { "writing '\(excerpt)'" }

    /// The shortest of hours, minutes and seconds that is exact.
    static func duration(_ seconds: Double) -> String {
        guard seconds.rounded() == seconds, seconds >= 60, seconds < 1e9 else {
            return seconds.rounded() == seconds && abs(seconds) < 1e9 ? "\(Int(seconds))s" : "\(seconds)s"
        }
        let whole = Int(seconds)
        if whole % 3600 == 0 { return "\(whole / 3600)h" }
        return whole % 60 == 0 ? "\(whole / 60)m" : "\(whole)s"
    }

    private static func lastLine(of tail: String?) -> String {
        guard let line = tail?.split(whereSeparator: \.isNewline).last else { return "" }
        return " (\(line.prefix(300)))"
    }
}
