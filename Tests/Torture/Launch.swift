import Foundation

/// How a process ended.
enum Ending: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)

    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xFF) : .signalled(signal)
    }
}

extension Ending: CustomStringConvertible {
    var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}

/// A process of the tool under torture.
final class Launch {
    let pid: pid_t
    private let output: String
    private let errors: String
    private(set) var ending: Ending?

    /// - Parameters:
    ///   - folder: where what it prints is kept, under `name`.
    ///   - prefix: a program that runs it: `sh`, `-c`, `ulimit …; exec "$@"`, `sh`.
    init(_ binary: String, _ arguments: [String], folder: String, name: String, prefix: [String] = []) throws {
        output = "\(folder)/\(name).out"
        errors = "\(folder)/\(name).err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        // Whatever this thread has blocked or ignored, the tool is to receive.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGHUP, SIGINT, SIGPIPE, SIGTERM, SIGXFSZ] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let words = prefix + [binary] + arguments
        var texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words[0], &actions, &attributes, &texts, environ)
        guard code == 0 else {
            throw TortureError("'\(words[0])' cannot be started: \(String(cString: strerror(code)))")
        }
        self.pid = pid
    }

    /// Whether it is still there; takes its ending otherwise.
    var isRunning: Bool {
        guard ending == nil else { return false }
        var status: Int32 = 0
        if waitpid(pid, &status, WNOHANG) == pid { ending = Ending(waitStatus: status) }
        return ending == nil
    }

    /// Waits for the end; after so many seconds the process is killed, and nil says so.
    func wait(seconds: Double = 300) -> Ending? {
        let end = Date().addingTimeInterval(seconds)
        while isRunning {
            guard Date() < end else {
                kill(pid, SIGKILL)
                while isRunning { usleep(1000) }
                return nil
            }
            usleep(1000)
        }
        return ending
    }

    /// - Returns: whether there was somebody to be hit.
    func hit(_ signal: Int32) -> Bool { isRunning && kill(pid, signal) == 0 }

    /// Its workers that are alive.
    var workers: [WorkerProcess] { WorkerProcess.children(of: pid) }

    var printed: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
    var complained: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }
}

/// A process, told from a later one of the same number by when it began.
struct WorkerProcess: Hashable, Sendable {
    let pid: pid_t
    let began: UInt64

    /// Whether it is still there, and is not only waiting to be buried.
    var isAlive: Bool {
        guard let (state, _, began) = Self.status(pid) else { return false }
        return began == self.began && state != "Z" && state != "X"
    }

    static func children(of parent: pid_t) -> [WorkerProcess] {
        let listing = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return listing.compactMap { Int32($0) }.compactMap { pid in
            guard let (state, above, began) = status(pid), above == parent, state != "Z" else {
                return nil
            }
            return WorkerProcess(pid: pid, began: began)
        }
    }

    /// State, parent and time of beginning, from `/proc/PID/stat`.
    private static func status(_ pid: pid_t) -> (state: Substring, parent: pid_t, began: UInt64)? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let parent = pid_t(fields[1]), let began = UInt64(fields[19]) else { return nil }
        return (fields[0], parent, began)
    }
}

struct TortureError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
