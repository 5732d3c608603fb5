import Foundation
import GRDB
import StudyCore

/// What `retry` put back to waiting.
public struct RetriedTrials: Hashable, Sendable {
    /// In the order of their numbers.
    public let trials: [Int]
    /// How many runs; a trial of several repeats may have several that failed.
    public let runs: Int
}

extension StudyDatabase {
    /// Makes room for a new start: the study keeps its results under `name@1`, or the first such name that is free.
    /// - Returns: the study under its new name.
    public func setAside(_ study: StudyReference, under lease: Lease? = nil) throws(StoreError) -> StudyReference {
        try changing(study, under: lease) { db in
            var number = 1
            while try Self.reference("\(study.name)@\(number)", db) != nil { number += 1 }
            let name = "\(study.name)@\(number)"
            try db.execute(sql: "UPDATE study SET name = ? WHERE id = ?", arguments: [name, study.identifier])
            return StudyReference(identifier: study.identifier, name: name)
        }
    }

    /// Deletes a study with everything recorded about it and the files of its runs.
    public func delete(_ study: StudyReference) throws(StoreError) {
        try changing(study, under: nil) { db in
            try db.execute(sql: "DELETE FROM study WHERE id = ?", arguments: [study.identifier])
        }
        removeFiles(of: study.identifier)
    }

    /// Puts failed runs back to waiting, each with the attempt after its last, from which its retries count anew; what
    /// was recorded of the failures stays.
    /// - Parameter trials: the trials' numbers; nil for all that have failed.
    /// - Throws: `StoreError.unknownTrials`, `.notFailed` (nothing is put back then), and whatever storage may throw.
    public func retry(
        _ study: StudyReference, trials: [Int]? = nil, under lease: Lease? = nil
    ) throws(StoreError) -> RetriedTrials {
        try changing(study, under: lease) { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT trial, repeat FROM run WHERE study = ? AND state = 'failed' ORDER BY trial, repeat",
                arguments: [study.identifier])
            var failed = rows.map { RunKey(trial: $0[0], repeat: $0[1]) }
            if let trials {
                try Self.check(trials, of: study, failed: Set(failed.map(\.trial)), db)
                let wanted = Set(trials)
                failed.removeAll { !wanted.contains($0.trial) }
            }
            let curves = CurveTable(db: db, study: study.identifier)
            let update = try db.cachedStatement(
                sql: """
                    UPDATE run SET state = 'waiting', attempt = attempt + 1, first_attempt = attempt + 1, worker = NULL,
                        host = NULL, started = NULL, finished = NULL
                    WHERE study = ? AND trial = ? AND repeat = ?
                    """)
            for key in failed {
                try curves.drop(key)
                try update.execute(arguments: [study.identifier, key.trial, key.repeat])
            }
            if !failed.isEmpty {
                try db.execute(
                    sql: "UPDATE study SET state = 'interrupted' WHERE id = ? AND state = 'complete'",
                    arguments: [study.identifier])
            }
            return RetriedTrials(trials: Set(failed.map(\.trial)).sorted(), runs: failed.count)
        }
    }

    private static func check(_ trials: [Int], of study: StudyReference, failed: Set<Int>, _ db: Database) throws {
        let count =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM trial WHERE study = ?", arguments: [study.identifier]) ?? 0
        let unknown = Set(trials).filter { $0 < 0 || $0 >= count }.sorted()
        guard unknown.isEmpty else {
            throw StoreError.unknownTrials(study: study.name, numbers: unknown, trialCount: count)
        }
        let others = Set(trials).subtracting(failed).sorted()
        guard others.isEmpty else { throw StoreError.notFailed(study: study.name, numbers: others) }
    }
}
