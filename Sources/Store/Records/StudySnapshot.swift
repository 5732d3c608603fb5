import GRDB
import StudyCore

import struct StudyCore.Configuration

/// One state of a study, to be read in several steps whatever is written meanwhile. It is of use within
/// `StudyDatabase.snapshot` alone, and nothing else may be asked of the database there.
public struct StudySnapshot {
    let db: Database
    let reference: StudyReference
    /// As it was launched or last added to, without its trials.
    public let study: StudyRecord

    /// Calls `body` for every trial, in the order of their numbers, holding one in memory.
    public func forEachTrial(including detail: RecordDetail, _ body: (TrialRecord) -> Void) throws {
        try TrialScan(db, study: reference.identifier, detail: detail).visit(body)
    }

    /// Trials by their numbers, in the order given.
    /// - Throws: `StoreError.unknownTrials` when one of them does not exist.
    public func trials(_ numbers: [Int], including detail: RecordDetail = .withoutCurves) throws -> [TrialRecord] {
        try StudyDatabase.trials(numbers, of: reference, including: detail, db)
    }

    /// Those of some metrics that have the value given in every run that has them.
    public func metrics(alwaysAs values: [String: Double]) throws -> [String: Double] {
        var left = values
        // What varies mostly does so among the first trials, and need not be looked for in all of them.
        for last in [Self.firstTrials, Int.max] where !left.isEmpty {
            let cases = left.map { _ in "WHEN ? THEN value IS NOT ?" }.joined(separator: " ")
            var arguments: StatementArguments = [reference.identifier, last]
            for (name, value) in left { arguments += [name.storable, value] }
            let others = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT name FROM metric
                    WHERE study = ? AND trial <= ? AND CASE name \(cases) ELSE FALSE END
                    """, arguments: arguments)
            for name in others { left[name] = nil }
        }
        return left
    }

    private static let firstTrials = 1000

    /// The configurations of trials that exist, in the order given.
    public func configurations(of numbers: [Int]) throws -> [Configuration] {
        var texts = ConfigurationText(parameters: try StudyRow.parameters(reference.identifier, db))
        let statement = try db.makeStatement(sql: "SELECT configuration FROM trial WHERE study = ? AND number = ?")
        return try numbers.map { number in
            guard let text = try String.fetchOne(statement, arguments: [reference.identifier, number]) else {
                throw StoreError.inconsistent("trial \(number) was not read")
            }
            return try texts.configuration(text)
        }
    }
}

extension StudyDatabase {
    /// Reads a study in several steps, all from one state of it.
    public func snapshot<Value>(
        of study: StudyReference, _ body: (StudySnapshot) throws -> Value
    ) throws(StoreError) -> Value {
        try reading { db in
            try body(StudySnapshot(db: db, reference: study, study: record(study, db, detail: nil)))
        }
    }
}
