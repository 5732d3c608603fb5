import StudyCore

/// The runs of a study that failed for good: how many, and the first of them.
struct FailedRuns: Sendable {
    /// As many are listed one by one.
    static let greatestList = 20

    private(set) var count = 0
    /// How many of them ran out of time.
    private(set) var timedOut = 0
    private(set) var first: [RunRecord] = []

    mutating func add(_ run: RunRecord) {
        guard run.state == .failed else { return }
        count += 1
        if run.failures.last?.failure.failureClass == .timedOut { timedOut += 1 }
        if first.count < Self.greatestList { first.append(run) }
    }
}
