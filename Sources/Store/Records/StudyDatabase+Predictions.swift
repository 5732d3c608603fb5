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
            let statement = try db.makeStatement(
                sql: "SELECT count, bits FROM prediction WHERE study = ? AND trial = ? AND repeat = ? AND split = ?")
            var found: [Int: Prediction] = [:]
            for trial in trials {
                let arguments: StatementArguments = [study.identifier, trial, number, split.rawValue]
                guard let row = try Row.fetchOne(statement, arguments: arguments) else { continue }
                let (count, bits): (Int, Data) = (row[0], row[1])
                guard bits.count == (count + 7) / 8 else {
                    throw StoreError.inconsistent("a prediction of trial \(trial) has \(bits.count) bytes")
                }
                found[trial] = Prediction(split: split, count: count, bits: Array(bits))
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
