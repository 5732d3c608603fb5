/// Why an attempt of a run failed.
public struct RunFailure: Error, Hashable, Sendable {
    public enum Class: String, Sendable, CaseIterable {
        /// The worker ended by a signal or a non-zero status in the middle of the run.
        case crashed
        /// The worker can no longer be reached.
        case lost
        /// The attempt took longer than `limits.trial_time`.
        case timedOut = "timed_out"
        /// The description cannot be carried out with the data as it is.
        case data
        /// Something went wrong inside the tool.
        case `internal`

        /// Whether another attempt may end differently.
        public var isRetried: Bool { self == .crashed || self == .lost }
    }

    public let failureClass: Class
    /// One sentence.
    public let message: String
    /// The end of the worker's standard error, when there was something.
    public let standardErrorTail: String?

    public init(_ failureClass: Class, _ message: String, standardErrorTail: String? = nil) {
        self.failureClass = failureClass
        self.message = message
        self.standardErrorTail = standardErrorTail
    }
}
