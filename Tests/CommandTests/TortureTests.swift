import Foundation
import Fuzzing
import Testing

@testable import Torture

@Suite("Torture, in a short form of `make torture`", .serialized)
struct TortureTests {
    @Test("ten kills of three studies: nothing lost, nothing doubled, every export identical", .timeLimit(.minutes(30)))
    func kills() async throws {
        let program = Workplace.program.deletingLastPathComponent().appendingPathComponent("Torture")
        let place = try Workplace()
        let process = Process()
        process.executableURL = program
        process.arguments =
            ["--kills", "10", "--seed", "1", "--binary", Workplace.program.path, "--no-disks", "--no-workers"]
            + ["thousand", "expressions", "digits"].flatMap { ["--study", $0] }
        process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": place.directory.path]) { $1 }
        let output = place.directory.appending(path: "out")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        let status = await onOwnThread {
            process.waitUntilExit()
            return process.terminationStatus
        }
        let text = try String(contentsOf: output, encoding: .utf8)
        #expect(status == 0, "\(text)")
        #expect(text.contains(": nothing lost, nothing doubled, every export identical"), "\(text)")
    }

    private static func line(
        _ trial: Int, _ repetition: Int = 0, loss: String = "0.5", state: String = "complete", attempts: Int = 1,
        epochs: [Int] = [1, 2]
    ) -> String {
        let curve = epochs.map { "{\"epoch\":\($0),\"seconds\":0.\(trial)1,\"loss\":\(loss)}" }.joined(separator: ",")
        return """
            {"study":"s","trial":\(trial),"repeat":\(repetition),"state":"\(state)","attempts":\(attempts),\
            "metrics":{"loss":\(loss),"seconds":\(Double.random(in: 0...1))},"curve":[\(curve)],"host":"h\(attempts)",\
            "started":"2026-01-01"}

            """
    }

    private static let whole = line(0) + line(0, 1) + line(1)

    @Test("what may differ is not compared; what is lost, doubled or another is found")
    func comparison() throws {
        let whole = try Export(Self.whole)
        func difference(_ text: String) throws -> ExportDifference { try Export(text).difference(from: whole) }
        #expect(try difference(Self.line(0, attempts: 3) + Self.line(0, 1) + Self.line(1)) == ExportDifference())
        #expect(try difference(Self.line(0) + Self.line(1)) == ExportDifference(lost: 1))
        #expect(
            try difference(Self.line(0) + Self.line(0, 1) + Self.line(1, state: "waiting"))
                == ExportDifference(lost: 1, first: "trial 1, repeat 0"))
        #expect(try difference(Self.whole + Self.line(1)) == ExportDifference(doubled: 1))
        #expect(try difference(Self.whole + Self.line(2)) == ExportDifference(doubled: 1))
        #expect(
            try difference(Self.line(0) + Self.line(0, 1) + Self.line(1, epochs: [1, 2, 2]))
                == ExportDifference(doubled: 1, first: "trial 1, repeat 0"))
        #expect(
            try difference(Self.line(0) + Self.line(0, 1, loss: "0.50000001") + Self.line(1))
                == ExportDifference(first: "trial 0, repeat 1"))
        #expect(try Export(Self.line(0, attempts: 3) + Self.line(1, attempts: 2)).furtherAttempts == 3)
    }

    @Test("a tally with anything in it is not clean")
    func tally() {
        #expect(Tally().isClean)
        var tally = Tally()
        tally.compare(ExportDifference(first: "trial 1, repeat 0"))
        #expect(
            !tally.isClean && tally.differing == 1
                && tally.complaints == ["the export differs, first at trial 1, repeat 0"])
        var sum = Tally()
        sum.add(tally)
        sum.add(tally)
        #expect(sum.differing == 2 && sum.episodes == 2)
        var left = Tally()
        left.leftBehind = 1
        #expect(!left.isClean)
    }

    @Test("a seed draws the same kills again, of every kind")
    func kinds() {
        func draw(_ seed: UInt64) -> [Kill] {
            (0..<400).map { number in
                var generator = SeededGenerator(seed: seed, case: number)
                return Kill(using: &generator, moments: Kill.Moment.allCases)
            }
        }
        let kills = draw(5)
        #expect(kills.map(\.place) == draw(5).map(\.place))
        #expect(kills.map(\.place) != draw(6).map(\.place))
        #expect(Set(kills.map(\.moment)).count == Kill.Moment.allCases.count)
        #expect(Set(kills.map(\.victim)).count == 3 && Set(kills.map(\.blow)).count == 3)
        // A worker has no second chance.
        #expect(!kills.contains { $0.victim == .worker && $0.blow == .terminateTwice })
    }

    @Test("a process is waited for, hit, and told from one that is gone")
    func processes() throws {
        let place = try Workplace()
        let folder = place.directory.path
        let parent = try Launch("/bin/sh", ["-c", "sleep 60 & wait"], folder: folder, name: "parent")
        #expect(parent.isRunning)
        let end = Date().addingTimeInterval(30)
        while parent.workers.isEmpty, Date() < end { usleep(1000) }
        let child = try #require(parent.workers.first)
        #expect(child.isAlive)
        #expect(parent.hit(SIGTERM))
        #expect(parent.wait(seconds: 30) == .signalled(SIGTERM))
        #expect(!parent.hit(SIGTERM))
        kill(child.pid, SIGKILL)
        while child.isAlive, Date() < end { usleep(1000) }
        #expect(!child.isAlive)
        let said = try Launch("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"], folder: folder, name: "said")
        #expect(said.wait(seconds: 30) == .exited(3))
        #expect(said.printed == "out\n" && said.complained == "err\n")
        #expect(try Launch("/bin/sleep", ["60"], folder: folder, name: "hung").wait(seconds: 0.1) == nil)
        #expect(throws: TortureError.self) { try Launch("/nonexistent/program", [], folder: folder, name: "none") }
    }

    @Test("changes below a folder are seen, in folders that appear later too")
    func changes() throws {
        let place = try Workplace()
        let watch = try FolderWatch(place.directory.path)
        #expect(watch.changes(within: 1).isEmpty)
        try place.write("a.sqlite-wal", "x")
        #expect(watch.changes(within: 1000).contains { FileKind($0.name) == .log || $0.isNew })
        try FileManager.default.createDirectory(atPath: place.path("runs"), withIntermediateDirectories: true)
        _ = watch.changes(within: 1000)
        try place.write("runs/checkpoint", "y")
        #expect(watch.changes(within: 1000).contains { FileKind($0.name) == .other })
        #expect(FileKind("studies.sqlite") == .database && FileKind("studies.sqlite.study-1.lock") == .helper)
    }
}
