import StudyCore

/// Every sentence of this module.
enum SchedulerSentences {
    /// Of a run whose worker is gone.
    static func ended(_ reason: String) -> String { "the worker ended in the middle of the run: \(reason)" }

    // Why a worker was ended, in words that follow a colon.
    static func babbled(_ excerpt: String) -> String { "it wrote what is not its protocol: \(excerpt)" }
    static func answeredForAnother(_ key: RunKey) -> String {
        "it answered for trial \(key.trial), repeat \(key.repeat), which was not its to answer for"
    }
    static func silent(_ seconds: Double) -> String { "it did not answer for \(duration(seconds))" }
    static func silentOnRecall(_ seconds: Double) -> String {
        "it did not end a run that was taken back within \(duration(seconds))"
    }
    static func noHello(_ seconds: Double) -> String { "it did not say hello within \(duration(seconds))" }

    static func withoutObjective(_ metric: String) -> String { "the run ended without a value of \(metric)" }
    static func timedOut(_ seconds: Double) -> String {
        "the attempt took longer than limits.trial_time (\(duration(seconds)))"
    }

    static func unstartable(_ reason: String) -> String { "no worker can be started: \(reason)" }
    static func endsBeforeHello(_ reason: String, times: Int, tail: String?) -> String {
        "no worker can be started: \(times) ended before they were ready, the last: \(reason)" + lastLine(of: tail)
    }
    static func otherVersion(_ version: String, expected: String) -> String {
        "no worker can be started: it is version \(version), this is version \(expected)"
    }
    static let unkillable = "no worker can be started: those that were killed are not gone"

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
