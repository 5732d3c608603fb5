import Foundation
import GRDB
import StudyCore

extension StudyDatabase {
    /// Which examples of a split one repeat of each of these trials got right, by the trials' numbers; nothing for those
    /// that recorded none.
    public func predictions(
        of trials: [Int], repeat number: Int = 0, split: Prediction.Split, in study: StudyReference
    ) throws(StoreError) -> [Int: Prediction] {
        try reading { db in
            var found: [Int: Prediction] = [:]
            found.reserveCapacity(trials.count)
            func take(_ range: ClosedRange<Int>, where isWanted: (Int) -> Bool) throws {
                let rows = try RawRows(
                    db,
                    sql: """
                        SELECT trial, count, bits FROM prediction
                        WHERE study = ? AND trial BETWEEN ? AND ? AND repeat = ? AND split = ? ORDER BY trial
                        """,
                    arguments: [study.identifier, range.lowerBound, range.upperBound, number, split.rawValue])
                while rows.isAtRow {
                    let trial = rows.integer(0)
                    if isWanted(trial) {
                        let (count, bits) = (rows.integer(1), rows.bytes(2))
                        guard bits.count == (count + 7) / 8 else {
                            throw StoreError.inconsistent("a prediction of trial \(trial) has \(bits.count) bytes")
                        }
                        found[trial] = Prediction(split: split, count: count, bits: Array(bits))
                    }
                    try rows.advance()
                }
            }
            guard let first = trials.min(), let last = trials.max() else { return found }
            // To find one trial takes as long as to pass by some ten.
            if trials.count > 1 + (last - first) / 10 {
                let wanted = Set(trials)
                try take(first...last, where: wanted.contains)
            } else {
                for trial in trials { try take(trial...trial) { _ in true } }
            }
            return found
        }
    }

    /// How many examples one repeat of each of these trials predicted of a split, by the trials' numbers: without
    /// reading which of them were right.
    public func predictionCounts(
        of trials: [Int], repeat number: Int = 0, split: Prediction.Split, in study: StudyReference
    ) throws(StoreError) -> [Int: Int] {
        try reading { db in
            let statement = try db.makeStatement(
                sql: "SELECT count FROM prediction WHERE study = ? AND trial = ? AND repeat = ? AND split = ?")
            var found: [Int: Int] = [:]
            for trial in trials {
                let arguments: StatementArguments = [study.identifier, trial, number, split.rawValue]
                found[trial] = try Int.fetchOne(statement, arguments: arguments)
            }
            return found
        }
    }
}
