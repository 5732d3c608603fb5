/// What a study may use, counted across resumes. Times in seconds.
public struct Limits: Hashable, Sendable {
    /// For the study as a whole: the time during which it ran.
    public var wallTime: Double?
    /// For one attempt of one run.
    public var trialTime: Double?
    /// The study stops when more runs than this have failed.
    public var failures: Int?
    /// How often a run is tried again after its worker crashed or was lost.
    public var retries: Int
    /// Bytes of private memory for each worker with everything that its run has started.
    public var memory: Int?

    public init(
        wallTime: Double? = nil, trialTime: Double? = nil, failures: Int? = nil, retries: Int = 2, memory: Int? = nil
    ) {
        self.wallTime = wallTime
        self.trialTime = trialTime
        self.failures = failures
        self.retries = retries
        self.memory = memory
    }
}
