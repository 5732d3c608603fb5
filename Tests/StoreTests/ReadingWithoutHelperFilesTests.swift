import Foundation
import GRDB
import StudyCore
import Testing

@testable import Store

/// A link in the place of SQLite's `-shm` file, which SQLite does not follow, keeps it from being made, as a read-only
/// directory does.
@Suite struct ReadingWithoutHelperFilesTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func block() throws {
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "-shm", withDestinationPath: "/nowhere")
    }

    @Test func aDatabaseWithoutLogIsReadAsItIs() throws {
        do {
            let database = try scratch.open()
            _ = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "-wal"))
        try block()
        let reader = try scratch.open(.readOnly)
        #expect(try reader.study(named: nil).trials.count == 1)
        try Data([0]).write(to: URL(fileURLWithPath: scratch.path + "-wal"))
        #expect(
            sentence { _ = try reader.list() }
                == "'\(scratch.path)' was changed while it was read: run the same command again")
    }

    @Test func aPathOfAnyCharactersIsReadAsItIs() throws {
        let path = scratch.url.appendingPathComponent("50% größe?#&.sqlite").path
        do {
            let database = try StudyDatabase.open(path: path, mode: .readWrite(create: true))
            _ = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        }
        try FileManager.default.createSymbolicLink(atPath: path + "-shm", withDestinationPath: "/nowhere")
        #expect(try StudyDatabase.open(path: path, mode: .readOnly).list().count == 1)
    }

    @Test func aLogThatAKilledProcessLeftIsNotLeftOut() throws {
        let other = try Scratch()
        let database = try other.open()
        _ = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        // The files as they lie on the disk while the database is open: what is new is in the log.
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: other.path + ending, toPath: scratch.path + ending)
        }
        try block()
        let reader = try scratch.open(.readOnly)
        #expect(try reader.study(named: nil).trials.count == 1)
        #expect(!reader.isWritable)
    }
}
