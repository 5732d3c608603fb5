import Foundation

/// What processes take of the memory, as the kernel counts it.
public enum ProcessMemory {
    /// The private memory of one process, in RAM or swapped out (`RssAnon` + `VmSwap` of proc(5)), in bytes; 0 when it is
    /// gone.
    public static func privateBytes(of pid: pid_t) -> Int {
        withFile("/proc/\(pid)/status") { text in
            (number(after: "RssAnon:", in: text) ?? 0) + (number(after: "VmSwap:", in: text) ?? 0)
        }.map { $0 << 10 } ?? 0
    }
}
