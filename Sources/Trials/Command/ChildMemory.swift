import Foundation
import Processes

/// How much memory a program takes with all that it has started.
struct ChildMemory {
    /// Seconds between two looks, and between two searches for what it has started.
    private static let interval = 0.05
    private static let searchInterval = 0.5

    private let leader: pid_t
    private let limit: Int
    private var members: [pid_t]
    private var nextLook = 0.0
    private var nextSearch = 0.0

    /// - Parameter limit: in bytes.
    init(leader: pid_t, limit: Int) {
        self.leader = leader
        self.limit = limit
        members = [leader]
    }

    /// Looks, where it is time to.
    /// - Returns: what is taken, where it is more than the limit.
    mutating func excess(now: Double) -> (taken: Int, limit: Int)? {
        guard now >= nextLook else { return nil }
        nextLook = now + Self.interval
        if now >= nextSearch {
            nextSearch = now + Self.searchInterval
            members = [leader] + ProcessTable.descendants(of: leader)
        }
        let taken = members.reduce(0) { $0 + ProcessMemory.privateBytes(of: $1) }
        return taken > limit ? (taken, limit) : nil
    }
}
