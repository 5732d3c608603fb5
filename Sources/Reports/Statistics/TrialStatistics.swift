/// What statistics say about one trial's objective.
public struct TrialStatistics: Hashable, Sendable {
    /// The ends of the interval around the objective's mean.
    public var low: Double?
    public var high: Double?
    /// The standard deviation over the runs.
    public var deviation: Double?
    /// Whether the trial cannot be told from the best one; nil where nothing can be tested.
    public var isTiedWithBest: Bool?

    public init(low: Double? = nil, high: Double? = nil, deviation: Double? = nil, isTiedWithBest: Bool? = nil) {
        self.low = low
        self.high = high
        self.deviation = deviation
        self.isTiedWithBest = isTiedWithBest
    }
}
