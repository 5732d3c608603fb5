import Foundation
import GRDB
import Randomness
import StudyCore

import struct StudyCore.Configuration

extension StudyDatabase {
    /// The version of the study file's format, kept with each study.
    static let fileFormat = 1

    /// Writes a study and all its runs down: trial n is `configurations[n]`, each is repeated `study.search.repeats`
    /// times. A long plan takes several transactions, so that studies at work in the same file are not held up; nobody
    /// sees the study before all of it is there, and what a process leaves half written the next one removes.
    /// - Throws: `StoreError.studyExists`, also when another process that creates the same study is done first: it can
    ///   be found then, and its lease asked for. And whatever storage may throw.
    public func create(
        _ study: Study, configurations: [Configuration], toolVersion: String, at now: Date = Date()
    ) throws(StoreError) -> StudyReference {
        try create(
            study, configurations: configurations, toolVersion: toolVersion, at: now,
            runsPerTransaction: Self.runsPerTransaction)
    }

    func create(
        _ study: Study, configurations: [Configuration], toolVersion: String, at now: Date, runsPerTransaction: Int
    ) throws(StoreError) -> StudyReference {
        let name = study.name.storable
        try removeAbandonedDrafts()
        guard try findIfPresent(name) == nil else { throw .studyExists(name: name) }
        let draft = try beginDraft(study, toolVersion: toolVersion, at: now)
        defer { withExtendedLifetime(draft) {} }
        do {
            try write(configurations, of: study, to: draft, runsPerTransaction: runsPerTransaction)
            removeFiles(of: draft.identifier)
            return try finish(draft, as: name)
        } catch {
            // Where even this fails, the next study that is created removes it.
            try? remove(draft)
            throw error
        }
    }

    /// Adds to a study: trials at the next numbers, repeats to all trials up to `changed.search.repeats`; the file's
    /// text, directory and description are replaced. Nothing that is there is changed.
    /// - Parameters:
    ///   - changed: the study as its file now declares it; its name, seed and objective are those stored.
    ///   - configurations: of the new trials only.
    ///   - lease: held by the caller, if any; without one, nobody else may have the study in hand.
    /// - Returns: how many runs were added.
    @discardableResult
    public func extend(
        _ reference: StudyReference, to changed: Study, adding configurations: [Configuration],
        under lease: Lease? = nil
    ) throws(StoreError) -> Int {
        try changing(reference, under: lease) { db in
            let study = reference.identifier
            try db.execute(
                sql: "UPDATE study SET text = ?, directory = ?, description = ?, parameters = ? WHERE id = ?",
                arguments: [
                    changed.text.storable, changed.directory.storable, changed.description?.storable,
                    ConfigurationText.names(changed.space.names), study,
                ])
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT seed, (SELECT coalesce(max(number) + 1, 0) FROM trial WHERE study = study.id)
                        FROM study WHERE id = ?
                        """, arguments: [study])
            else { throw StoreError.unknownStudy(name: reference.name, known: []) }
            let plan = PlanTable(db: db, study: study, seed: UInt64(bitPattern: row[0]))
            let trials: Int = row[1]
            let added =
                try plan.addRepeats(changed.search.repeats, trials: trials)
                + plan.add(configurations, from: trials, repeats: changed.search.repeats)
            if added > 0 {
                try db.execute(
                    sql: "UPDATE study SET state = 'interrupted' WHERE id = ? AND state = 'complete'",
                    arguments: [study])
            }
            return added
        }
    }
}

/// Trials and runs before they have run.
struct PlanTable {
    let db: Database
    let study: Int64
    /// The study's.
    let seed: UInt64

    /// - Returns: how many runs were added.
    @discardableResult
    func add(_ configurations: some Collection<Configuration>, from first: Int, repeats: Int) throws -> Int {
        let trial = try db.cachedStatement(
            sql: "INSERT INTO trial (study, number, configuration, hash) VALUES (?, ?, ?, ?)")
        for (offset, configuration) in configurations.enumerated() {
            let text = configuration.canonicalJSON
            try trial.execute(arguments: [study, first + offset, text, ConfigurationText.hash(text)])
            for number in 0..<max(0, repeats) { try addRun(first + offset, number) }
        }
        return configurations.count * max(0, repeats)
    }

    func addRepeats(_ repeats: Int, trials: Int) throws -> Int {
        // One look at all of them: mostly, nothing is to be added to any.
        let incomplete = try Row.fetchAll(
            db,
            sql: """
                SELECT number, planned FROM (
                    SELECT number, (SELECT coalesce(max(repeat) + 1, 0) FROM run
                        WHERE run.study = trial.study AND run.trial = trial.number) AS planned
                    FROM trial WHERE study = ? AND number < ?)
                WHERE planned < ? ORDER BY number
                """, arguments: [study, trials, repeats])
        var added = 0
        for row in incomplete {
            let (trial, first): (Int, Int) = (row[0], row[1])
            for number in first..<repeats {
                try addRun(trial, number)
                added += 1
            }
        }
        return added
    }

    private func addRun(_ trial: Int, _ number: Int) throws {
        let statement = try db.cachedStatement(sql: "INSERT INTO run (study, trial, repeat, seed) VALUES (?, ?, ?, ?)")
        let seed = Int64(bitPattern: repeatSeed(studySeed: seed, repeat: number))
        try statement.execute(arguments: [study, trial, number, seed])
    }
}
