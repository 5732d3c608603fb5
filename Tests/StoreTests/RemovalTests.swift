import Foundation
import StudyCore
import Testing

@testable import Store

/// The files under an open database disappear; nothing recorded may.
@Suite struct RemovalTests {
    let scratch: Scratch
    let database: StudyDatabase

    init() throws {
        scratch = try Scratch()
        database = try scratch.open()
        _ = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
    }

    private func record(_ words: String) throws(StoreError) {
        try database.writing { db in try db.execute(sql: "UPDATE study SET description = ?", arguments: [words]) }
    }

    /// What somebody finds in a file who comes after this process.
    private func words(in path: String) throws -> String? {
        let copy = try Scratch()
        for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: path + ending) {
            try FileManager.default.copyItem(atPath: path + ending, toPath: copy.path + ending)
        }
        return try copy.open(.readOnly).study(named: nil).description
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
    }

    @Test func aDatabaseThatIsRemovedIsWrittenAgain() throws {
        try record("last words")
        try FileManager.default.removeItem(atPath: scratch.path)
        let expected =
            "'\(scratch.path)' was removed while in use: what it held was written there again; run the same command again"
        #expect(sentence { try record("more") } == expected)
        #expect(try words(in: scratch.path) == "last words")
        #expect(try names() == ["studies.sqlite"])
        // Nothing goes into the old file any more.
        #expect(sentence { try record("more") } == expected)
        #expect(try words(in: scratch.path) == "last words")
    }

    @Test func whatWasRecordedInTheVeryMomentIsNotTakenForRecorded() throws {
        let told = sentence {
            try database.writing { db in
                try db.execute(sql: "UPDATE study SET description = 'last words'")
                try FileManager.default.removeItem(atPath: scratch.path)
            }
        }
        #expect(told?.contains("was removed while in use") == true)
        #expect(try words(in: scratch.path) == "last words")
    }

    @Test func soIsOneWhoseDirectoryIsRemoved() throws {
        try record("last words")
        try FileManager.default.removeItem(at: scratch.url)
        #expect(sentence { try record("more") }?.contains("what it held was written there again") == true)
        #expect(try words(in: scratch.path) == "last words")
    }

    @Test func aFileInItsPlaceIsLeftAlone() throws {
        try record("last words")
        try FileManager.default.removeItem(atPath: scratch.path)
        try "another file".write(toFile: scratch.path, atomically: false, encoding: .utf8)
        #expect(
            sentence { try record("more") }
                == "'\(scratch.path)' was replaced while in use: what it held was written to '\(scratch.path).rescued'; name "
                + "that with --db")
        #expect(try String(contentsOfFile: scratch.path, encoding: .utf8) == "another file")
        #expect(try words(in: scratch.path + ".rescued") == "last words")
        // Above all not the log, which would be read together with what is there now.
        #expect(try names() == ["studies.sqlite", "studies.sqlite.rescued"])
    }

    @Test func aDatabaseThatIsMovedAwayIsWholeThereAndMayComeBack() throws {
        try record("last words")
        let place = scratch.path + ".away"
        try FileManager.default.moveItem(atPath: scratch.path, toPath: place)
        #expect(
            sentence { try record("more") }
                == "'\(scratch.path)' was moved to '\(place)' while in use: move it back and run the same command again"
        )
        #expect(try words(in: place) == "last words")
        try FileManager.default.moveItem(atPath: place, toPath: scratch.path)
        #expect(sentence { try record("more") } == nil)
    }

    @Test(arguments: [false, true])
    func whatALostLogHeldIsBroughtIntoTheDatabase(_ isInTheMiddle: Bool) throws {
        let log = scratch.path + "-wal"
        try record("first words")
        if !isInTheMiddle {
            try record("last words")
            try FileManager.default.removeItem(atPath: log)
        }
        let told = sentence {
            try database.writing { db in
                try db.execute(sql: "UPDATE study SET description = 'last words'")
                if isInTheMiddle { try FileManager.default.removeItem(atPath: log) }
            }
        }
        #expect(
            told
                == "the write-ahead log of '\(scratch.path)' was removed while in use: what it held was brought into the "
                + "database; run the same command again")
        #expect(try words(in: scratch.path) == "last words")
    }

    @Test func aLostIndexOfTheLogStopsBeforeTwoProcessesWriteAcrossEachOther() throws {
        try record("last words")
        try FileManager.default.removeItem(atPath: scratch.path + "-shm")
        #expect(
            sentence { try record("more") }
                == "'\(scratch.path)-shm' was removed while '\(scratch.path)' was in use: run the same command again")
        #expect(try words(in: scratch.path) == "last words")
    }

    @Test func aStudyThatStopsSaysThatNothingIsLostAndHowToCarryOn() {
        let path = "/d/s.sqlite"
        let again = "carry on with: hpsearch study grid.yaml"
        let told: [(StoreError, String)] = [
            (
                .diskFull(path: path),
                "no space is left for '/d/s.sqlite'; nothing recorded is lost; once there is room, "
            ),
            (
                .readOnly(path: path),
                "'/d/s.sqlite' can no longer be written; nothing recorded is lost; once it can be, "
            ),
            (
                .inputOutput(path: path, reason: "disk I/O error (778), no reason"),
                "'/d/s.sqlite' cannot be read or written: disk I/O error (778), no reason; nothing "
                    + "recorded is lost; once that is mended, "
            ),
            (
                .locked(path: path),
                "'/d/s.sqlite' is locked by another process; nothing recorded is lost; once that one is done, "
            ),
            (
                .cannotOpen(path: path, reason: "Permission denied"),
                "'/d/s.sqlite' cannot be opened: Permission denied; nothing recorded is lost; once that is mended, "
            ),
            (
                .removed(path: path, .rescued(as: path)),
                "'/d/s.sqlite' was removed while in use: what it held was written there again; nothing recorded is lost; "
            ),
            (
                .removed(path: path, .rescued(as: "/d/s.sqlite.rescued")),
                "'/d/s.sqlite' was replaced while in use: what it held was written to '/d/s.sqlite.rescued'; nothing "
                    + "recorded is lost; once that is moved into its place, "
            ),
            (
                .removed(path: path, .moved(to: "/e/s.sqlite")),
                "'/d/s.sqlite' was moved to '/e/s.sqlite' while in use; nothing recorded is lost; once it is back, "
            ),
            (
                .removed(path: path, .log),
                "the write-ahead log of '/d/s.sqlite' was removed while in use: what it held was brought into the "
                    + "database; nothing recorded is lost; "
            ),
            (
                .removed(path: path, .index),
                "'/d/s.sqlite-shm' was removed while '/d/s.sqlite' was in use; nothing recorded is lost; "
            ),
        ]
        for (error, sentence) in told {
            #expect(error.stopSentence(again: "hpsearch study grid.yaml") == sentence + again)
        }
        // What cannot be promised is not said.
        let others: [StoreError] = [
            .damaged(path: path, detail: "page 3"), .leaseLost(study: "grid"),
            .removed(path: path, .lost(reason: "no space")),
        ]
        for error in others { #expect(error.stopSentence(again: "hpsearch study grid.yaml") == error.sentence) }
    }
}
