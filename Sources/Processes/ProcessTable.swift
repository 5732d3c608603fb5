import Foundation

/// The processes of this machine, by what the kernel tells of them under /proc; nothing where it tells nothing.
public enum ProcessTable {
    /// All descendants of a process that have not ended, children before grandchildren.
    public static func descendants(of ancestor: pid_t) -> [pid_t] {
        var children: [pid_t: [pid_t]] = [:]
        for pid in all() { if let parent = parent(of: pid) { children[parent, default: []].append(pid) } }
        var found: [pid_t] = []
        var open = [ancestor]
        while let next = open.popLast() {
            let own = children.removeValue(forKey: next) ?? []
            found += own
            open += own
        }
        return found
    }

    /// The living processes that were started with a variable of this value, for example `HPSEARCH_WORKER=…`, whatever
    /// they have made of their session and parent since. Only this user's processes tell.
    /// - Parameter isPrefix: whether the value may go on.
    public static func processes(withVariable text: String, isPrefix: Bool = false) -> [pid_t] {
        let wanted = Array((isPrefix ? text : text + "\0").utf8)
        return all().filter { pid in
            guard pid != getpid(), let environment = contents(of: "/proc/\(pid)/environ") else { return false }
            return holds(wanted, environment)
        }
    }

    /// Kills what was started with a variable of this value, and what is being started meanwhile.
    /// - Returns: whether there was anything.
    @discardableResult
    public static func end(withVariable text: String, isPrefix: Bool = false) -> Bool {
        var wasAny = false
        for _ in 0..<5 {
            let left = processes(withVariable: text, isPrefix: isPrefix)
            if left.isEmpty { break }
            wasAny = true
            for pid in left { kill(pid, SIGKILL) }
        }
        return wasAny
    }

    static func all() -> [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [pid_t] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = pid_t(name) { found.append(pid) }
        }
        return found
    }

    static func parent(of pid: pid_t) -> pid_t? { relative(of: pid, place: 1) }
    static func session(of pid: pid_t) -> pid_t? { relative(of: pid, place: 3) }

    /// One of the processes that proc(5) names of a process; nil when it is gone or only waits to be collected.
    private static func relative(of pid: pid_t, place: Int) -> pid_t? {
        withFile("/proc/\(pid)/stat") { text in
            // "pid (name) state parent group session …", where the name may hold anything.
            guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
            let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
            guard fields.count > place, fields[0].first != UInt8(ascii: "Z") else { return nil }
            return pid_t(String(decoding: fields[place], as: UTF8.self))
        }
    }

    /// Whether one of the variables begins with these bytes.
    private static func holds(_ wanted: [UInt8], _ environment: [UInt8]) -> Bool {
        environment.split(separator: 0, omittingEmptySubsequences: true).contains { variable in
            wanted.last == 0 ? variable.elementsEqual(wanted.dropLast()) : variable.starts(with: wanted)
        }
    }

    /// Up to 4 MiB of a file.
    private static func contents(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < 4 << 20 {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
