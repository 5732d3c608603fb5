import Foundation

/// The processes of a session: a worker and whatever its runs have started, in whichever process groups.
enum ProcessSession {
    /// Kills what is left of the session that `leader` led. Only called while the leader has not been waited for, so
    /// that its number cannot belong to another session.
    static func end(leader: pid_t) {
        kill(-leader, SIGKILL)
        // Once more for what was being started meanwhile.
        for _ in 0..<3 {
            let left = members(of: leader)
            if left.isEmpty { return }
            for member in left { kill(member, SIGKILL) }
        }
    }

    /// All living members but the leader; none where the system does not tell.
    private static func members(of leader: pid_t) -> [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var members: [pid_t] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let pid = pid_t(name), pid != leader, session(of: pid) == leader else { continue }
            members.append(pid)
        }
        return members
    }

    /// The session of a process; nil when it is gone or only waits to be collected.
    private static func session(of pid: pid_t) -> pid_t? {
        let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            // "pid (name) state parent group session …", where the name may hold anything.
            guard count > 0, let end = buffer[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
            let fields = buffer[(end + 1)..<count].split(separator: UInt8(ascii: " "))
            guard fields.count > 3, fields[0].first != UInt8(ascii: "Z") else { return nil }
            return pid_t(String(decoding: fields[3], as: UTF8.self))
        }
    }
}
