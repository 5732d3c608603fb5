import Foundation
import GRDB
import StudyCore
import Testing

@testable import Store

@Suite struct OpeningTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func write(_ text: String) throws {
        try text.write(toFile: scratch.path, atomically: false, encoding: .utf8)
    }

    private func pragma(_ name: String, _ database: StudyDatabase) throws -> String? {
        try database.reading { db in try String.fetchOne(db, sql: "PRAGMA \(name)") }
    }

    @Test func aNewDatabaseIsDurableAndOurs() throws {
        let database = try scratch.open()
        #expect(try pragma("journal_mode", database) == "wal")
        #expect(try pragma("synchronous", database) == "2")
        #expect(try pragma("foreign_keys", database) == "1")
        #expect(try pragma("application_id", database) == String(0x6870_7372))
        #expect(try pragma("user_version", database) == "1")
        #expect(try database.list().isEmpty)
    }

    @Test func directoriesAreMade() throws {
        let path = scratch.url.appendingPathComponent("a/b/studies.sqlite").path
        _ = try StudyDatabase.open(path: path, mode: .readWrite(create: true))
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func aMissingFileIsNotMadeByWhoOnlyReads() throws {
        let expected =
            "there is no database at '\(scratch.path)': run a study first ('hpsearch study FILE'), or name another "
            + "with --db"
        #expect(sentence { _ = try scratch.open(.readOnly) } == expected)
        #expect(sentence { _ = try scratch.open(.readWrite(create: false)) } == expected)
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
    }

    @Test func filesThatAreNotOursAreRefusedAndLeftAlone() throws {
        for text in ["name: mnist\n", String(repeating: "x", count: 10_000)] {
            try write(text)
            for mode in [StudyDatabase.Mode.readOnly, .readWrite(create: true)] {
                #expect(
                    sentence { _ = try scratch.open(mode) }
                        == "'\(scratch.path)' is not a database: name another file with --db")
            }
            #expect(try String(contentsOfFile: scratch.path, encoding: .utf8) == text)
        }
        try FileManager.default.removeItem(atPath: scratch.path)
        try scratch.raw().write { db in try db.execute(sql: "CREATE TABLE trials (x)") }
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        for mode in [StudyDatabase.Mode.readOnly, .readWrite(create: true)] {
            #expect(
                sentence { _ = try scratch.open(mode) }
                    == "'\(scratch.path)' is another program's SQLite database: name another file with --db")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == before)
    }

    @Test func anEmptyFileBecomesADatabaseOnlyWhereOneIsToBeMade() throws {
        try write("")
        for mode in [StudyDatabase.Mode.readOnly, .readWrite(create: false)] {
            #expect(
                sentence { _ = try scratch.open(mode) }
                    == "'\(scratch.path)' is empty, there is no study in it yet: run one with 'hpsearch study FILE', or name "
                    + "another with --db")
        }
        #expect(try scratch.open().list().isEmpty)
    }

    @Test func aDirectoryInThePlaceOfTheFileIsRefused() throws {
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
        for mode in [StudyDatabase.Mode.readOnly, .readWrite(create: true)] {
            #expect(sentence { _ = try scratch.open(mode) } == "'\(scratch.path)' cannot be opened: it is a directory")
        }
    }

    @Test func aDirectoryThatCannotBeMadeIsNamedWithTheReason() throws {
        try write("")
        let path = scratch.path + "/below/studies.sqlite"
        let told = sentence { _ = try StudyDatabase.open(path: path, mode: .readWrite(create: true)) }
        #expect(told == "'\(path)' cannot be opened: its directory cannot be created (Not a directory)")
    }

    @Test func aNewerSchemaIsRefused() throws {
        _ = try scratch.open()
        try scratch.raw().write { db in try db.execute(sql: "PRAGMA user_version = 7") }
        for mode in [StudyDatabase.Mode.readOnly, .readWrite(create: true)] {
            #expect(
                sentence { _ = try scratch.open(mode) }
                    == "'\(scratch.path)' was written by a newer hpsearch (its schema is version 7, this one knows 1): "
                    + "upgrade hpsearch")
        }
    }

    @Test func aDatabaseOpenedForReadingTakesNoChange() throws {
        let study = try scratch.open().create(makeStudy(), configurations: [], toolVersion: "0.1.0")
        let reader = try scratch.open(.readOnly)
        #expect(!reader.isWritable)
        let expected =
            "'\(scratch.path)' can only be read: make it and its directory writable, or name another with --db"
        #expect(sentence { _ = try reader.create(makeStudy("b"), configurations: [], toolVersion: "") } == expected)
        #expect(sentence { _ = try reader.acquireLease(study) } == expected)
        #expect(sentence { try reader.delete(study) } == expected)
    }

    @Test func aWriterThatIsLockedOutSaysSo() throws {
        let study = try scratch.open().create(makeStudy(), configurations: [], toolVersion: "0.1.0")
        let database = try scratch.open(busyTimeout: 0.05)
        let other = try scratch.raw()
        try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        #expect(
            sentence { _ = try database.acquireLease(study) }
                == "'\(scratch.path)' is locked by another process: wait until it is done, then try again")
        #expect(try database.list().count == 1)
        try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        _ = try database.acquireLease(study)
    }

    @Test func aFullDiskLosesNothingRecorded() throws {
        let database = try scratch.open()
        let study = try database.create(
            makeStudy(), configurations: [configuration(64), configuration(128)], toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(study))
        try journal.append([.started(0), .ended(0, 0, ["loss": 1])])
        try database.writing { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let events = (1...5000).map { RunEvent.measured(RunKey(trial: 1, repeat: 0), measurement($0)) }
        let told = sentence { try journal.append([.started(1)] + events) }
        #expect(
            told == "no space is left for '\(scratch.path)': nothing recorded is lost; make room and run the same "
                + "command again")
        #expect(try database.trial(0, of: study).runs[0].metrics == ["loss": 1])
        #expect(try database.trial(1, of: study).state == .waiting)
        try database.writing { db in try db.execute(sql: "PRAGMA max_page_count = 100000") }
        try journal.append([.started(1)] + events)
        #expect(try database.trial(1, of: study).runs[0].curve.count == 5000)
    }

    @Test func damageIsFoundBeforeAnythingIsWritten() throws {
        do {
            let database = try scratch.open()
            _ = try database.create(
                makeStudy(), configurations: (0..<500).map { configuration($0) }, toolVersion: "0.1.0")
        }
        var bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        for offset in stride(from: bytes.count - 4 * 4096, to: bytes.count, by: 4096) {
            bytes.replaceSubrange(offset..<offset + 100, with: Data(repeating: 0x5A, count: 100))
        }
        try bytes.write(to: URL(fileURLWithPath: scratch.path))
        for mode in [StudyDatabase.Mode.readOnly, .readWrite(create: true)] {
            let told = try #require(sentence { _ = try scratch.open(mode) })
            #expect(told.hasPrefix("'\(scratch.path)' is damaged ("))
            #expect(
                told.hasSuffix(
                    "): restore a copy of it, or save what is whole with: hpsearch check --db \(scratch.path) --salvage "
                        + "NEW-FILE"))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == bytes)
    }

    @Test func twoProcessesMayMakeTheDatabaseAtOnce() async throws {
        let scratch = scratch
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let database = try scratch.open()
                    _ = try database.create(
                        makeStudy("study \(number)"), configurations: [configuration(64)], toolVersion: "0.1.0")
                }
            }
            try await group.waitForAll()
        }
        #expect(try scratch.open(.readOnly).list().count == 8)
    }
}
