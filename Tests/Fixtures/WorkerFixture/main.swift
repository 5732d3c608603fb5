import Foundation
import StudyCore
import Workers

// Started by the tests as `hpsearch worker --stdio` is by the tool; the first argument may ask for a way to go wrong.

switch CommandLine.arguments.dropFirst().first {
case "exits-early":
    FileHandle.standardError.write(Data("the library is missing\n".utf8))
    exit(7)
case "closes-output":
    close(STDOUT_FILENO)
    sleep(60)
case "long-line":
    let piece = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<100 { FileHandle.standardOutput.write(piece) }
    sleep(60)
case "is-stubborn":
    // In a process group of its own; says when it is asked to end, and goes on.
    setpgid(0, 0)
    signal(SIGTERM) { _ in write(STDERR_FILENO, "asked\n", 6) }
    FileHandle.standardOutput.write(Data("ready\n".utf8))
    while true { sleep(60) }
case "takes-memory": takeMemory(mebibytes: 400)
case "raw": serveRawly()
case "hears-a-long-line":
    // A scheduler whose worker sends a line of 100 MiB: tells what it hears, and the most memory that it has had.
    let fleet = LocalWorkerFleet(executable: CommandLine.arguments[0], arguments: ["long-line"])
    fleet.start(slot: 0)
    for await event in fleet.events {
        guard case .babble(_, let excerpt) = event else { break }
        // All of it comes before the worker is ended.
        try await Task.sleep(for: .seconds(1))
        FileHandle.standardOutput.write(Data("\(peakMemory()) KiB: \(excerpt)\n".utf8))
        break
    }
case "babbles":
    FileHandle.standardOutput.write(Data("Welcome to the cluster!\n".utf8))
    sleep(60)
case "ignores-everything":
    signal(SIGTERM, SIG_IGN)
    FileHandle.standardOutput.write(Data("I ignore everything\n".utf8))
    while true { sleep(60) }
case "has-a-worker":
    // A scheduler of its own: tells its worker's process and waits to be killed.
    let fleet = LocalWorkerFleet(executable: CommandLine.arguments[0], arguments: [])
    fleet.start(slot: 0)
    for await event in fleet.events {
        guard case .report(0, .hello(let identity)) = event else { continue }
        FileHandle.standardOutput.write(Data("\(identity.pid)\n".utf8))
    }
case "has-no-descriptors":
    // A scheduler that can open nothing more: tells what its fleet says.
    // The runtime has opened what it needs for waiting by then.
    try await Task.sleep(for: .milliseconds(10))
    let next = dup(STDIN_FILENO)
    close(next)
    var limit = rlimit(rlim_cur: rlim_t(next), rlim_max: rlim_t(next))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let fleet = LocalWorkerFleet(executable: CommandLine.arguments[0], arguments: [])
    fleet.start(slot: 2)
    for await event in fleet.events {
        guard case .unstartable(let slot, let reason) = event else { break }
        FileHandle.standardOutput.write(Data("slot \(slot): \(reason)\n".utf8))
        break
    }
case "falls-silent-soon":
    workerMain(kinds: [], identity: .fixture, patience: WorkerPatience(silence: 0.2))
case "falls-silent":
    workerMain(kinds: [], identity: .fixture, patience: WorkerPatience(silence: 2))
default:
    workerMain(kinds: [FixtureKind(name: "fixture")], identity: .fixture)
}

extension WorkerIdentity {
    static let fixture = WorkerIdentity(version: "1.0", host: "here", pid: Int(getpid()), blasCore: "none")
}
