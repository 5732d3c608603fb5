import Foundation
import StudyCore

/// When the runs of a study were in hand, and by how many workers.
struct RunTimes: Sendable {
    /// In milliseconds, as times are told.
    private struct Span {
        var begin: Int
        var end: Int
    }

    private struct Worker: Hashable {
        let host: String?
        let name: String
    }

    /// Ascending and apart from each other.
    private var spans: [Span] = []
    private var workers: Set<Worker> = []

    mutating func add(_ run: RunRecord) {
        if let name = run.worker { workers.insert(Worker(host: run.host, name: name)) }
        guard let begin = run.started.flatMap(Self.milliseconds), let end = run.finished.flatMap(Self.milliseconds),
            begin <= end
        else { return }
        var span = Span(begin: begin, end: end)
        // Runs come nearly in the order of time, so that the place is found from the end.
        var first = spans.count
        while first > 0, spans[first - 1].end >= span.begin { first -= 1 }
        var last = first
        while last < spans.count, spans[last].begin <= span.end {
            span.begin = min(span.begin, spans[last].begin)
            span.end = max(span.end, spans[last].end)
            last += 1
        }
        spans.replaceSubrange(first..<last, with: [span])
    }

    /// The time by the clock in which at least one run was in hand, in seconds; nil before any has ended.
    var seconds: Double? {
        spans.isEmpty ? nil : Double(spans.reduce(0) { $0 + $1.end - $1.begin }) / 1000
    }

    private static func milliseconds(_ date: Date) -> Int? {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        return abs(milliseconds) < 1e15 ? Int(milliseconds) : nil
    }

    /// How many different workers have had runs.
    var workerCount: Int { workers.count }
}
