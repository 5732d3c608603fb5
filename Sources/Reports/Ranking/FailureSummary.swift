import StudyCore

/// How many attempts of a study have failed of what, and what came of them.
struct FailureSummary {
    /// One class of failures.
    struct Entry {
        let failureClass: RunFailure.Class
        let counts: [FailureFate: Int]

        var attempts: Int { counts.values.reduce(0, +) }
        func count(_ fate: FailureFate) -> Int { counts[fate] ?? 0 }
    }

    private var counts: [RunFailure.Class: [FailureFate: Int]] = [:]

    /// The classes that occur, in their fixed order.
    var entries: [Entry] {
        RunFailure.Class.allCases.compactMap { failureClass in
            counts[failureClass].map { Entry(failureClass: failureClass, counts: $0) }
        }
    }

    mutating func add(_ run: RunRecord) {
        for record in run.failures {
            counts[record.failure.failureClass, default: [:]][run.fate(of: record), default: 0] += 1
        }
    }

    /// `Failed attempts: 4 crashed (3 tried again, 1 for good), 1 timed_out (for good)`; nil when there is none.
    var sentence: String? {
        guard !entries.isEmpty else { return nil }
        let parts = entries.map { entry in
            let fates = FailureFate.allCases.filter { entry.count($0) > 0 }
            let words = fates.map { fates.count == 1 ? $0.words : "\(entry.count($0)) \($0.words)" }
            return "\(entry.attempts) \(entry.failureClass.rawValue) (\(words.joined(separator: ", ")))"
        }
        return "Failed attempts: \(parts.joined(separator: ", "))"
    }

    /// A list of objects, one for each class that occurs.
    var json: Node {
        .list(
            entries.map { entry in
                [
                    "class": .text(entry.failureClass.rawValue), "attempts": .integer(entry.attempts),
                    "tried_again": .integer(entry.count(.triedAgain)), "due": .integer(entry.count(.due)),
                    "final": .integer(entry.count(.final)),
                ]
            })
    }
}

extension FailureFate {
    /// In a sentence about failures.
    fileprivate var words: String {
        switch self {
        case .triedAgain: "tried again"
        case .due: "to be tried again"
        case .final: "for good"
        }
    }
}
