import Foundation
import GRDB
import StudyCore

/// What was recorded of runs, as far as it is certain that nothing of it is missing.
///
/// Certain is what stands in the middle of a stretch without gaps, and what an index names row by row. Where index and
/// table both have gaps, rows may still show by themselves that they are all.
struct RunEvidence {
    private let scan: TreeScan
    private let metrics: RowsOfRuns
    private let curves: RowsByNumber
    private let failures: RowsByNumber
    private let predictions: RowsByNumber

    init(_ scan: TreeScan) {
        self.scan = scan
        metrics = RowsOfRuns(scan.contents("metric"))
        curves = RowsByNumber(scan, table: "curve", index: "curve_of_run")
        failures = RowsByNumber(scan, table: "failure", index: "failure_of_run")
        predictions = RowsByNumber(scan, table: "prediction", index: "prediction_of_run")
    }

    /// By table; nil where rows of the run may be missing.
    func everything(of run: SalvagedRun) -> [String: [StoredRow]]? {
        guard let entries = metrics.all(of: run.key), let failures = failures(of: run),
            let curves = curves.all(of: run.key) ?? wholeCurve(of: run.key),
            let predictions = predictions.all(of: run.key) ?? allPredictions(of: run.key)
        else { return nil }
        let metrics = entries.compactMap(scan.row)
        guard metrics.count == entries.count else { return nil }
        return ["metric": metrics, "curve": curves, "failure": failures, "prediction": predictions]
    }

    /// The failures of a run: one of each attempt before the present one, and of that where the run has failed.
    func failures(of run: SalvagedRun) -> [StoredRow]? {
        if let all = failures.all(of: run.key) { return all }
        let column = failures.shape.column("attempt")
        let rows = failures.read(of: run.key)
        let expected = Set(1..<Int64(run.attempt)).union(run.state == .failed ? [Int64(run.attempt)] : [])
        return Set(rows.compactMap { $0.integer(column) }) == expected && rows.count == expected.count ? rows : nil
    }

    /// The curve of a run that has ended begins with the start or the first step, and all its rows but the last are full.
    private func wholeCurve(of key: RowKey) -> [StoredRow]? {
        let rows = curves.read(of: key)
        let data = curves.shape.column("data")
        let sizes = rows.map { $0.blob(data)?.count ?? 0 }
        guard let first = rows.first, let last = sizes.last, last < CurveTable.greatestRow,
            sizes.dropLast().allSatisfy({ $0 >= CurveTable.greatestRow }), let blob = first.blob(data),
            let step = CurveBlob.firstStep(blob), step <= 1
        else { return nil }
        return rows
    }

    /// The predictions of a run for every split there is.
    private func allPredictions(of key: RowKey) -> [StoredRow]? {
        let rows = predictions.read(of: key)
        let splits = Set(rows.compactMap { $0.text(predictions.shape.column("split")) })
        return splits.count == Prediction.Split.allCases.count && rows.count == splits.count ? rows : nil
    }
}

/// The rows of a table with row numbers by the run that they belong to, as its index tells, or the table itself where the
/// index cannot be relied on.
private struct RowsByNumber {
    let shape: TableShape
    private let scan: TreeScan
    private let index: RowsOfRuns
    private let isComplete: Bool
    private var entries: [Int64: TableContents.Entry] = [:]
    /// By run; nil where the index is asked.
    private var ofRuns: [RowKey: [TableContents.Entry]]?

    init(_ scan: TreeScan, table: String, index: String) {
        self.scan = scan
        let contents = scan.contents(table)
        shape = contents.shape
        isComplete = contents.isComplete
        self.index = RowsOfRuns(scan.contents(index))
        let all = contents.stretches.flatMap(\.entries)
        for entry in all { entries[entry.key.rowid] = entry }
        if !scan.contents(index).isComplete {
            ofRuns = Dictionary(grouping: all) { entry in scan.row(entry).map(run) ?? RowKey([]) }
        }
    }

    private func run(_ row: StoredRow) -> RowKey {
        RowKey(["study", "trial", "repeat"].compactMap { row.integer(shape.column($0)) })
    }

    /// What could be read, in the order in which it was written.
    func read(of key: RowKey) -> [StoredRow] {
        (ofRuns?[key] ?? []).compactMap(scan.row).sorted { ($0.rowid ?? 0) < ($1.rowid ?? 0) }
    }

    /// Nil where some may be missing.
    func all(of key: RowKey) -> [StoredRow]? {
        if isComplete, ofRuns != nil { return read(of: key) }
        guard let named = index.all(of: key) else { return nil }
        var rows: [StoredRow] = []
        for entry in named {
            // The last column of an index's entry is the number of the row.
            guard let entry = scan.row(entry), let number = entry.integer(entry.values.count - 1),
                let found = entries[number], let row = scan.row(found), run(row) == key
            else { return nil }
            rows.append(row)
        }
        return rows.sorted { ($0.rowid ?? 0) < ($1.rowid ?? 0) }
    }
}

extension CurveBlob {
    /// The step of the first measurement in a stored curve.
    static func firstStep(_ data: Data) -> Int? {
        data.count >= 20
            ? data.withUnsafeBytes { Int(Int64(littleEndian: $0.loadUnaligned(fromByteOffset: 4, as: Int64.self))) }
            : nil
    }
}
