import Foundation
import StudyCore
import Testing

@testable import Store

@Suite("The files of a study's runs")
struct RunFilesTests {
    @Test("A file is named by its sort and run, and found again; strange names are passed over")
    func names() throws {
        let place = try Scratch()
        let files = RunFiles(directory: place.url.appendingPathComponent("study-1").path)
        #expect(files.keys(.weights).isEmpty)
        for key in [RunKey(trial: 17, repeat: 2), RunKey(trial: 3, repeat: 0)] {
            try write(files.path(.weights, of: key))
        }
        for name in ["x-1.safetensors", "1.safetensors", "1-2-3.safetensors", "1-2.tmp"] {
            try write("\(files.directory)/weights/\(name)")
        }
        #expect(files.keys(.weights) == [RunKey(trial: 3, repeat: 0), RunKey(trial: 17, repeat: 2)])
        #expect(files.keys(.checkpoint).isEmpty)
        files.remove(.weights, of: RunKey(trial: 3, repeat: 0))
        #expect(files.keys(.weights) == [RunKey(trial: 17, repeat: 2)])
    }

    @Test("A deleted study takes its files with it and leaves those of others")
    func deletion() throws {
        let place = try Scratch()
        let database = try place.open()
        let first = try database.create(makeStudy("a"), configurations: [configuration(64)], toolVersion: "1")
        let second = try database.create(makeStudy("b"), configurations: [configuration(64)], toolVersion: "1")
        let key = RunKey(trial: 0, repeat: 0)
        for reference in [first, second] { try write(database.files(of: reference).path(.checkpoint, of: key)) }
        try database.delete(first)
        #expect(database.files(of: first).keys(.checkpoint).isEmpty)
        #expect(database.files(of: second).keys(.checkpoint) == [key])
        try database.delete(second)
        #expect(!FileManager.default.fileExists(atPath: "\(database.path).files"))
    }

    @Test("A file is read as it was written; where there is none there is nothing to read")
    func reading() throws {
        let place = try Scratch()
        let files = RunFiles(directory: place.url.appendingPathComponent("study-1").path)
        let key = RunKey(trial: 0, repeat: 1)
        #expect(try files.withContent(.checkpoint, of: key) { Array($0) } == nil)
        let pieces: [[UInt8]] = [[1, 2, 3], [], [4]]
        try pieces[0].withUnsafeBytes { first in
            try pieces[2].withUnsafeBytes { last in
                try files.write([first, last], to: .checkpoint, of: key, durably: true)
            }
        }
        #expect(try files.withContent(.checkpoint, of: key) { Array($0) } == [1, 2, 3, 4])
        try files.write([], to: .checkpoint, of: key, durably: true)
        #expect(try files.withContent(.checkpoint, of: key) { Array($0) } == [])
        try files.write([], to: .weights, of: key, durably: false)

        files.removeEmptyDirectories()
        #expect(files.keys(.weights) == [key] && files.keys(.checkpoint) == [key])
        files.remove(.checkpoint, of: key)
        files.removeEmptyDirectories()
        #expect(try FileManager.default.contentsOfDirectory(atPath: files.directory) == ["weights"])
        files.remove(.weights, of: key)
        files.removeEmptyDirectories()
        #expect(!FileManager.default.fileExists(atPath: files.directory))
    }

    @Test("What is no regular file is refused with the reason")
    func noFile() throws {
        let place = try Scratch()
        let files = RunFiles(directory: place.url.appendingPathComponent("study-1").path)
        let key = RunKey(trial: 0, repeat: 1)
        let path = files.path(.checkpoint, of: key)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let error = #expect(throws: RunFileError.self) { try files.withContent(.checkpoint, of: key) { _ in } }
        #expect(error?.description == "'\(path)' cannot be read (it is not a regular file)")
    }

    private func write(_ path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data([1]).write(to: url)
    }
}
