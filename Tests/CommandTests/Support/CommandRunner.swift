import Foundation
import StudyCore
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a command printed and how it ended.
struct CommandOutcome {
    let exitCode: Int32
    let output: String
    let error: String

    /// The output's lines as JSON.
    var jsonLines: [Node] {
        get throws { try output.split(separator: "\n").map { try Node(json: String($0)) } }
    }
}

/// A directory of its own in which the built `hpsearch` is run as a user would run it.
final class Workplace: Sendable {
    let directory: URL

    init() throws {
        directory = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("hpsearch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The program that was built with the tests.
    static let program: URL = {
        let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let bundle = Bundle.main.bundleURL
        let candidates = [products, bundle, bundle.deletingLastPathComponent()]
        return candidates.map { $0.appendingPathComponent("hpsearch") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
            ?? products.appendingPathComponent("hpsearch")
    }()

    /// The repository's root.
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let url = directory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url.path
    }

    /// Starts `hpsearch` with these arguments; the caller waits for it.
    /// - Parameter program: another path to it.
    func start(
        _ arguments: [String], environment: [String: String] = [:], program: String = Workplace.program.path
    ) throws -> RunningCommand {
        try RunningCommand(arguments, in: directory, environment: environment, program: program)
    }

    /// Runs a script of bash to its end, in which `$0` and `$HP` are `hpsearch`.
    func shell(_ script: String) throws -> CommandOutcome {
        let program = Workplace.program.path
        return try start(["-c", script, program], environment: ["HP": program], program: "/bin/bash").wait()
    }

    /// Runs `hpsearch` to its end.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:], input: String? = nil) throws -> CommandOutcome
    {
        let command = try RunningCommand(arguments, in: directory, environment: environment, input: input)
        return try command.wait()
    }
}

/// A command that is under way.
final class RunningCommand: @unchecked Sendable {
    let process = Process()
    private let output: URL
    private let error: URL

    init(
        _ arguments: [String], in directory: URL, environment: [String: String], input: String? = nil,
        program: String = Workplace.program.path
    ) throws {
        let identifier = UUID().uuidString
        output = directory.appendingPathComponent(".out-\(identifier)")
        error = directory.appendingPathComponent(".err-\(identifier)")
        for file in [output, error] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        var surroundings = ProcessInfo.processInfo.environment
        surroundings["XDG_CACHE_HOME"] = directory.appendingPathComponent("cache").path
        process.environment = surroundings.merging(environment) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: error)
        if let input {
            let file = directory.appendingPathComponent(".in-\(identifier)")
            try input.write(to: file, atomically: true, encoding: .utf8)
            process.standardInput = try FileHandle(forReadingFrom: file)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }

    /// What it has printed on standard error so far.
    var errorSoFar: String { (try? String(contentsOf: error, encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Waits until `condition` holds or the command has ended; false when neither came within `seconds`.
    func wait(for condition: () -> Bool, seconds: Double = 240) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if condition() { return true }
            if !process.isRunning { return condition() }
            usleep(5_000)
        }
        return false
    }

    /// The worker processes that it has started.
    var workers: [Int32] {
        let listing = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return listing.compactMap { Int32($0) }.filter { candidate in
            guard let (state, parent) = Self.status(candidate) else { return false }
            return state != "Z" && parent == pid
        }
    }

    /// Waits until these processes are gone, or dead and not yet collected by whoever inherited them; false when some
    /// live on.
    static func ended(_ processes: [Int32]) -> Bool {
        let end = Date().addingTimeInterval(240)
        while processes.contains(where: { status($0).map { $0.state != "Z" } ?? false }) {
            if Date() > end { return false }
            usleep(5_000)
        }
        return true
    }

    /// A process's state and parent, from `/proc/PID/stat`; nil when there is none.
    private static func status(_ process: Int32) -> (state: Substring, parent: Int32)? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(end, offsetBy: 2)...].split(separator: " ")
        guard fields.count > 1, let parent = Int32(fields[1]) else { return nil }
        return (fields[0], parent)
    }

    func wait() throws -> CommandOutcome {
        process.waitUntilExit()
        return try outcome()
    }

    /// Waits without holding up a thread that other tests need: for commands that take seconds.
    func ended() async throws -> CommandOutcome {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.process.waitUntilExit()
                continuation.resume()
            }
        }
        return try outcome()
    }

    private func outcome() throws -> CommandOutcome {
        let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return CommandOutcome(
            exitCode: code, output: try String(contentsOf: output, encoding: .utf8),
            error: try String(contentsOf: error, encoding: .utf8))
    }
}

/// An export without what may differ between two runs of one study.
func deterministicPart(of export: String) throws -> [String] {
    try export.split(separator: "\n").map { line in
        let node = try Node(json: String(line))
        let volatile: Set<String> = ["attempts", "host", "worker", "started", "finished"]
        return withoutSeconds(Node(.map((node.mapValue ?? []).filter { !volatile.contains($0.key) }))).canonicalJSON
    }
}

private func withoutSeconds(_ node: Node) -> Node {
    switch node.content {
    case .map(let entries):
        Node(
            .map(
                entries.filter { $0.key != "seconds" }.map { Node.Entry($0.key, withoutSeconds($0.value)) }))
    case .list(let nodes): Node(.list(nodes.map(withoutSeconds)))
    default: node
    }
}
