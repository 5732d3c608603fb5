import ArgumentParser
import Foundation
import Fuzzing

@main
struct Torture: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Kills studies at random and at chosen instants, carries on with them, and compares what they recorded.",
        discussion: """
            Exit code 0: nothing lost, nothing doubled, every export that of an uninterrupted run. 1: something was; its
            folder is kept.

            Examples:
              Torture --kills 300
              Torture --kills 40 --study digits --study thousand --seed 7
            """)

    @Option(help: "How many kills at least.") var kills = 300
    @Option(help: "Draws everything that is random; printed, so that it can be given again.")
    var seed = UInt64.random(in: 0..<1_000_000)
    @Option(help: "The tool under torture.") var binary = ".build/release/hpsearch"
    @Option(name: .customLong("study"), help: "Only these studies: thousand, expressions, digits, …") var names:
        [String] = []
    @Flag(inversion: .prefixedNo, help: "Disks that are full or cannot be written.") var disks = true
    @Flag(inversion: .prefixedNo, help: "Exports of 1, 2, 3 and 8 workers.") var workers = true

    func run() throws {
        let scratch = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("torture-\(getpid())").path
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        var session = TortureSession(
            binary: URL(fileURLWithPath: binary).path, scratch: scratch, seed: seed, kills: kills)
        say("seed \(seed)")
        let chosen = TortureStudy.all.filter { names.isEmpty || names.contains($0.name) }
        guard !chosen.isEmpty else {
            throw ValidationError("no study has one of these names: \(names.joined(separator: ", "))")
        }
        try session.prepare(chosen)
        if workers { try session.compareWorkerCounts([1, 3, 8]) }
        if disks { try session.tryDisks() }
        try session.kill()
        session.report()
        if session.isClean {
            try FileManager.default.removeItem(atPath: scratch)
        } else {
            say("everything that was left behind is in \(scratch)")
            throw ExitCode(1)
        }
    }
}

/// Prints a line at once, so that a torture that is itself killed has told how far it came.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
