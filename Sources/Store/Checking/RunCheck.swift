import Foundation
import GRDB
import Randomness
import StudyCore

import struct StudyCore.Measurement

/// A run with what belongs to it, as far as it has to fit together.
struct CheckedRun {
    let key: RunKey
    let seed: UInt64
    let state: RunState
    let attempt: Int
    let hasWorker: Bool
    let hasStarted: Bool
    let hasFinished: Bool
    /// The value of the objective; nil where it was not recorded.
    var objective: Double?
    var metrics = 0
    var predictions = 0
    var curveRows = 0
    /// The attempts of its failures.
    var failures: [Int] = []
    /// What is wrong with its curve or predictions.
    var broken: [String] = []

    /// What does not fit, to be read after `repeat r of trial n`.
    func problems(studySeed: UInt64, metric: String) -> [String] {
        var problems = broken
        if seed != repeatSeed(studySeed: studySeed, repeat: key.repeat) {
            problems.append("has a seed that is not that of its repeat")
        }
        let due = state == .failed ? attempt : attempt - 1
        if let late = failures.first(where: { !(1...max(1, due)).contains($0) || due < 1 }) {
            problems.append("has a failure of attempt \(late), but \(state.rawValue) attempt \(attempt)")
        }
        switch state {
        case .waiting, .running:
            if metrics + predictions > 0 { problems.append("is \(state.rawValue), but has results") }
            if state == .waiting, curveRows > 0 { problems.append("is waiting, but has a curve") }
            if hasFinished { problems.append("is \(state.rawValue), but has ended") }
            if state == .running, !hasWorker || !hasStarted { problems.append("is running, but nowhere") }
        case .failed:
            if !failures.contains(attempt) {
                problems.append("has failed, but no failure of attempt \(attempt) is recorded")
            }
            if metrics + predictions > 0 { problems.append("has failed, but has results") }
            if !hasFinished { problems.append("has failed, but has not ended") }
        case .complete, .diverged, .pruned:
            if !hasWorker || !hasStarted || !hasFinished {
                problems.append("is \(state.rawValue), but it is not recorded where and when")
            }
            if state == .complete, objective?.isFinite != true {
                problems.append("is complete, but has no value of \(metric)")
            }
        }
        return problems
    }
}

/// The runs of a study in the order of trial and repeat, each with what belongs to it.
struct RunRows {
    private let runs: RowsByRun
    private let metrics: RowsByRun
    private let failures: RowsByRun
    private let curves: RowsByRun
    private let predictions: RowsByRun
    private let metric: String

    init(_ db: Database, study: Int64) throws {
        func rows(_ select: String, order: String = "") throws -> RowsByRun {
            try RowsByRun(
                db, sql: "\(select) WHERE study = ? ORDER BY trial, repeat\(order)", arguments: [study])
        }
        runs = try rows("SELECT trial, repeat, seed, state, attempt, worker, host, started, finished FROM run")
        metrics = try rows("SELECT trial, repeat, name, value, state FROM metric")
        failures = try rows("SELECT trial, repeat, attempt FROM failure", order: ", attempt")
        curves = try rows("SELECT trial, repeat, steps, layouts, data FROM curve", order: ", id")
        predictions = try rows("SELECT trial, repeat, count, bits FROM prediction")
        metric =
            try String.fetchOne(db, sql: "SELECT metric FROM study WHERE id = ?", arguments: [study]) ?? ""
    }

    /// The next run, where it belongs to this trial or an earlier one.
    mutating func next(ofTrial trial: Int) throws -> CheckedRun? {
        guard let key = runs.nextKey, key.trial <= trial else { return nil }
        var found: CheckedRun?
        try runs.forEach(of: key) { row in
            found = CheckedRun(
                key: key, seed: UInt64(bitPattern: row[2]), state: try StoredState.run(row[3]), attempt: row[4],
                hasWorker: row[5] as String? != nil && row[6] as String? != nil, hasStarted: row[7] as Double? != nil,
                hasFinished: row[8] as Double? != nil)
        }
        guard var run = found else { return nil }
        try metrics.forEach(of: key) { row in
            run.metrics += 1
            if row[2] == metric { run.objective = StoredNumber(value: row[3], state: row[4]).number }
        }
        try failures.forEach(of: key) { run.failures.append($0[2]) }
        try curves.forEach(of: key) { row in
            run.curveRows += 1
            if !CurveBlob.isWhole(layouts: row[3], data: row[4], steps: row[2]) {
                run.broken.append("has a curve that cannot be read")
            }
        }
        try predictions.forEach(of: key) { row in
            run.predictions += 1
            if !Prediction.fits(count: row[2], bits: row[3]) {
                run.broken.append("has predictions that cannot be read")
            }
        }
        return run
    }
}

extension CurveBlob {
    /// Whether a stored curve can be read and has as many measurements as its row says.
    static func isWhole(layouts: String, data: Data, steps: Int) -> Bool {
        var measurements: [Measurement] = []
        return (try? read(layouts: layouts, data: data, into: &measurements)) != nil && measurements.count == steps
    }
}

extension Prediction {
    /// Whether there is a bit for every example, and none beyond.
    static func fits(count: Int, bits: Data) -> Bool {
        guard bits.count == count / 8 + (count % 8 > 0 ? 1 : 0) else { return false }
        guard count % 8 > 0, let last = bits.last else { return true }
        return last >> (count % 8) == 0
    }
}
