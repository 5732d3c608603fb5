import Foundation
import Processes
import StudyCore

/// Watches how much memory workers take, each with everything that its runs have started.
///
/// What counts is private memory, in RAM or swapped out: `RssAnon` + `VmSwap` of proc(5), summed over the session. Data
/// sets that workers map from the same files count for nobody, and neither does memory that processes share on purpose
/// (`RssShmem`), of which no part belongs to one of them. Pages that a fork has not written to yet count twice. `Pss`
/// would share them out, but walks the page tables of the process at each look, and holds it up meanwhile.
struct MemoryWatch {
    /// Seconds between two looks at the processes that are known, and between two searches for new ones.
    static let interval = 0.1
    static let searchInterval = 1.0

    let limit: MemoryLimit
    private var members: [pid_t: [pid_t]] = [:]
    private var nextLook = 0.0
    private var nextSearch = 0.0

    init(limit: MemoryLimit) { self.limit = limit }

    /// When the next look is due, on the clock of `FleetLoop.now`.
    var due: Double { nextLook }

    /// Looks, where it is time to.
    /// - Returns: the bytes that each session takes which takes too much, by leader.
    mutating func excess(of leaders: Set<pid_t>, now: Double) -> [pid_t: Int] {
        guard now >= nextLook else { return [:] }
        nextLook = now + Self.interval
        if now >= nextSearch {
            nextSearch = now + Self.searchInterval
            members = ProcessSession.members(of: leaders)
        }
        var excess: [pid_t: Int] = [:]
        for leader in leaders {
            let bytes =
                ProcessMemory.privateBytes(of: leader)
                + (members[leader] ?? []).reduce(0) { $0 + ProcessMemory.privateBytes(of: $1) }
            if bytes > limit.bytes { excess[leader] = bytes }
        }
        return excess
    }
}
