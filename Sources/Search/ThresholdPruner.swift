import StudyCore

/// Ends a run as soon as a metric is beyond a bound: one whose loss is still above 2 after three epochs, or whose accuracy is
/// still below 0.5.
///
/// It looks at the run alone, so that the others change nothing.
public struct ThresholdPruner: Pruner {
    /// On which side of the bound a run is of no interest any more; a value at the bound is.
    public enum Side: String, Hashable, Sendable, CaseIterable {
        case above
        case below
    }

    public let metric: String
    public let side: Side
    public let bound: Double
    /// The first step whose measurement is looked at, from 1.
    public let after: Int

    public init(metric: String, _ side: Side, _ bound: Double, after: Int = 1) {
        self.metric = metric
        self.side = side
        self.bound = bound
        self.after = after
    }

    /// A measurement without the metric, or with one that is not a number, ends nothing.
    public func advice(after measurement: Measurement) -> RunAdvice {
        guard measurement.step >= after, let value = measurement.values.last(where: { $0.name == metric })?.value
        else { return .proceed }
        return (side == .above ? value > bound : value < bound) ? .stop : .proceed
    }

    public var summary: String { "threshold: \(metric) \(side.rawValue) \(bound) from step \(after) on" }

    static let method = PruningMethod("threshold") { ThresholdPruner(node: $0, $1, $2) }

    /// Reads `{metric: validation.accuracy, below: 0.5, after: 3}`.
    private init?(node: Node, _ problem: PruningProblem, _ diagnostics: Diagnostics) {
        guard let map = MapReader(node, title: "'threshold'", diagnostics: diagnostics) else { return nil }
        let before = diagnostics.all.count
        let name = map.require("metric")
        let metric = name.flatMap { Self.metric($0, problem, diagnostics) }
        let bounds = Side.allCases.compactMap { side in map.number(side.rawValue).map { (side: side, bound: $0) } }
        let after = map.integer("after", in: 1...Int.max) ?? 1
        let written = Side.allCases.filter { map.has($0.rawValue) }
        if written.count != 1 {
            diagnostics.report(
                "takes one of above and below (got \(written.isEmpty ? "neither" : "both"))", subject: "threshold",
                at: written.last.flatMap { map.keyPosition($0.rawValue) } ?? node.position,
                suggestion: written.isEmpty ? "write \(Self.example(metric))" : "keep one")
        }
        map.finish()
        guard diagnostics.all.count == before, let metric, let limit = bounds.first else { return nil }
        self.init(metric: metric, limit.side, limit.bound, after: after)
    }

    private static func metric(_ node: Node, _ problem: PruningProblem, _ diagnostics: Diagnostics) -> String? {
        guard let name = node.text(named: "metric", diagnostics: diagnostics) else { return nil }
        if name.hasPrefix("test."), problem.objective?.usesHeldOutData != true {
            diagnostics.report(
                "'\(name)' is of the held-out part, by which no run is to be chosen", subject: "metric",
                at: node.position, suggestion: "take a metric of the validation part")
            return nil
        }
        if let measured = problem.measured, !measured.contains(name) {
            diagnostics.report(
                "a run does not measure '\(name)' on its way", subject: "metric", at: node.position,
                suggestion: nameSuggestion(for: name, among: measured))
            return nil
        }
        return name
    }

    /// The side that most people mean.
    private static func example(_ metric: String?) -> String {
        metric?.contains("accuracy") == true || metric?.contains("r2") == true ? "below: 0.5" : "above: 10"
    }
}
