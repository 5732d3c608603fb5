import Foundation

/// Tells whether a process that died of SIGKILL was ended by the kernel because memory had run out.
///
/// The kernel counts such kills: in the control group of this process, which its workers share (`memory.events` of
/// version 2, `memory.oom_control` of version 1), and for the whole machine (`oom_kill` of /proc/vmstat), which is looked
/// at where the group does not tell. The count is raised before the signal is sent.
public struct KernelKills: Sendable {
    /// After so many seconds a kill has nothing to do with a worker that ends: a great process may take a while to go.
    static let memory = 5.0

    private let count: @Sendable () -> Int?
    /// Kills that are accounted for.
    private var known: Int
    private var lastLook: (time: Double, count: Int)

    public init(count: @escaping @Sendable () -> Int? = Self.systemCount) {
        self.count = count
        known = count() ?? .max
        lastLook = (-.infinity, known)
    }

    /// Lets go of kills of long ago, which were those of other processes.
    public mutating func forgetOld(now: Double) {
        guard now >= lastLook.time + Self.memory else { return }
        known = max(known, lastLook.count)
        lastLook = (now, count() ?? known)
    }

    /// Whether there has been a kill that has not been accounted for; it is now.
    public mutating func claim() -> Bool {
        guard let found = count(), found > known else { return false }
        known += 1
        return true
    }

    /// The count of the first of these files that is there.
    public static func systemCount() -> Int? { systemFile.flatMap(count) }

    static func count(in path: String) -> Int? { withFile(path) { number(after: "oom_kill", in: $0) } }

    private static let systemFile: String? = {
        let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
        return files(groups: groups, root: "/sys/fs/cgroup").first { count(in: $0) != nil }
    }()

    /// Where the count may stand, the most telling first.
    /// - Parameters:
    ///   - groups: the text of /proc/self/cgroup: lines of `number:controllers:path`, without controllers for version 2.
    ///   - root: where control groups are mounted. Inside a container the paths may be those outside of it: then the
    ///     mount itself is the container's group.
    static func files(groups: String, root: String) -> [String] {
        var files: [String] = []
        for line in groups.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let path = fields[2] == "/" ? "" : String(fields[2])
            if fields[1].isEmpty {
                files += [path, ""].map { "\(root)\($0)/memory.events" }
            } else if fields[1].split(separator: ",").contains("memory") {
                files += [path, ""].map { "\(root)/memory\($0)/memory.oom_control" }
            }
        }
        return files + ["/proc/vmstat"]
    }
}
