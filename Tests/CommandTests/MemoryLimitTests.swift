import Foundation
import StudyCore
import Testing

@Suite("Memory of a study's workers", .serialized)
struct MemoryLimitTests {
    /// One trial that needs next to nothing and one whose network needs what its width says.
    static func text(width: Int, limits: String = "{}") -> String {
        """
        name: large
        parameters: {width: [16, \(width)]}
        search: {method: grid}
        limits: \(limits)
        trial:
          network:
            data: digits
            hidden: [$width, $width]
            optimizer: {adam: {learning_rate: 0.01}}
            batch_size: 500
            epochs: 1

        """
    }

    private static func classes(_ place: Workplace) throws -> [String] {
        let report = try Node(json: try place.run("report", "--format", "json").output)
        return report["failures"]?.listValue?.compactMap { $0["class"]?.textValue } ?? []
    }

    @Test("a network that needs more than limits.memory is refused with both figures before anything is changed")
    func refused() throws {
        let place = try Workplace()
        try place.write("large.yaml", Self.text(width: 4096, limits: "{memory: 64MiB}"))
        for command in ["plan", "study"] {
            let outcome = try place.run(command, "large.yaml")
            #expect(outcome.exitCode == 2)
            #expect(
                outcome.error.wholeMatch(
                    of:
                        /large\.yaml:8:13: 'hidden': the network needs \d+ MiB of memory, and limits\.memory allows 64 MiB; take narrower layers or a smaller batch_size, or raise the limit\n/
                ) != nil, "\(outcome.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }

    @Test("a run that takes more than limits.memory fails with both figures, is not tried again, and stops no other")
    func killed() throws {
        let place = try Workplace()
        try place.write("probe.yaml", Self.text(width: 1500, limits: "{memory: 16MiB}"))
        let refusal = try place.run("plan", "probe.yaml").error
        // The plan fits, but a worker takes a few mebibytes more.
        let needed = try #require(refusal.firstMatch(of: /needs (\d+) MiB/)?.output.1, "\(refusal)")
        try place.write("large.yaml", Self.text(width: 1500, limits: "{memory: \(needed)MiB}"))
        let outcome = try place.run("study", "large.yaml", "--workers", "2")
        #expect(outcome.exitCode == 1, "\(outcome.error)")
        let sentence =
            /trial 1, repeat 0, attempt 1 has failed: the worker ended in the middle of the run: it took \d+ MiB of memory, and limits\.memory allows (\d+) MiB\n/
        #expect(outcome.error.firstMatch(of: sentence)?.output.1 == needed, "\(outcome.error)")
        #expect(outcome.output.contains("\nFailed attempts: 1 out_of_memory (for good)\n"))
        #expect(try Self.classes(place) == ["out_of_memory"])
        let shown = try place.run("show", "large", "1").output
        #expect(shown.contains("UTC: out_of_memory, not tried again: the worker ended"))
        // With the limit raised and the trial asked for again, it completes.
        try place.write("large.yaml", Self.text(width: 1500, limits: "{memory: 2GiB}"))
        #expect(try place.run("retry", "large", "1").exitCode == 0)
        #expect(try place.run("study", "large.yaml", "--quiet").exitCode == 0)
    }

    @Test("memory that the system does not give is told as out_of_memory, not as a crash")
    func notGiven() throws {
        let place = try Workplace()
        try place.write("large.yaml", Self.text(width: 14_000))
        // 2.3 GB of arenas, where a process may reserve 2 GB.
        let outcome = try place.shell("ulimit -v 2000000; exec \"$0\" study large.yaml --workers 1 --quiet")
        #expect(outcome.exitCode == 1, "\(outcome.error)")
        #expect(
            outcome.error.wholeMatch(
                of: /trial 1, repeat 0, attempt 1 has failed: the system gave no memory for the network \(\d+ MiB\)\n/)
                != nil, "\(outcome.error)")
        #expect(try Self.classes(place) == ["out_of_memory"])
    }

    @Test(
        "a worker that the kernel kills for want of memory is told as such",
        .enabled(if: ControlGroup.canBeMade, "needs the right to make a control group with a limit of memory"))
    func killedByKernel() throws {
        let place = try Workplace()
        // A plan of some 390 MiB: it would fit, if there were nothing else in the group.
        try place.write("large.yaml", Self.text(width: 4820))
        let group = try ControlGroup(memory: 400 << 20)
        let outcome = try place.shell(
            "echo $$ > \(group.processes) && exec \"$0\" study large.yaml --workers 1 --quiet")
        #expect(outcome.exitCode == 1, "\(outcome.error)")
        #expect(
            outcome.error.contains(
                "trial 1, repeat 0, attempt 1 has failed: the worker ended in the middle of the run: killed by the kernel "
                    + "(SIGKILL) because memory ran out; use fewer --workers, or set limits.memory\n"),
            "\(outcome.error)")
        #expect(try Self.classes(place) == ["out_of_memory"])
    }

    @Test(
        "a network that does not fit into what the control group allows is refused with both figures",
        .enabled(if: ControlGroup.canBeMade, "needs the right to make a control group with a limit of memory"))
    func refusedInGroup() throws {
        let place = try Workplace()
        try place.write("large.yaml", Self.text(width: 8192))
        let group = try ControlGroup(memory: 400 << 20)
        let outcome = try place.shell(
            "echo $$ > \(group.processes) && exec \"$0\" study large.yaml --workers 1 --quiet")
        #expect(outcome.exitCode == 4)
        #expect(
            outcome.error.wholeMatch(
                of:
                    /hpsearch: a run needs \d+ MiB of memory, and there are 400 MiB here; make the trial smaller, or take a larger machine\n/
            ) != nil, "\(outcome.error)")
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }
}

/// A control group of its own below this process's, with a limit of memory.
final class ControlGroup {
    private let path: String
    /// The file to which a process writes its number to enter.
    var processes: String { "\(path)/cgroup.procs" }

    static let canBeMade = (try? ControlGroup(memory: 1 << 30)) != nil

    init(memory: Int) throws {
        let lines = try String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8).split(separator: "\n")
        let fields = lines.map { $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) }
        let first = fields.first { $0.count == 3 && $0[1].split(separator: ",").contains("memory") }
        let second = fields.first { $0.count == 3 && $0[1].isEmpty }
        let name = "hpsearch-test-\(UUID().uuidString)"
        let limits: [String]
        if let first {
            path = "/sys/fs/cgroup/memory\(first[2])/\(name)"
            limits = ["memory.limit_in_bytes"]
        } else {
            path = "/sys/fs/cgroup\(second?[2] ?? "")/\(name)"
            limits = ["memory.max", "memory.swap.max"]
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        for (limit, value) in zip(limits, [memory, 0]) {
            let file = "\(path)/\(limit)"
            if limit == "memory.swap.max", !FileManager.default.fileExists(atPath: file) { continue }
            try Data("\(value)\n".utf8).write(to: URL(fileURLWithPath: file), options: [])
        }
    }

    deinit { rmdir(path) }
}
