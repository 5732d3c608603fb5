import Foundation
import GRDB
import StudyCore

import struct StudyCore.Measurement

/// Reads the trials of a study one after the other, in the order of their numbers: one cursor for each table, all in
/// the same order, so that any number of trials needs the memory of one.
struct TrialScan {
    let db: Database
    let study: Int64
    let detail: RecordDetail
    let numbers: ClosedRange<Int>

    init(_ db: Database, study: Int64, detail: RecordDetail, numbers: ClosedRange<Int> = 0...Int.max) {
        self.db = db
        self.study = study
        self.detail = detail
        self.numbers = numbers
    }

    func visit(_ body: (TrialRecord) throws -> Void) throws {
        let texts = ConfigurationText(parameters: try StudyRow.parameters(study, db))
        let trials = try Row.fetchCursor(
            db,
            sql: "SELECT number, configuration FROM trial WHERE study = ? AND number BETWEEN ? AND ? ORDER BY number",
            arguments: [study, numbers.lowerBound, numbers.upperBound])
        let runs = try rows(
            "SELECT trial, repeat, seed, state, attempt, worker, host, started, finished FROM run", order: "")
        let metrics = try metricRows()
        let failures =
            detail.failures
            ? try rows(
                "SELECT trial, repeat, attempt, class, message, standard_error, at FROM failure", order: ", attempt")
            : nil
        let curves =
            detail.curves ? try rows("SELECT trial, repeat, layouts, data FROM curve", order: ", id") : nil
        while let trial = try trials.next() {
            let number: Int = trial[0]
            var records: [RunRecord] = []
            while let key = runs.nextKey, key.trial <= number {
                try runs.forEach(of: key) { row in
                    records.append(try record(key, row, metrics: metrics, failures: failures, curves: curves))
                }
            }
            let configuration = try texts.configuration(trial[1])
            try body(TrialRecord(number: number, configuration: configuration, runs: records))
        }
    }

    private func rows(_ select: String, order: String) throws -> RowsByRun {
        try RowsByRun(
            db, sql: "\(select) WHERE study = ? AND trial BETWEEN ? AND ? ORDER BY trial, repeat\(order)",
            arguments: [study, numbers.lowerBound, numbers.upperBound])
    }

    private func metricRows() throws -> RowsByRun? {
        let select = "SELECT trial, repeat, name, value, state FROM metric WHERE study = ? AND trial BETWEEN ? AND ?"
        let range: StatementArguments = [study, numbers.lowerBound, numbers.upperBound]
        switch detail.metrics {
        case .none: return nil
        case .all: return try RowsByRun(db, sql: "\(select) ORDER BY trial, repeat", arguments: range)
        case .only(let names):
            let marks = names.map { _ in "?" }.joined(separator: ", ")
            return try RowsByRun(
                db, sql: "\(select) AND name IN (\(marks)) ORDER BY trial, repeat",
                arguments: range + StatementArguments(names.map(\.storable)))
        }
    }

    private func record(
        _ key: RunKey, _ row: Row, metrics: RowsByRun?, failures: RowsByRun?, curves: RowsByRun?
    ) throws -> RunRecord {
        let state = try StoredState.run(row[3])
        let attempt: Int = row[4]
        var values: [String: Double] = [:]
        try metrics?.forEach(of: key) { values[$0[2]] = StoredNumber(value: $0[3], state: $0[4]).number }
        var failed: [FailureRecord] = []
        try failures?.forEach(of: key) { row in
            let failureClass = RunFailure.Class(rawValue: row[3]) ?? .internal
            let failure = RunFailure(failureClass, row[4], standardErrorTail: row[5])
            failed.append(FailureRecord(attempt: row[2], failure: failure, at: Date(timeIntervalSince1970: row[6])))
        }
        var curve: [Measurement] = []
        try curves?.forEach(of: key) { try CurveBlob.read(layouts: $0[2], data: $0[3], into: &curve) }
        return RunRecord(
            key: key, seed: UInt64(bitPattern: row[2]), state: state,
            // The attempt that is due has not begun.
            attempts: state == .waiting ? attempt - 1 : attempt, metrics: values, curve: curve, failures: failed,
            host: row[6], worker: row[5], started: StoredState.date(row[7]), finished: StoredState.date(row[8]))
    }
}
