/// What makes one trial better than another: a metric, and whether it is to be large or small.
public struct Objective: Hashable, Sendable {
    public enum Goal: String, CaseIterable, Sendable {
        case maximize
        case minimize
    }

    public let metric: String
    public let goal: Goal

    public init(_ goal: Goal, _ metric: String) {
        self.goal = goal
        self.metric = metric
    }

    /// Whether `first` is strictly better than `second`.
    public func prefers(_ first: Double, to second: Double) -> Bool {
        goal == .maximize ? first > second : first < second
    }

    /// Whether the held-out part decides, so that no held-out figure remains.
    public var usesHeldOutData: Bool { metric.hasPrefix("test.") }
}
