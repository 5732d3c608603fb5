import Foundation

extension Platform {
    /// Gives memory that is free inside this process back to the system: what was needed to prepare a large study is not
    /// needed while it runs.
    static func returnFreeMemory() {
        // Glibc's, which Swift's headers do not show; elsewhere there is none.
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        let trim = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)
        _ = trim(0)
    }

    /// The bytes of memory that this process and its children may take together: the machine's, or what the control groups
    /// leave that it is in.
    static var memory: Int {
        let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
        return min(machine, memoryLimit(groups: groups, root: "/sys/fs/cgroup") ?? .max)
    }

    /// The least that any of the control groups allows; nil where none limits anything.
    /// - Parameters:
    ///   - groups: the text of /proc/self/cgroup: lines of `number:controllers:path`, without controllers for version 2.
    ///   - root: where control groups are mounted. Inside a container the paths may be those outside of it: then the mount
    ///     itself is the container's group.
    static func memoryLimit(groups: String, root: String) -> Int? {
        var limits: [Int] = []
        for line in groups.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isUnified = fields[1].isEmpty
            guard isUnified || fields[1].split(separator: ",").contains("memory") else { continue }
            let mount = isUnified ? root : "\(root)/memory"
            var path = fields[2].hasSuffix("/") ? String(fields[2].dropLast()) : String(fields[2])
            while true {
                let file = "\(mount)\(path)/\(isUnified ? "memory.max" : "memory.limit_in_bytes")"
                // `max`, or in version 1 a number beyond any machine, for no limit.
                if let text = try? String(contentsOfFile: file, encoding: .utf8),
                    let bytes = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
                {
                    limits.append(bytes)
                }
                guard let slash = path.lastIndex(of: "/") else { break }
                path = String(path[..<slash])
            }
        }
        return limits.min()
    }
}
