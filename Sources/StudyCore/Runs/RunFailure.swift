/// Why an attempt of a run failed.
public struct RunFailure: Error, Hashable, Sendable {
    public enum Class: String, Sendable, CaseIterable {
        /// The worker ended in the middle of the run: by a signal, by an exit status, or because it broke the protocol.
        case crashed
        /// The worker can no longer be reached.
        case lost
        /// The run took more memory than `limits.memory` or than there was, or would have.
        case outOfMemory = "out_of_memory"
        /// The attempt took longer than `limits.trial_time`.
        case timedOut = "timed_out"
        /// A run's program ended with an exit status other than 0.
        case exitStatus = "exit_status"
        /// A run's program was ended by a signal that was not ours.
        case signal
        /// A run's program came to its end without reporting the objective.
        case missingMetric = "missing_metric"
        /// Patterns that metrics are read by took too long on a line of what a run's program wrote, or on all of it.
        case slowPattern = "slow_pattern"
        /// The description cannot be carried out with the data as it is.
        case data
        /// Something went wrong inside the tool.
        case `internal`

        /// Whether a run that failed so is tried again, up to `limits.retries` times: where another attempt may end
        /// differently. See `docs/decisions/0012-what-is-tried-again.md`.
        public var isRetried: Bool { [.crashed, .lost, .signal].contains(self) }
    }

    /// How much of a standard error is kept, in bytes: its end.
    public static let greatestTail = 64 << 10

    public let failureClass: Class
    /// One sentence.
    public let message: String
    /// The end of what was written to standard error during the attempt, at most `greatestTail` bytes; nil when nothing
    /// was.
    public let standardErrorTail: String?

    public init(_ failureClass: Class, _ message: String, standardErrorTail: String? = nil) {
        self.failureClass = failureClass
        self.message = message
        self.standardErrorTail = standardErrorTail.map(Self.tail)
    }

    /// The same failure with a standard error, where it has none.
    public func withTail(_ tail: String?) -> RunFailure {
        RunFailure(failureClass, message, standardErrorTail: standardErrorTail ?? tail)
    }

    private static func tail(_ text: String) -> String {
        guard text.utf8.count > greatestTail else { return text }
        // Not in the middle of a character.
        let end = text.utf8.suffix(greatestTail).drop { $0 & 0xC0 == 0x80 }
        return String(decoding: end, as: UTF8.self)
    }
}
