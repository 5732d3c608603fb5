import Foundation
import GRDB
import StudyCore
import Testing

import struct StudyCore.Measurement

@testable import Store

/// Every released schema version stays here as a text of SQL, and opens.
@Suite struct FixtureTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func load(_ name: String) throws {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "sql", subdirectory: "Fixtures"))
        let text = try String(contentsOf: url, encoding: .utf8)
        let queue = try scratch.raw()
        try queue.writeWithoutTransaction { db in try db.execute(sql: text) }
        try queue.close()
    }

    private func schema(_ queue: DatabaseQueue) throws -> [String] {
        try queue.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name")
        }.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    @Test(arguments: [1])
    func aDatabaseOfAnEarlierVersionOpensAndMigrates(_ version: Int) throws {
        try load("schema-\(version)")
        // A reader brings it up to date by itself, where it may.
        let reader = try scratch.open(.readOnly)
        #expect(try reader.list().map(\.name) == ["größe \"α\"", "finished"])
        #expect(try reader.list().map(\.state) == [.interrupted, .complete])
        let study = try reader.find("größe \"α\"")
        let record = try reader.study(named: study.name, including: .everything)
        #expect(record.seed == .max)
        #expect(record.elapsed == 12.5)
        #expect(record.provenance.map(\.name) == ["tool", "blas"])
        let runs = record.trials.flatMap(\.runs)
        #expect(runs.map(\.state) == [.complete, .running, .diverged, .failed])
        #expect(record.trials[0].configuration.values.map(\.name) == ["width", "beta"])
        #expect(runs[0].metrics == ["validation.accuracy": 0.9375, "seconds": 1.5])
        #expect(runs[0].curve == [measurement(1), measurement(2, [("train.loss", 0.25)])])
        #expect(runs[2].metrics["train.loss"]?.isNaN == true)
        #expect(runs[2].metrics["validation.loss"] == .infinity)
        #expect(runs[3].failures.map(\.failure.failureClass) == [.crashed])
        #expect(
            try reader.predictions(of: RunKey(trial: 0, repeat: 0), in: study) == [
                Prediction(split: .validation, count: 10, bits: [0xA5, 0x03])
            ])
        #expect(runs[3].failures.map(\.attempt) == [1])
        #expect(runs.map(\.host) == ["anvil", "anvil", "anvil", "anvil"])
        #expect(record.trials.map(\.number) == [0, 1])
        #expect(try reader.configurations(of: study) == [configuration(64), configuration(128, 0.9)])
        #expect(try reader.holder(of: study) == nil)
        let check = try StudyDatabase.check(path: scratch.path, processes: FakeProcesses())
        #expect(check.findings == [])
        #expect(check.notes.map(\.study) == [study.name])
        #expect((check.studies, check.trials, check.runs) == (2, 3, 5))
    }

    @Test(arguments: [1])
    func aStudyOfAnEarlierVersionIsCarriedOnToItsEnd(_ version: Int) throws {
        try load("schema-\(version)")
        let database = try scratch.open(.readWrite(create: false))
        let study = try database.find("größe \"α\"")
        #expect(try database.retry(study).runs == 1)
        let lease = try database.acquireLease(study)
        #expect(lease.returnedRuns == [RunKey(trial: 0, repeat: 1)])
        let journal = database.journal(for: lease)
        try journal.append([.study(.running)])
        for run in try database.plannedRuns(of: study, unfinishedOnly: true) {
            try journal.append([
                .started(run.key.trial, run.key.repeat, attempt: run.attempt), .measured(run.key, measurement(1)),
                .ended(run.key.trial, run.key.repeat, ["validation.accuracy": 0.5]),
            ])
        }
        try journal.append([.study(.complete)])
        try lease.release()
        let record = try database.study(named: study.name, including: .everything)
        #expect(record.state == .complete)
        #expect(record.trials.flatMap(\.runs).map(\.state) == [.complete, .complete, .diverged, .complete])
        #expect(record.trials[1].runs[1].failures.count == 1)
        let check = try StudyDatabase.check(path: scratch.path, processes: FakeProcesses())
        #expect(check.findings == [] && check.notes == [])
    }

    @Test func aMigratedDatabaseHasTheTablesOfANewOne() throws {
        try load("schema-1")
        _ = try scratch.open()
        let new = try Scratch()
        _ = try new.open()
        #expect(try schema(scratch.raw()) == schema(new.raw()))
    }

    @Test func aReleasedMigrationIsNeverChanged() throws {
        try load("schema-1")
        let new = try Scratch()
        _ = try new.open(schema: Schema(migrations: Array(Schema.current.migrations.prefix(1))))
        #expect(try schema(scratch.raw()) == schema(new.raw()))
    }

    @Test func stepsThatAreMissingAreTakenInOrderAndOnlyOnce() throws {
        try load("schema-1")
        let second = Migration(name: "notes", statements: "ALTER TABLE study ADD COLUMN note TEXT;")
        let third = Migration(name: "notes are kept", statements: "UPDATE study SET note = name;")
        let later = Schema(migrations: Schema.current.migrations + [second, third])
        for _ in 0..<2 { _ = try scratch.open(schema: later) }
        let raw = try scratch.raw()
        #expect(try raw.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") } == 3)
        #expect(
            try raw.read { db in try String.fetchAll(db, sql: "SELECT name FROM migration ORDER BY number") } == [
                "studies, trials and runs", "notes", "notes are kept",
            ])
        #expect(
            sentence { _ = try scratch.open() }
                == "'\(scratch.path)' was written by a newer hpsearch (its schema is version 3, this one knows 1): "
                + "upgrade hpsearch")
    }

    @Test func aMigrationThatFailsLeavesTheDatabaseAsItWas() throws {
        try load("schema-1")
        let broken = Migration(
            name: "broken", statements: "ALTER TABLE study ADD COLUMN note TEXT; INSERT INTO nowhere VALUES (1);")
        let later = Schema(migrations: Schema.current.migrations + [broken])
        #expect(throws: StoreError.self) { try scratch.open(schema: later) }
        #expect(try scratch.open().list().count == 2)
    }

    @Test func anOlderDatabaseThatCannotBeWrittenIsRefused() throws {
        try load("schema-1")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "-shm", withDestinationPath: "/nowhere")
        let later = Schema(migrations: Schema.current.migrations + [Migration(name: "two", statements: "SELECT 1;")])
        #expect(
            sentence { _ = try scratch.open(.readOnly, schema: later) }
                == "'\(scratch.path)' was written by an older hpsearch (its schema is version 1, this one uses 2) and "
                + "cannot be brought up to date because it cannot be written: make it and its directory writable once")
    }
}
