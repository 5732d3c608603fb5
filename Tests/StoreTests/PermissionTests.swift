import Foundation
import StudyCore
import Testing

@testable import Store

/// Needs a user to whom permissions apply.
@Suite(.enabled(if: geteuid() != 0), .serialized) struct PermissionTests {
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        let database = try scratch.open()
        _ = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
    }

    private func withDirectory(_ permissions: Int, _ body: () throws -> Void) throws {
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: permissions], ofItemAtPath: scratch.url.path)
        defer { try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.url.path) }
        try body()
    }

    @Test func aDatabaseInAReadOnlyDirectoryCanBeRead() throws {
        try withDirectory(0o555) { () throws -> Void in
            #expect(try scratch.open(.readOnly).study(named: nil).trials.count == 1)
        }
    }

    @Test func aRunningStudyCanBeReadFromAReadOnlyDirectory() throws {
        let database = try scratch.open()
        let study = try database.find(nil)
        let lease = try database.acquireLease(study)
        try database.journal(for: lease).append([.started(0)])
        try withDirectory(0o555) { () throws -> Void in
            let reader = try scratch.open(.readOnly)
            #expect(try reader.trial(0, of: study).state == .running)
            try database.journal(for: lease).append([.ended(0)])
            #expect(try reader.trial(0, of: study).state == .complete)
        }
    }

    @Test func aStudyCannotBeTakenInHandInAReadOnlyDirectory() throws {
        try withDirectory(0o555) { () throws -> Void in
            let told = sentence {
                let database = try scratch.open()
                _ = try database.acquireLease(try database.find(nil))
            }
            #expect(
                told
                    == "'\(scratch.path)' can only be read: make it and its directory writable, or name another with --db"
            )
        }
    }

    @Test func aReadOnlyFileIsRefusedForWriting() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: scratch.path)
        let expected =
            "'\(scratch.path)' can only be read: make it and its directory writable, or name another with --db"
        #expect(sentence { _ = try scratch.open() } == expected)
        #expect(try scratch.open(.readOnly).list().count == 1)
    }

    @Test func aFileThatMayNotBeReadIsRefusedWithTheReason() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: scratch.path)
        #expect(
            sentence { _ = try scratch.open(.readOnly) } == "'\(scratch.path)' cannot be opened: Permission denied")
    }

    @Test func aDirectoryThatMayNotBeMadeIsNamedWithTheReason() throws {
        try withDirectory(0o555) { () throws -> Void in
            let path = scratch.url.appendingPathComponent("below/studies.sqlite").path
            let told = sentence { _ = try StudyDatabase.open(path: path, mode: .readWrite(create: true)) }
            #expect(told == "'\(path)' cannot be opened: its directory cannot be created (Permission denied)")
        }
    }
}
