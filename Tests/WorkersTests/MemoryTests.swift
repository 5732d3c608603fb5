import Foundation
import StudyCore
import Synchronization
import Testing

@testable import Processes
@testable import Workers

@Suite("Memory of workers", .serialized, .timeLimit(.minutes(5))) struct MemoryTests {
    private static let limit = 150 << 20

    @Test(
        "A worker that takes too much, alone or with what it has started, is killed, with both figures",
        arguments: ["takes-memory", "child-takes-memory"])
    func takesTooMuch(behaviour: String) async throws {
        var harness = FleetHarness(memory: Self.limit)
        try await harness.startWorker()
        harness.run(behaviour)
        let end = try await harness.exit()
        #expect(end.failureClass == .outOfMemory)
        let figures = end.reason.matches(of: /\d+/).compactMap { Int($0.output) }
        try #require(figures.count == 2, "\(end.reason)")
        #expect(
            end.reason
                == "it took \(figures[0]) MiB of memory, and limits.memory allows \(figures[1]) MiB")
        #expect(figures[1] == 150 && (151...420).contains(figures[0]))
        // The slot is free for another.
        try await harness.startWorker()
        harness.run("quick", attempt: 2)
        guard case .finished = try await harness.report() else {
            Issue.record("the next worker did not finish")
            return
        }
    }

    @Test("A mapped file counts for nobody") func mappedFile() async throws {
        var harness = FleetHarness(memory: Self.limit)
        try await harness.startWorker()
        harness.run("maps-a-file")
        guard case .finished(_, 1, let result) = try await harness.report() else {
            Issue.record("it was ended")
            return
        }
        #expect(result.metrics["sum"] == 0)
    }

    @Test("Without a limit nobody looks") func noLimit() async throws {
        var harness = FleetHarness()
        try await harness.startWorker()
        harness.run("takes-memory")
        try await Task.sleep(for: .milliseconds(800))
        harness.fleet.send(.ping, to: 0)
        #expect(try await harness.report() == .pong)
    }

    @Test("This process's private memory is what the system says of it") func privateBytes() {
        let before = ProcessMemory.privateBytes(of: getpid())
        let block = UnsafeMutableRawPointer.allocate(byteCount: 64 << 20, alignment: 4096)
        defer { block.deallocate() }
        memset(block, 1, 64 << 20)
        let after = ProcessMemory.privateBytes(of: getpid())
        #expect(before > 1 << 20 && after - before > 60 << 20, "\(before), \(after)")
        #expect(ProcessMemory.privateBytes(of: 0) == 0)
    }
}

@Suite("Kills by the kernel", .serialized, .timeLimit(.minutes(5))) struct KernelKillTests {
    @Test("A SIGKILL out of the blue while the kernel was killing for memory is told as such, one kill for one worker")
    func told() async throws {
        let kills = Counter()
        var harness = FleetHarness(kernelKills: KernelKills { kills.value })
        for isTold in [false, true, false] {
            try await harness.startWorker()
            if isTold { kills.raise() }
            harness.run("crashes-at-first")
            let end = try await harness.exit()
            #expect(end.failureClass == (isTold ? .outOfMemory : .crashed))
            #expect(
                end.reason
                    == (isTold
                        ? "killed by the kernel (SIGKILL) because memory ran out; use fewer --workers, or set limits.memory"
                        : "killed by SIGKILL (kill -9)"))
        }
    }

    @Test("Other ends are told as what they are, whatever the kernel does") func otherEnds() async throws {
        let kills = Counter()
        var harness = FleetHarness(kernelKills: KernelKills { kills.value })
        for (behaviour, reason) in [("exits", "exit status 3"), ("crashes", "killed by SIGABRT (abort)")] {
            try await harness.startWorker()
            harness.run(behaviour)
            kills.raise()
            #expect(try await harness.exit().reason == reason)
        }
        try await harness.startWorker()
        harness.fleet.stop(slot: 0, atOnce: true)
        kills.raise()
        let exit = try await harness.exit()
        #expect(exit == WorkerExit("killed by SIGKILL (kill -9)"))
    }

    @Test("Kills of long ago count for nobody, those of the last seconds for one each") func old() {
        let found = Counter()
        var kills = KernelKills { found.value }
        kills.forgetOld(now: 0)
        found.raise()
        kills.forgetOld(now: 6)
        var soon = kills
        let (first, second) = (soon.claim(), soon.claim())
        #expect(first && !second)
        kills.forgetOld(now: 12)
        let late = kills.claim()
        #expect(!late)
    }

    @Test("Where the count stands: in this process's own control group, else in what is mounted, else for the machine")
    func files() {
        #expect(
            KernelKills.files(groups: "0::/user.slice/a b\n", root: "/cg") == [
                "/cg/user.slice/a b/memory.events", "/cg/memory.events", "/proc/vmstat",
            ])
        #expect(
            KernelKills.files(groups: "4:cpu,memory:/x\n1:cpu:/y\n0::/\n", root: "/cg") == [
                "/cg/memory/x/memory.oom_control", "/cg/memory/memory.oom_control", "/cg/memory.events",
                "/cg/memory.events", "/proc/vmstat",
            ])
        #expect(KernelKills.files(groups: "nonsense", root: "/cg") == ["/proc/vmstat"])
    }

    @Test("The count is read as each of the files tells it")
    func counts() throws {
        let path = NSTemporaryDirectory() + "hpsearch-kills-\(UUID().uuidString)"
        defer { unlink(path) }
        for (text, count) in [
            ("low 0\nhigh 0\nmax 12\noom 4\noom_kill 3\noom_group_kill 0\n", 3),
            ("oom_kill_disable 0\nunder_oom 0\noom_kill 17\n", 17), ("nr_free_pages 5\n", nil), ("", nil),
        ] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(KernelKills.count(in: path) == count)
        }
        #expect(KernelKills.count(in: "/nowhere") == nil)
        #expect(KernelKills.count(in: "/proc/vmstat") != nil)
        #expect(KernelKills.systemCount() != nil)
    }
}

/// A count that any thread may raise.
private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func raise() { count.withLock { $0 += 1 } }
}
