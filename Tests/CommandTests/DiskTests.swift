import Foundation
import StudyCore
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a study does when its disk fails it, seen from outside. Where a file system of its own is needed and may not be
/// mounted, the tests say that they were skipped.
@Suite("A disk that fails", .serialized)
struct DiskTests {
    static let study = """
        name: sample
        seed: 4
        parameters: {depth: {uniform: [1, 3]}}
        search: {method: random, trials: 60, repeats: 2}
        trial:
          expression:
            data: {rows: 50, columns: {u: {normal: [1, 0.1]}}}
            minimize: $depth^2 * (x - u)^2
            parameters: {x: {uniform: [-1, 1]}}
            optimizer: {momentum: {learning_rate: 0.01, beta: 0.5}}
            batch_size: 5
            iterations: 300

        """

    private static func export(_ place: Workplace, _ database: String) throws -> [String] {
        try deterministicPart(of: try place.run("export", "sample", "--db", database).output)
    }

    /// The export of the study when nothing fails.
    private static let whole = Result { () throws -> [String] in
        let place = try Workplace()
        try place.write("sample.yaml", study)
        #expect(try place.run("study", "sample.yaml", "--quiet", "--db", "whole.sqlite").exitCode == 0)
        return try export(place, "whole.sqlite")
    }

    private static func uninterrupted(_ place: Workplace) throws -> [String] {
        try place.write("sample.yaml", study)
        return try whole.get()
    }

    /// Starts the study, does something to its database once it has recorded a few trials, and lets it end.
    private static func interrupt(
        _ place: Workplace, database: String = "d/s.sqlite", by act: () throws -> Void
    ) throws -> CommandOutcome {
        let command = try place.start(["study", "sample.yaml", "--workers", "2", "--db", database])
        #expect(command.wait(for: { command.errorSoFar.contains("5/60]") }))
        try act()
        return try command.wait()
    }

    /// Carries on, and expects what an uninterrupted study gives; nothing recorded may be run again.
    private static func carryOn(
        _ place: Workplace, database: String = "d/s.sqlite", expected: [String], atLeast recorded: Int = 5
    ) throws {
        let list = try Node(json: try place.run("list", "--format", "json", "--db", database).output)
        let complete = list["studies"]?.listValue?.first?["trials"]?["complete"]?.integerValue ?? 0
        #expect(complete >= recorded, "\(list.json)")
        let resumed = try place.run("study", "sample.yaml", "--quiet", "--db", database)
        #expect(resumed.exitCode == 0, "\(resumed.error)")
        #expect(try export(place, database) == expected)
        let check = try place.run("check", "--db", database)
        #expect(check.exitCode == 0, "\(check.output)")
    }

