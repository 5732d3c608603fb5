import ArgumentParser
import Foundation
import Store
import StudyCore

/// Numbers of trials as a person lists them: `0,3,7-9`.
struct TrialList: Sendable {
    private let ranges: [ClosedRange<Int>]

    /// Reads the value of an option.
    init(parsing text: String) throws(ValidationError) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
                .map { Int($0.trimmingCharacters(in: .whitespaces)) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 0, first <= last else {
                throw ValidationError("write trials' numbers and ranges of them such as 0,3,7-9")
            }
            ranges.append(first...last)
        }
        self.ranges = ranges
    }

    /// The numbers of several lists, each once, in the order written.
    /// - Throws: `StoreError.unknownTrials` for what the study does not have.
    static func numbers(_ lists: [TrialList], of study: StudyRecord) throws(StoreError) -> [Int] {
        let count = study.trials.count
        // A range may be as long as it likes: its last number tells whether the study has them all.
        let ranges = lists.flatMap(\.ranges)
        let unknown = ranges.filter { $0.upperBound >= count }.map(\.upperBound)
        guard unknown.isEmpty else {
            throw .unknownTrials(study: study.name, numbers: unknown, trialCount: count)
        }
        var seen: Set<Int> = []
        return ranges.flatMap { $0 }.filter { seen.insert($0).inserted }
    }
}
