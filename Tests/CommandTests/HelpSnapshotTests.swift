import Foundation
import Testing

/// The help of every command as it is recorded under `Snapshots`. With `RECORD_SNAPSHOTS=1` it is recorded anew; read it
/// before it is committed.
@Suite("Help")
struct HelpSnapshotTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

    /// Every command that has help of its own, beginning with the program itself.
    private static let commands = [
        "", "study", "resume", "plan", "try", "report", "best", "show", "explain", "compare", "replay", "list",
        "export", "retry", "weights", "plot", "delete", "check", "data", "data list", "data fetch", "data info",
    ]

    private func help(_ command: String) throws -> String {
        let arguments = command.split(separator: " ").map(String.init) + ["--help"]
        let place = try Workplace()
        let outcome = try place.start(arguments, environment: ["COLUMNS": "100"]).wait()
        withExtendedLifetime(place) {}
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.error.isEmpty)
        return outcome.output
    }

    @Test("each command's help is as recorded", arguments: commands)
    func recorded(_ command: String) throws {
        let text = try help(command)
        let name = (["help"] + command.split(separator: " ").map(String.init)).joined(separator: "-") + ".txt"
        let file = Self.directory.appending(path: name)
        let known = try? String(contentsOf: file, encoding: .utf8)
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        } else if let known {
            #expect(text == known, "\(name); RECORD_SNAPSHOTS=1 writes it anew")
        } else {
            try text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("snapshot \(name) is new: look at it, then run again")
        }
    }

    @Test("no command that the help lists is left out here", arguments: ["", "data"])
    func complete(_ command: String) throws {
        let lines = try help(command).split(separator: "\n", omittingEmptySubsequences: false)
        let listed = lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().prefix { $0.hasPrefix("  ") }
            .filter { !$0.hasPrefix("   ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(listed.count >= 3)
        let prefix = command.isEmpty ? "" : command + " "
        for name in listed where name != "help" { #expect(Self.commands.contains(prefix + name), "\(name)") }
    }

    @Test("the README lists every command")
    func documented() throws {
        let readme = try String(contentsOf: Workplace.repository.appending(path: "README.md"), encoding: .utf8)
        for command in Self.commands where !command.isEmpty && !command.hasPrefix("data ") {
            #expect(readme.contains("| `hpsearch \(command)"), "\(command)")
        }
    }
}
