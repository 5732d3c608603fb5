import Foundation
import GRDB
import Randomness
import StudyCore

/// Carries one study over: everything that is certain, the rest waits to be run again.
struct StudySalvage {
    let row: StoredRow
    let shapes: [String: TableShape]
    let record: StudyRecord
    let identifier: Int64
    /// The trials that could be read, by number.
    let trials: [Int: StoredRow]
    /// The rows of its runs that could be read.
    let runs: [RowKey: StoredRow]
    let provenance: [StoredRow]
    private(set) var result: SalvageResult.Study

    /// Nil where the row is none of a study, or of one that was still being written.
    init?(_ row: StoredRow, _ scan: TreeScan) {
        let shapes = scan.shapes
        guard let shape = shapes["study"], let identifier = row.rowid else { return nil }
        func text(_ name: String) -> String? { row.text(shape.column(name)) }
        func number(_ name: String) -> Double? { Double.fromDatabaseValue(row.values[shape.column(name)]) }
        guard let name = text("name"), let file = text("text"), let directory = text("directory"),
            let goal = text("goal").flatMap(Objective.Goal.init(rawValue:)), let metric = text("metric"),
            let state = text("state").flatMap(StudyState.init(rawValue:)), let tool = text("tool_version"),
            let seed = row.integer(shape.column("seed")), let created = number("created"),
            let elapsed = number("elapsed"), let launches = row.integer(shape.column("launches")), launches >= 0
        else { return nil }
        self.row = row
        self.shapes = shapes
        self.identifier = identifier
        record = StudyRecord(
            name: name, description: text("description"), seed: UInt64(bitPattern: seed), state: state,
            objective: Objective(goal, metric), text: file, directory: directory, toolVersion: tool,
            created: Date(timeIntervalSince1970: created), elapsed: elapsed, trials: [], provenance: [])
        result = SalvageResult.Study(name: name)
        let parameters = Set(ConfigurationText.names(json: text("parameters") ?? ""))
        trials = scan.trials(of: identifier, parameters: parameters)
        runs = scan.runs(of: identifier, seed: UInt64(bitPattern: seed))
        let launch = shapes["provenance"]?.column("launch") ?? -1
        provenance = scan.rows("provenance", of: identifier).filter { $0.integer(launch) ?? .max <= launches }
    }

    mutating func write(
        _ evidence: RunEvidence, declared: DeclaredTrials?, _ writer: inout RowWriter
    ) throws {
        let plan = TrialNumbers(read: trials.compactMapValues { $0.text(2) }, declared: declared)
        result.trials = plan.places.count { $0.isRead }
        result.suggestedTrials = plan.places.count - result.trials
        result.isRenumbered = plan.places.enumerated().contains { $0.offset != $0.element.number }
        let kept = Set(plan.places.map(\.number))
        result.lostTrials = Set(runs.keys.map(\.trial)).subtracting(kept).count
        try writer.write(row, to: "study", changes: ["state": StudyState.interrupted.rawValue.databaseValue])
        for row in provenance { try? writer.together { try $0.write(row, to: "provenance") } }
        let repeats = max(
            declared?.repeats ?? 1, (runs.keys.filter { kept.contains($0.trial) }.map(\.repeat).max() ?? 0) + 1)
        for (number, place) in plan.places.enumerated() {
            try writer.db.execute(
                sql: "INSERT INTO trial (study, number, configuration, hash) VALUES (?, ?, ?, ?)",
                arguments: [identifier, number, place.text, ConfigurationText.hash(place.text)])
            for count in 0..<repeats {
                let key = RowKey(study: identifier, trial: place.number, repeat: count)
                try write(key, as: number, evidence, &writer)
            }
        }
        if record.state == .complete, result.returnedRuns + result.unfinishedRuns == 0 {
            try writer.db.execute(sql: "UPDATE study SET state = 'complete' WHERE id = ?", arguments: [identifier])
        }
    }

    /// - Parameter number: of the trial from now on.
    private mutating func write(
        _ key: RowKey, as number: Int, _ evidence: RunEvidence, _ writer: inout RowWriter
    ) throws {
        guard let row = runs[key] else {
            result.returnedRuns += 1
            return try writer.db.execute(
                sql: "INSERT INTO run (study, trial, repeat, seed) VALUES (?, ?, ?, ?)",
                arguments: [
                    identifier, number, key.repeat,
                    Int64(bitPattern: repeatSeed(studySeed: record.seed, repeat: key.repeat)),
                ])
        }
        let moved = ["trial": number.databaseValue]
        let run = SalvagedRun(row, key, shapes)
        if run.state.isFinal, let rows = evidence.everything(of: run),
            run.checked(rows, shapes, metric: record.objective.metric)
                .problems(studySeed: record.seed, metric: record.objective.metric).isEmpty
        {
            let isKept = try Self.attempt(&writer) { writer in
                try writer.write(row, to: "run", changes: moved)
                for (table, rows) in rows.sorted(by: { $0.key < $1.key }) {
                    for row in rows { try writer.write(row, to: table, changes: moved) }
                }
            }
            if isKept {
                result.endedRuns += 1
                return
            }
        }
        if run.state.isFinal { result.returnedRuns += 1 } else { result.unfinishedRuns += 1 }
        var changes: [String: DatabaseValue] = ["state": RunState.waiting.rawValue.databaseValue]
        for name in ["worker", "host", "started", "finished"] { changes[name] = .null }
        try writer.write(row, to: "run", changes: changes.merging(moved) { $1 })
        let attempt = shapes["failure"]?.column("attempt") ?? -1
        for failure in evidence.failures(of: run) ?? []
        where (1..<Int64(run.attempt)).contains(failure.integer(attempt) ?? 0) {
            _ = try Self.attempt(&writer) { try $0.write(failure, to: "failure", changes: moved) }
        }
    }

    /// Whether rows were taken: what a table's own rules refuse was not read as it was written.
    private static func attempt(
        _ writer: inout RowWriter, _ body: (inout RowWriter) throws -> Void
    ) throws -> Bool {
        do {
            try writer.together(body)
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return false
        }
    }
}
