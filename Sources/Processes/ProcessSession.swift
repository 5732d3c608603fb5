import Foundation

/// The processes of a session: a worker and whatever its runs have started, in whichever process groups.
public enum ProcessSession {
    /// Sends a signal to the leader's process group and to everything else in its session. Only called while the leader
    /// has not been waited for, so that its number cannot belong to another session.
    public static func signal(_ number: Int32, leader: pid_t) {
        kill(-leader, number)
        for member in members(of: leader) where getpgid(member) != leader { kill(member, number) }
    }

    /// Kills all of a session, as `signal` but for what is being started meanwhile as well.
    public static func end(leader: pid_t) {
        kill(-leader, SIGKILL)
        for _ in 0..<3 {
            let left = members(of: leader)
            if left.isEmpty { return }
            for member in left { kill(member, SIGKILL) }
        }
    }

    /// All living members but the leader; none where the system does not tell.
    public static func members(of leader: pid_t) -> [pid_t] { members(of: [leader])[leader] ?? [] }

    /// The living members of several sessions but their leaders, by leader.
    public static func members(of leaders: Set<pid_t>) -> [pid_t: [pid_t]] {
        var members: [pid_t: [pid_t]] = [:]
        for pid in ProcessTable.all() where !leaders.contains(pid) {
            guard let leader = ProcessTable.session(of: pid), leaders.contains(leader) else { continue }
            members[leader, default: []].append(pid)
        }
        return members
    }
}
