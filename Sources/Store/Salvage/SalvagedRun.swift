import Foundation
import GRDB
import Randomness
import StudyCore

/// A row of the `run` table as it was read.
struct SalvagedRun {
    let key: RowKey
    let seed: UInt64
    let state: RunState
    let attempt: Int
    private let hasWorker: Bool
    private let hasStarted: Bool
    private let hasFinished: Bool

    /// - Parameter row: one that `isSound`.
    init(_ row: StoredRow, _ key: RowKey, _ shapes: [String: TableShape]) {
        let shape = shapes["run"]
        func has(_ name: String) -> Bool {
            let place = shape?.column(name) ?? -1
            return row.values.indices.contains(place) && !row.values[place].isNull
        }
        self.key = key
        seed = UInt64(bitPattern: row.integer(shape?.column("seed") ?? -1) ?? 0)
        state = row.text(shape?.column("state") ?? -1).flatMap(RunState.init(rawValue:)) ?? .waiting
        attempt = Int(row.integer(shape?.column("attempt") ?? -1) ?? 1)
        hasWorker = has("worker") && has("host")
        hasStarted = has("started")
        hasFinished = has("finished")
    }

    /// Whether a row can be one of a run of a study with this seed.
    static func isSound(_ row: StoredRow, _ shape: TableShape, studySeed: UInt64) -> Bool {
        guard let trial = row.integer(shape.column("trial")), (0...Int64(Int32.max)).contains(trial),
            let number = row.integer(shape.column("repeat")), (0...Int64(Int32.max)).contains(number),
            let seed = row.integer(shape.column("seed")),
            UInt64(bitPattern: seed) == repeatSeed(studySeed: studySeed, repeat: Int(number)),
            row.text(shape.column("state")).flatMap(RunState.init(rawValue:)) != nil,
            let attempt = row.integer(shape.column("attempt")), let first = row.integer(shape.column("first_attempt"))
        else { return false }
        return (1...Int64(Int32.max)).contains(attempt) && (1...attempt).contains(first)
    }

    /// The run as the check looks at it.
    func checked(_ rows: [String: [StoredRow]], _ shapes: [String: TableShape], metric: String) -> CheckedRun {
        func values(_ table: String, _ names: String...) -> [[DatabaseValue]] {
            guard let shape = shapes[table] else { return [] }
            return rows[table, default: []].map { row in names.map { row.values[shape.column($0)] } }
        }
        var run = CheckedRun(
            key: RunKey(trial: key.trial, repeat: key.repeat), seed: seed, state: state, attempt: attempt,
            hasWorker: hasWorker, hasStarted: hasStarted, hasFinished: hasFinished)
        for metrics in values("metric", "name", "value", "state") {
            run.metrics += 1
            if String.fromDatabaseValue(metrics[0]) == metric {
                let number = StoredNumber(
                    value: Double.fromDatabaseValue(metrics[1]), state: String.fromDatabaseValue(metrics[2]))
                run.objective = number.number
            }
        }
        run.failures = values("failure", "attempt").map { Int(Int64.fromDatabaseValue($0[0]) ?? 0) }
        for curve in values("curve", "layouts", "data", "steps") {
            run.curveRows += 1
            if let layouts = String.fromDatabaseValue(curve[0]), let data = Data.fromDatabaseValue(curve[1]),
                let steps = Int.fromDatabaseValue(curve[2]),
                CurveBlob.isWhole(layouts: layouts, data: data, steps: steps)
            {
                continue
            }
            run.broken.append("has a curve that cannot be read")
        }
        for prediction in values("prediction", "count", "bits") {
            run.predictions += 1
            if let count = Int.fromDatabaseValue(prediction[0]), let bits = Data.fromDatabaseValue(prediction[1]),
                Prediction.fits(count: count, bits: bits)
            {
                continue
            }
            run.broken.append("has predictions that cannot be read")
        }
        return run
    }
}
