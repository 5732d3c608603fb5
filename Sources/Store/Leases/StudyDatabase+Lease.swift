import Foundation
import GRDB
import StudyCore

extension StudyDatabase {
    /// Takes a study in hand. What a process that is gone left running waits again, as the same attempt, and the
    /// curves of those attempts are dropped.
    /// - Parameter takingOver: also take it from a holder of another host, who cannot be checked. Never from one that
    ///   is known to live.
    /// - Throws: `StoreError.leaseHeld`, `.leaseElsewhere`, and whatever storage may throw.
    public func acquireLease(
        _ study: StudyReference, takingOver: Bool = false, at now: Date = Date()
    ) throws(StoreError) -> Lease {
        guard isWritable else { throw .readOnly(path: path) }
        let lock = try fileLock(study)
        let (launch, returned) = try writing { db in
            try refuseUnlessFree(study, takingOver: takingOver, db)
            guard
                let launch = try Int.fetchOne(
                    db, sql: "UPDATE study SET launches = launches + 1 WHERE id = ? RETURNING launches",
                    arguments: [study.identifier])
            else { throw StoreError.unknownStudy(name: study.name, known: []) }
            let pid = processes.ownIdentifier
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO lease (study, launch, host, pid, boot, process_start, since)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    study.identifier, launch, processes.host, pid, processes.bootIdentifier,
                    processes.startTime(of: pid) ?? 0, now.timeIntervalSince1970,
                ])
            return (launch, try Self.returnRunningRuns(of: study.identifier, db))
        }
        return Lease(study: study, launch: launch, returnedRuns: returned, database: self, lock: lock)
    }

    /// Who has the study in hand; nil when nobody has, as far as can be told from here.
    public func holder(of study: StudyReference) throws(StoreError) -> LeaseHolder? {
        try reading { db in
            guard let holder = try LeaseHolder(study: study.identifier, db),
                holder.standing(in: processes) != .gone
            else { return nil }
            return holder
        }
    }

    /// The file lock of a study, beside the database; a holder is named as far as it is known.
    func fileLock(_ study: StudyReference) throws(StoreError) -> FileLock {
        do {
            return try freeFileLock(study)
        } catch .leaseHeld {
            throw .leaseHeld(study: study.name, by: try holder(of: study))
        }
    }

    /// The same without a look at the database, so that it may be called within a transaction.
    func freeFileLock(_ study: StudyReference) throws(StoreError) -> FileLock {
        let lockPath = "\(path).study-\(study.identifier).lock"
        do {
            return try FileLock(path: lockPath)
        } catch {
            switch error {
            case .held: throw .leaseHeld(study: study.name, by: nil)
            case .system(ENOSPC): throw .diskFull(path: path)
            case .system(let code): throw .cannotOpen(path: lockPath, reason: String(cString: strerror(code)))
            }
        }
    }

    /// Refuses, within a transaction, to touch a study that somebody else has in hand.
    ///
    /// Whoever calls it holds the study's file lock. On one machine the lock alone would do, unless somebody removed
    /// its file: hence the look at the processes as well.
    private func refuseUnlessFree(_ study: StudyReference, takingOver: Bool, _ db: Database) throws {
        guard let holder = try LeaseHolder(study: study.identifier, db) else { return }
        switch holder.standing(in: processes) {
        case .gone, .sameMachine: return
        case .own, .alive: throw StoreError.leaseHeld(study: study.name, by: holder)
        case .elsewhere:
            if !takingOver { throw StoreError.leaseElsewhere(study: study.name, by: holder) }
        }
    }

    /// Puts what was running back to waiting.
    /// - Returns: the runs concerned.
    static func returnRunningRuns(of study: Int64, _ db: Database) throws -> [RunKey] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT trial, repeat FROM run WHERE study = ? AND state = 'running' ORDER BY trial, repeat",
            arguments: [study])
        let keys = rows.map { RunKey(trial: $0[0], repeat: $0[1]) }
        let curves = CurveTable(db: db, study: study)
        for key in keys { try curves.drop(key) }
        try db.execute(
            sql: """
                UPDATE run SET state = 'waiting', worker = NULL, host = NULL, started = NULL
                WHERE study = ? AND state = 'running'
                """, arguments: [study])
        try db.execute(
            sql: "UPDATE study SET state = 'interrupted' WHERE id = ? AND state = 'running'", arguments: [study])
        return keys
    }

    /// Carries out a change of a study that needs nobody else at work on it: under the lease given, or by taking the
    /// study in hand for as long as it takes.
    func changing<Value>(
        _ study: StudyReference, under lease: Lease?, _ body: (Database) throws -> Value
    ) throws(StoreError) -> Value {
        guard isWritable else { throw .readOnly(path: path) }
        if let lease {
            guard lease.study.identifier == study.identifier else {
                throw .inconsistent("the lease of '\(lease.study.name)' used for '\(study.name)'")
            }
            return try writing { db in
                try lease.check(db)
                return try body(db)
            }
        }
        let lock = try fileLock(study)
        defer { withExtendedLifetime(lock) {} }
        return try writing { db in
            try refuseUnlessFree(study, takingOver: false, db)
            return try body(db)
        }
    }
}
