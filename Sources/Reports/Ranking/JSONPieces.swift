import Foundation
import StudyCore

/// The version of the JSON shapes, raised when one of them changes incompatibly. See `docs/report-format.md`.
let reportFormat = 1

extension Node {
    /// Metrics in their fixed order; null where not finite.
    static func metrics(_ metrics: MetricValues) -> Node {
        .map(MetricOrder.sorted(metrics.keys).map { ($0, .number(metrics[$0] ?? .nan)) })
    }

    /// A number that may be missing.
    static func optional(_ value: Double?) -> Node { value.map { .real($0) } ?? Node(.null) }
    static func optional(_ value: Int?) -> Node { value.map { .integer($0) } ?? Node(.null) }
    static func optional(_ value: Bool?) -> Node { value.map { .boolean($0) } ?? Node(.null) }
    static func time(_ value: Date?) -> Node { .text(value.map(Timestamp.precise)) }

    /// A seed: JSON has no unsigned integers here, one above `Int.max` becomes text.
    static func seed(_ value: UInt64) -> Node { Int(exactly: value).map { .integer($0) } ?? .text(String(value)) }

    static func objective(_ objective: Objective) -> Node {
        ["metric": .text(objective.metric), "goal": .text(objective.goal.rawValue)]
    }

    /// How many there are of each state, 0 included.
    static func counts(_ count: (RunState) -> Int) -> Node {
        .map(Ranking.countedStates.map { ($0.rawValue, .integer(count($0))) })
    }
}

/// Points in time as text, in UTC.
enum Timestamp {
    /// `2026-03-01T12:00:00.250Z`
    static func precise(_ date: Date) -> String {
        // Rounded before it is cut, since the text of .250 must not be .249.
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        guard milliseconds.isFinite, abs(milliseconds) < 8.64e15 else { return "unknown" }
        return Date(timeIntervalSince1970: (milliseconds + 0.25) / 1000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// `2026-03-01 12:00:00 UTC`
    static func readable(_ date: Date) -> String {
        precise(date).replacing("T", with: " ", maxReplacements: 1).prefix { $0 != "." } + " UTC"
    }
}
