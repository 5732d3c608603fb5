import Foundation
import GRDB
import StudyCore

import struct StudyCore.Measurement

/// The curves of one study. A run that is going on has a row for each time that something was recorded of it, so that
/// recording costs the same at every step; when it ends, its rows become one (or a few, for very long curves).
struct CurveTable {
    let db: Database
    let study: Int64

    /// No row made at the end of a run holds more bytes than this.
    static let greatestRow = 1 << 20

    func append(_ measurements: [Measurement], to key: RunKey) throws {
        guard !measurements.isEmpty else { return }
        let statement = try db.cachedStatement(
            sql: "INSERT INTO curve (study, trial, repeat, layouts, steps, data) VALUES (?, ?, ?, ?, ?, ?)")
        var blob = CurveBlob()
        func write() throws {
            try statement.execute(arguments: [study, key.trial, key.repeat, blob.layoutsText, blob.steps, blob.data])
            blob = CurveBlob()
        }
        for measurement in measurements {
            blob.append(measurement)
            if blob.data.count >= Self.greatestRow { try write() }
        }
        if blob.steps > 0 { try write() }
    }

    /// Appends the last measurements of a run and joins its rows.
    func complete(_ key: RunKey, with measurements: [Measurement]) throws {
        let first = try db.cachedStatement(
            sql: "SELECT 1 FROM curve WHERE study = ? AND trial = ? AND repeat = ? LIMIT 1")
        guard try Int.fetchOne(first, arguments: [study, key.trial, key.repeat]) != nil else {
            return try append(measurements, to: key)
        }
        var whole: [Measurement] = []
        try read(key, into: &whole)
        try drop(key)
        try append(whole + measurements, to: key)
    }

    func read(_ key: RunKey, into measurements: inout [Measurement]) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT layouts, data FROM curve WHERE study = ? AND trial = ? AND repeat = ? ORDER BY id")
        let cursor = try Row.fetchCursor(statement, arguments: [study, key.trial, key.repeat])
        while let row = try cursor.next() {
            try CurveBlob.read(layouts: row[0], data: row[1], into: &measurements)
        }
    }

    func drop(_ key: RunKey) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM curve WHERE study = ? AND trial = ? AND repeat = ?")
        try statement.execute(arguments: [study, key.trial, key.repeat])
    }
}
