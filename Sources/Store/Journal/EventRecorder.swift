import Foundation
import GRDB
import StudyCore

import struct StudyCore.Measurement

/// Carries out the events of one transaction.
struct EventRecorder {
    let db: Database
    let study: Int64
    private let curves: CurveTable
    /// Measurements not yet written, and runs known to be running.
    private var pending: [RunKey: [Measurement]] = [:]

    init(db: Database, study: Int64) {
        self.db = db
        self.study = study
        curves = CurveTable(db: db, study: study)
    }

    mutating func record(_ event: RunEvent) throws {
        switch event {
        case .started(let key, let attempt, let worker, let host, let at):
            try start(key, attempt: attempt, worker: worker, host: host, at: at)
        case .measured(let key, let measurement):
            if pending[key] == nil { try requireRunning(key) }
            pending[key, default: []].append(measurement)
        case .remeasured(let key):
            if pending[key] == nil { try requireRunning(key) }
            pending[key] = []
            try curves.drop(key)
        case .ended(let key, let result, let at):
            try end(key, result, at: at)
        case .failed(let key, let attempt, let failure, let isRetried, let at):
            try fail(key, attempt: attempt, failure, isRetried: isRetried, at: at)
        case .returned(let key):
            try giveBack(key)
        case .elapsed(let seconds):
            try execute("UPDATE study SET elapsed = elapsed + ? WHERE id = ?", [max(0, seconds), study])
        case .study(let state):
            try execute("UPDATE study SET state = ? WHERE id = ?", [state.rawValue, study])
        }
    }

    /// Writes what has gathered. Call it last.
    mutating func finish() throws {
        for key in pending.keys.sorted() { try curves.append(pending[key] ?? [], to: key) }
        pending = [:]
    }

    private mutating func start(_ key: RunKey, attempt: Int, worker: String, host: String, at: Date) throws {
        try execute(
            """
            UPDATE run SET state = 'running', worker = ?, host = ?, started = ?, finished = NULL
            WHERE study = ? AND trial = ? AND repeat = ? AND state = 'waiting' AND attempt = ?
            """,
            [worker.storable, host.storable, at.timeIntervalSince1970, study, key.trial, key.repeat, attempt])
        try requireChange(key, "starts its attempt \(attempt)")
        pending[key] = []
    }

    private mutating func end(_ key: RunKey, _ result: RunResult, at: Date) throws {
        try execute(
            """
            UPDATE run SET state = ?, finished = ?
            WHERE study = ? AND trial = ? AND repeat = ? AND state = 'running'
            """, [result.state.rawValue, at.timeIntervalSince1970, study, key.trial, key.repeat])
        try requireChange(key, "ends")
        try curves.complete(key, with: pending.removeValue(forKey: key) ?? [])
        for (name, value) in result.metrics.sorted(by: { $0.key < $1.key }) {
            let number = StoredNumber(value)
            try execute(
                "INSERT INTO metric (study, trial, repeat, name, value, state) VALUES (?, ?, ?, ?, ?, ?)",
                [study, key.trial, key.repeat, name.storable, number.value, number.state])
        }
        for prediction in result.predictions {
            try execute(
                "INSERT INTO prediction (study, trial, repeat, split, count, bits) VALUES (?, ?, ?, ?, ?, ?)",
                [study, key.trial, key.repeat, prediction.split.rawValue, prediction.count, Data(prediction.bits)])
        }
    }

    private mutating func fail(
        _ key: RunKey, attempt: Int, _ failure: RunFailure, isRetried: Bool, at: Date
    ) throws {
        try execute(
            """
            UPDATE run SET state = ?, attempt = attempt + ?, finished = ?
            WHERE study = ? AND trial = ? AND repeat = ? AND state = 'running' AND attempt = ?
            """,
            [
                (isRetried ? RunState.waiting : .failed).rawValue, isRetried ? 1 : 0,
                isRetried ? nil : at.timeIntervalSince1970, study, key.trial, key.repeat, attempt,
            ])
        try requireChange(key, "fails in its attempt \(attempt)")
        let measurements = pending.removeValue(forKey: key) ?? []
        if isRetried {
            try curves.drop(key)
        } else {
            try curves.complete(key, with: measurements)
        }
        try execute(
            """
            INSERT INTO failure (study, trial, repeat, attempt, class, message, standard_error, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                study, key.trial, key.repeat, attempt, failure.failureClass.rawValue, failure.message.storable,
                failure.standardErrorTail?.storable, at.timeIntervalSince1970,
            ])
    }

    private mutating func giveBack(_ key: RunKey) throws {
        try execute(
            """
            UPDATE run SET state = 'waiting', worker = NULL, host = NULL, started = NULL
            WHERE study = ? AND trial = ? AND repeat = ? AND state = 'running'
            """, [study, key.trial, key.repeat])
        try requireChange(key, "is returned")
        pending[key] = nil
        try curves.drop(key)
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    private func requireRunning(_ key: RunKey) throws {
        let found = try state(key)
        guard found?.state == RunState.running.rawValue else { throw mismatch(key, "is measured", found) }
    }

    private func requireChange(_ key: RunKey, _ event: String) throws {
        guard db.changesCount == 1 else { throw mismatch(key, event, try state(key)) }
    }

    private func state(_ key: RunKey) throws -> (state: String, attempt: Int)? {
        let statement = try db.cachedStatement(
            sql: "SELECT state, attempt FROM run WHERE study = ? AND trial = ? AND repeat = ?")
        return try Row.fetchOne(statement, arguments: [study, key.trial, key.repeat]).map { ($0[0], $0[1]) }
    }

    private func mismatch(_ key: RunKey, _ event: String, _ found: (state: String, attempt: Int)?) -> StoreError {
        let state = found.map { "it is \($0.state), attempt \($0.attempt)" } ?? "there is no such run"
        return .inconsistent("repeat \(key.repeat) of trial \(key.trial) \(event), but \(state)")
    }
}
