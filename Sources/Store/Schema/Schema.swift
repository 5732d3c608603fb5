import Foundation
import GRDB

/// One step of the schema's history. A released migration is never changed.
struct Migration: Sendable {
    let name: String
    let statements: String
}

/// The tables, as the sum of all migrations. Version n is what the first n migrations make.
struct Schema: Sendable {
    let migrations: [Migration]

    static let current = Schema(migrations: [.studiesTrialsAndRuns])

    /// `hpsr` in the file's header tells our databases from others.
    static let applicationIdentifier: Int32 = 0x6870_7372

    var version: Int { migrations.count }

    /// What a file is, before anything is written to it.
    enum State: Hashable {
        case empty
        case version(Int)
        case foreign
    }

    func state(_ db: Database) throws -> State {
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if application == Self.applicationIdentifier { return .version(version) }
        let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        return application == 0 && version == 0 && objects == 0 ? .empty : .foreign
    }

    /// Brings a database of ours, or an empty one, to the current version: all steps or none, in one transaction, so
    /// that two processes may try at once.
    func migrate(_ db: Database, at now: Date = Date()) throws {
        if try state(db) == .version(version) { return }
        try db.inTransaction(.immediate) {
            guard let done = try version(inTransaction: db) else { return .rollback }
            if done == 0 { try db.execute(sql: "PRAGMA application_id = \(Self.applicationIdentifier)") }
            for migration in migrations.dropFirst(done) {
                try db.execute(sql: migration.statements)
                try db.execute(
                    sql: "INSERT INTO migration (name, applied) VALUES (?, ?)",
                    arguments: [migration.name, now.timeIntervalSince1970])
            }
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// Another process may have migrated, or taken the file, since it was first looked at.
    private func version(inTransaction db: Database) throws -> Int? {
        switch try state(db) {
        case .empty: 0
        case .version(let done): done < version ? done : nil
        case .foreign: nil
        }
    }
}
