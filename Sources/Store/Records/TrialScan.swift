import Foundation
import GRDB
import StudyCore

import struct StudyCore.Configuration
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
        var texts = ConfigurationText(parameters: try StudyRow.parameters(study, db))
        let trials = try RawRows(
            db,
            sql: """
                SELECT number, \(detail.configurations ? "configuration" : "NULL") FROM trial
                WHERE study = ? AND number BETWEEN ? AND ? ORDER BY number
                """, arguments: range)
        var runs = try RunScan(self)
        while trials.isAtRow {
            let number = trials.integer(0)
            var configuration = Configuration([])
            if detail.configurations, let text = trials.text(1) { configuration = try texts.configuration(text) }
            try body(TrialRecord(number: number, configuration: configuration, runs: try runs.runs(upTo: number)))
            try trials.advance()
        }
    }

    var range: StatementArguments { [study, numbers.lowerBound, numbers.upperBound] }
}

/// The runs of a scan, one trial after the other.
private struct RunScan {
    private let runs: RawRows
    private var metrics: MetricScan?
    private let failures: RowsByRun?
    private let curves: RowsByRun?
    private var states = RepeatedState()
    private var worker = RepeatedText()
    private var host = RepeatedText()

    private static let place = "WHERE study = ? AND trial BETWEEN ? AND ?"

    init(_ scan: TrialScan) throws {
        runs = try RawRows(
            scan.db,
            sql: """
                SELECT trial, repeat, seed, state, attempt, worker, host, started, finished FROM run
                \(Self.place) ORDER BY trial, repeat
                """, arguments: scan.range)
        metrics = try Self.metricRows(scan).map(MetricScan.init)
        func rows(_ select: String, order: String) throws -> RowsByRun {
            try RowsByRun(
                scan.db, sql: "\(select) \(Self.place) ORDER BY trial, repeat, \(order)", arguments: scan.range)
        }
        failures =
            scan.detail.failures
            ? try rows(
                "SELECT trial, repeat, attempt, class, message, standard_error, at FROM failure", order: "attempt")
            : nil
        curves = scan.detail.curves ? try rows("SELECT trial, repeat, layouts, data FROM curve", order: "id") : nil
    }

    private static func metricRows(_ scan: TrialScan) throws -> RawRows? {
        let select = "SELECT trial, repeat, name, value, state FROM metric \(place)"
        // As the table has them, so that nothing has to be sorted.
        let order = "ORDER BY trial, repeat, name"
        switch scan.detail.metrics {
        case .none: return nil
        case .all: return try RawRows(scan.db, sql: "\(select) \(order)", arguments: scan.range)
        case .only(let names):
            let marks = names.map { _ in "?" }.joined(separator: ", ")
            return try RawRows(
                scan.db, sql: "\(select) AND name IN (\(marks)) \(order)",
                arguments: scan.range + StatementArguments(names.map(\.storable)))
        }
    }

    /// The runs of a trial that comes after all asked for before.
    mutating func runs(upTo trial: Int) throws -> [RunRecord] {
        var records: [RunRecord] = []
        while let key = runs.key, key.trial <= trial {
            records.append(try record(key))
            try runs.advance()
        }
        return records
    }

    private mutating func record(_ key: RunKey) throws -> RunRecord {
        let state = try states.take(runs.text(3))
        let attempt = runs.integer(4)
        let values = try metrics?.values(of: key) ?? [:]
        var failed: [FailureRecord] = []
        try failures?.forEach(of: key) { row in
            let failureClass = RunFailure.Class(rawValue: row[3]) ?? .internal
            let failure = RunFailure(failureClass, row[4], standardErrorTail: row[5])
            failed.append(FailureRecord(attempt: row[2], failure: failure, at: Date(timeIntervalSince1970: row[6])))
        }
        var curve: [Measurement] = []
        try curves?.forEach(of: key) { try CurveBlob.read(layouts: $0[2], data: $0[3], into: &curve) }
        return RunRecord(
            key: key, seed: UInt64(bitPattern: Int64(runs.integer(2))), state: state,
            // The attempt that is due has not begun.
            attempts: state == .waiting ? attempt - 1 : attempt, metrics: values, curve: curve,
            failures: failed, host: host.take(runs.text(6)), worker: worker.take(runs.text(5)),
            started: StoredState.date(runs.optionalReal(7)), finished: StoredState.date(runs.optionalReal(8)))
    }
}
