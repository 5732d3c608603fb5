/// How much of a study's records is read. Without curves, a study of 100,000 runs is read in about a second.
public struct RecordDetail: Hashable, Sendable {
    public enum Metrics: Hashable, Sendable {
        case all
        case only([String])
        case none
    }

    public var metrics: Metrics
    public var curves: Bool
    public var failures: Bool
    /// Without them, trials have empty ones.
    public var configurations: Bool

    public init(
        metrics: Metrics = .all, curves: Bool = false, failures: Bool = true, configurations: Bool = true
    ) {
        self.metrics = metrics
        self.curves = curves
        self.failures = failures
        self.configurations = configurations
    }

    public static let everything = RecordDetail(curves: true)
    public static let withoutCurves = RecordDetail()

    /// What ranks trials, and no more.
    public static func ranking(by metric: String) -> RecordDetail {
        RecordDetail(metrics: .only([metric]), failures: false, configurations: false)
    }
}