    @Test("a database that is removed while its study runs is written again")
    func removed() throws {
        let place = try Workplace()
        let expected = try Self.uninterrupted(place)
        for all in [false, true] {
            let outcome = try Self.interrupt(place) {
                try FileManager.default.removeItem(atPath: place.path(all ? "d" : "d/s.sqlite"))
            }
            #expect(outcome.exitCode == 4)
            #expect(
                outcome.error.hasSuffix(
                    "hpsearch: '\(place.path("d/s.sqlite"))' was removed while in use: what it held was written there again; "
                        + "nothing recorded is lost; carry on with: hpsearch study --workers 2 --db d/s.sqlite sample.yaml\n"
                ),
                "\(outcome.error)")
            try Self.carryOn(place, expected: expected)
            try FileManager.default.removeItem(atPath: place.path("d"))
        }
    }

    @Test("a log that is removed, a database that is moved away: nothing is lost")
    func moved() throws {
        let place = try Workplace()
        let expected = try Self.uninterrupted(place)
        let path = place.path("d/s.sqlite")
        let lost = try Self.interrupt(place) { try FileManager.default.removeItem(atPath: path + "-wal") }
        #expect(lost.exitCode == 4)
        #expect(
            lost.error.contains(
                "hpsearch: the write-ahead log of '\(path)' was removed while in use: what it held was brought into the "
                    + "database; nothing recorded is lost; carry on with: "), "\(lost.error)")
        let moved = try Self.interrupt(place, database: "e/s.sqlite") {
            try FileManager.default.moveItem(atPath: place.path("e"), toPath: place.path("f"))
        }
        #expect(moved.exitCode == 4)
        #expect(
            moved.error.contains(
                "hpsearch: '\(place.path("e/s.sqlite"))' was moved to '\(place.path("f/s.sqlite"))' while in use; nothing "
                    + "recorded is lost; once it is back, carry on with: "), "\(moved.error)")
        try Self.carryOn(place, expected: expected)
        try Self.carryOn(place, database: "f/s.sqlite", expected: expected)
    }

    @Test("a limit of file sizes: exit code 4, and nothing is lost")
    func fileSizes() throws {
        let place = try Workplace()
        let expected = try Self.uninterrupted(place)
        let outcome = try place.shell(
            "ulimit -f 400; exec $HP study sample.yaml --quiet --db d/s.sqlite --workers 2")
        #expect(outcome.exitCode == 4, "\(outcome.error)")
        #expect(
            outcome.error.contains(
                "cannot be read or written: disk I/O error (778), the limit of file sizes is reached; see "
                    + "'ulimit -f'; ")
                && outcome.error.contains("nothing recorded is lost; once that is mended, carry on with: "),
            "\(outcome.error)")
        try Self.carryOn(place, expected: expected, atLeast: 0)
    }

    @Test(
        "a full disk: exit code 4, and the study is carried on with once there is room", .enabled(if: Mount.isPossible))
    func full() throws {
        let place = try Workplace()
        let expected = try Self.uninterrupted(place)
        let mount = try Mount(place.path("d"), size: "50m")
        defer { withExtendedLifetime(mount) {} }
        let outcome = try Self.interrupt(place) { _ = try place.shell("cat /dev/zero > d/filler") }
        #expect(outcome.exitCode == 4)
        #expect(
            outcome.error.hasSuffix(
                "hpsearch: no space is left for '\(place.path("d/s.sqlite"))'; nothing recorded is lost; once there is room, "
                    + "carry on with: hpsearch study --workers 2 --db d/s.sqlite sample.yaml\n"), "\(outcome.error)")
        // Reading needs no room, and a launch without room says the same.
        #expect(try place.run("report", "--db", "d/s.sqlite").exitCode == 0)
        #expect(try place.run("study", "sample.yaml", "--quiet", "--db", "d/s.sqlite").exitCode == 4)
        try FileManager.default.removeItem(atPath: place.path("d/filler"))
        try Self.carryOn(place, expected: expected)
    }

    @Test(
        "a read-only file system is refused before anything runs, and reports still work",
        .enabled(if: Mount.isPossible))
    func readOnly() throws {
        let place = try Workplace()
        let expected = try Self.uninterrupted(place)
        let mount = try Mount(place.path("d"), size: "50m")
        let stopped = try place.start(["study", "sample.yaml", "--workers", "2", "--db", "d/s.sqlite"])
        #expect(stopped.wait(for: { stopped.errorSoFar.contains("5/60]") }))
        stopped.send(SIGINT)
        #expect(try stopped.wait().exitCode == 3)
        try mount.change("ro")
        let refused = try place.run("study", "sample.yaml", "--db", "d/s.sqlite")
        #expect(refused.exitCode == 4)
        #expect(
            refused.error
                == "hpsearch: '\(place.path("d/s.sqlite"))' can only be read: make it and its directory writable, or name "
                + "another with --db\n")
        for command in ["report", "list", "export", "check"] {
            #expect(try place.run(command, "--db", "d/s.sqlite").exitCode == 0, "\(command)")
        }
        try mount.change("rw")
        try Self.carryOn(place, expected: expected)
    }

    @Test("permissions that are taken away: exit code 4, and nothing is lost", .enabled(if: Self.mayRunAsAnother))
    func permissions() throws {
        let place = try Workplace()
        let expected = try Self.uninterrupted(place)
        try FileManager.default.createDirectory(atPath: place.path("d"), withIntermediateDirectories: true)
        // Root is above permissions: another user has to run it.
        let user = geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : ""
        if geteuid() == 0 { _ = try place.shell("chmod 777 . d") }
        let launch = "study sample.yaml --workers 2 --db d/s.sqlite"
        let stopped = try place.shell(
            "\(user)$HP \(launch) 2>&1 >out & until [ -s d/s.sqlite-wal ]; do sleep 0.1; done; sleep 1; chmod 000 d; wait $!"
        )
        #expect(stopped.exitCode == 4, "\(stopped.output)")
        #expect(
            stopped.output.hasSuffix(
                "hpsearch: '\(place.path("d/s.sqlite"))' cannot be opened: Permission denied; nothing recorded is lost; once "
                    + "that is mended, carry on with: hpsearch study --workers 2 --db d/s.sqlite sample.yaml\n"),
            "\(stopped.output)")
        let refused = try place.shell("\(user)$HP \(launch)")
        #expect(refused.exitCode == 4)
        #expect(refused.error.contains("d/s.sqlite"), "\(refused.error)")
        let readable = try place.shell("chmod 755 d; chmod 444 d/s.sqlite; \(user)$HP resume --db d/s.sqlite")
        #expect(
            readable.error
                == "hpsearch: '\(place.path("d/s.sqlite"))' can only be read: make it and its directory writable, "
                + "or name another with --db\n")
        _ = try place.shell("chmod 777 d; chmod 666 d/s.sqlite")
        try Self.carryOn(place, expected: expected, atLeast: 0)
    }

    private static let mayRunAsAnother: Bool = {
        guard geteuid() == 0 else { return true }
        return (try? Workplace().shell("setpriv --reuid 65534 --regid 65534 --clear-groups $HP --version").exitCode)
            == 0
    }()

    @Test("an empty file, as a launch killed at its very start leaves one, is no obstacle")
    func empty() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8], epochs: 1))
        try place.write("s.sqlite", "")
        for command in [["report"], ["list"], ["resume"], ["check"]] {
            let outcome = try place.start(command + ["--db", "s.sqlite"]).wait()
            #expect(outcome.exitCode == 2, "\(command)")
            #expect(
                outcome.error
                    == "hpsearch: '\(place.path("s.sqlite"))' is empty, there is no study in it yet: run one with 'hpsearch "
                    + "study FILE', or name another with --db\n")
        }
        let outcome = try place.run("study", "sample.yaml", "--quiet", "--db", "s.sqlite")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
    }
}

/// A file system in memory of a given size, mounted for one test.
final class Mount {
    private let path: String

    /// Whether this process may mount at all.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let path = NSTemporaryDirectory() + "hpsearch-mount-\(UUID().uuidString)"
        return (try? Mount(path, size: "64k")) != nil
    }()

    init(_ path: String, size: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(size)", "none", path])
    }

    deinit {
        try? Self.run("umount", ["-l", path])
        rmdir(path)
    }

    /// Mounts it anew with another option.
    func change(_ option: String) throws { try Self.run("mount", ["-o", "remount,\(option)", path]) }

    private struct Refused: Error {}

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Refused() }
    }
}
