import Foundation
import GRDB
import StudyCore

import struct StudyCore.Configuration

extension StudyDatabase {
    /// A study with its trials.
    /// - Parameter name: nil for the only study there is.
    public func study(
        named name: String?, including detail: RecordDetail = .withoutCurves
    ) throws(StoreError) -> StudyRecord {
        try reading { db in try record(find(name, db), db, detail: detail) }
    }

    /// A study as it was launched or last added to, without its trials.
    public func definition(of study: StudyReference) throws(StoreError) -> StudyRecord {
        try reading { db in try record(study, db, detail: nil) }
    }

    func record(_ study: StudyReference, _ db: Database, detail: RecordDetail?) throws -> StudyRecord {
        let row = try StudyRow.one(study, db)
        var trials: [TrialRecord] = []
        if let detail {
            try TrialScan(db, study: study.identifier, detail: detail).visit { trials.append($0) }
        }
        return StudyRecord(
            name: row.name, description: row.description, seed: row.seed, state: try row.state(db, processes),
            objective: row.objective, text: row.text, directory: row.directory, toolVersion: row.toolVersion,
            created: row.created, elapsed: row.elapsed, trials: trials,
            provenance: try Self.provenance(of: study.identifier, db))
    }

    /// One trial.
    /// - Throws: `StoreError.unknownTrials` when there is none of this number.
    public func trial(
        _ number: Int, of study: StudyReference, including detail: RecordDetail = .everything
    ) throws(StoreError) -> TrialRecord {
        let found = try trials([number], of: study, including: detail)
        guard let trial = found.first else { throw .inconsistent("trial \(number) was not read") }
        return trial
    }

    /// Trials by their numbers, in the order given.
    /// - Throws: `StoreError.unknownTrials` when one of them does not exist.
    public func trials(
        _ numbers: [Int], of study: StudyReference, including detail: RecordDetail = .withoutCurves
    ) throws(StoreError) -> [TrialRecord] {
        try reading { try Self.trials(numbers, of: study, including: detail, $0) }
    }

    static func trials(
        _ numbers: [Int], of study: StudyReference, including detail: RecordDetail, _ db: Database
    ) throws -> [TrialRecord] {
        let count = try trialCount(study, db)
        let unknown = Set(numbers).filter { $0 < 0 || $0 >= count }.sorted()
        guard unknown.isEmpty else {
            throw StoreError.unknownTrials(study: study.name, numbers: unknown, trialCount: count)
        }
        var trials: [TrialRecord] = []
        // To find one trial takes as long as to pass by some thirty.
        if numbers.count > 1 + count / 30 {
            var found: [Int: TrialRecord] = [:]
            let wanted = Set(numbers)
            try TrialScan(db, study: study.identifier, detail: detail).visit {
                if wanted.contains($0.number) { found[$0.number] = $0 }
            }
            return numbers.compactMap { found[$0] }
        }
        for number in numbers {
            try TrialScan(db, study: study.identifier, detail: detail, numbers: number...number).visit {
                trials.append($0)
            }
        }
        return trials
    }

    static func trialCount(_ study: StudyReference, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT coalesce(max(number) + 1, 0) FROM trial WHERE study = ?", arguments: [study.identifier])
            ?? 0
    }

    /// Calls `body` for every trial, in the order of their numbers, all from one state of the study, holding one trial in
    /// memory. `body` must not call the database.
    public func forEachTrial(
        of study: StudyReference, including detail: RecordDetail, _ body: (TrialRecord) -> Void
    ) throws(StoreError) {
        try reading { db in try TrialScan(db, study: study.identifier, detail: detail).visit(body) }
    }

    /// Calls `body` for every run, in the order of trial and repeat, all from one state of the study, holding one trial
    /// in memory. `body` must not call the database.
    /// - Throws: `StoreError`, and what `body` throws.
    public func forEachRun(
        of study: StudyReference, including detail: RecordDetail = .everything,
        _ body: (Configuration, RunRecord) throws -> Void
    ) throws {
        var stopped: (any Error)?
        do {
            try reading { db in
                try TrialScan(db, study: study.identifier, detail: detail).visit { trial in
                    for run in trial.runs {
                        do {
                            try body(trial.configuration, run)
                        } catch {
                            stopped = error
                            throw error
                        }
                    }
                }
            }
        } catch {
            throw stopped ?? error
        }
    }

    /// Which examples a run got right, by split; empty before it has ended.
    public func predictions(of key: RunKey, in study: StudyReference) throws(StoreError) -> [Prediction] {
        try reading { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT split, count, bits FROM prediction
                    WHERE study = ? AND trial = ? AND repeat = ? ORDER BY split DESC
                    """, arguments: [study.identifier, key.trial, key.repeat])
            return try rows.map { row in
                let (bits, count): (Data, Int) = (row[2], row[1])
                guard let split = Prediction.Split(rawValue: row[0]), bits.count == (count + 7) / 8 else {
                    throw StoreError.inconsistent("a prediction of trial \(key.trial) has \(bits.count) bytes")
                }
                return Prediction(split: split, count: count, bits: Array(bits))
            }
        }
    }
}
