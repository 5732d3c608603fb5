import Foundation
import GRDB
import StudyCore

import struct StudyCore.Configuration

/// A study whose plan is being written down. Its row has no name until the plan is whole, so that nobody finds it, and
/// whoever writes it holds its file lock, so that a draft whose writer is gone is told from one in work.
struct StudyDraft {
    let identifier: Int64
    let lock: FileLock
}

extension StudyDatabase {
    /// A plan of more runs than this is written in several transactions, so that nobody waits long for any of them.
    static let runsPerTransaction = 20_000

    /// Between two of them: longer than SQLite sleeps between two looks at a lock, so that others get their turn.
    static let pauseBetweenTransactions = 0.12

    func beginDraft(_ study: Study, toolVersion: String, at now: Date) throws(StoreError) -> StudyDraft {
        try writing { db in
            try db.execute(
                sql: """
                    INSERT INTO study (description, text, directory, seed, goal, metric, parameters, format,
                        tool_version, state, created)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'interrupted', ?)
                    """,
                arguments: [
                    study.description?.storable, study.text.storable, study.directory.storable,
                    Int64(bitPattern: study.seed), study.objective.goal.rawValue, study.objective.metric.storable,
                    ConfigurationText.names(study.space.names), Self.fileFormat, toolVersion.storable,
                    now.timeIntervalSince1970,
                ])
            let identifier = db.lastInsertedRowID
            // Before anybody else can see the draft.
            let lock = try freeFileLock(StudyReference(identifier: identifier, name: study.name.storable))
            return StudyDraft(identifier: identifier, lock: lock)
        }
    }

    func write(
        _ configurations: [Configuration], of study: Study, to draft: StudyDraft, runsPerTransaction: Int
    ) throws(StoreError) {
        let repeats = study.search.repeats
        let size = max(1, runsPerTransaction / max(1, repeats))
        for first in stride(from: 0, to: configurations.count, by: size) {
            if first > 0 { Thread.sleep(forTimeInterval: Self.pauseBetweenTransactions) }
            let piece = configurations[first..<min(first + size, configurations.count)]
            _ = try writing { db in
                try PlanTable(db: db, study: draft.identifier, seed: study.seed).add(
                    piece, from: first, repeats: repeats)
            }
        }
    }

    /// Makes the draft a study.
    /// - Throws: `StoreError.studyExists` when another process was faster.
    func finish(_ draft: StudyDraft, as name: String) throws(StoreError) -> StudyReference {
        try writing { db in
            guard try Self.reference(name, db) == nil else { throw StoreError.studyExists(name: name) }
            try db.execute(
                sql: "UPDATE study SET name = ? WHERE id = ? AND name IS NULL", arguments: [name, draft.identifier])
            guard db.changesCount == 1 else {
                throw StoreError.inconsistent("the plan of '\(name)' was removed while it was written")
            }
            return StudyReference(identifier: draft.identifier, name: name)
        }
    }

    func remove(_ draft: StudyDraft) throws(StoreError) {
        try writing { db in
            try db.execute(sql: "DELETE FROM study WHERE id = ? AND name IS NULL", arguments: [draft.identifier])
        }
    }

    /// Removes what processes that are gone left half written.
    func removeAbandonedDrafts() throws(StoreError) {
        let drafts = try reading { db in try Int64.fetchAll(db, sql: "SELECT id FROM study WHERE name IS NULL") }
        for identifier in drafts {
            let lock: FileLock
            do {
                lock = try freeFileLock(StudyReference(identifier: identifier, name: ""))
            } catch .leaseHeld {
                continue
            }
            try remove(StudyDraft(identifier: identifier, lock: lock))
        }
    }
}
