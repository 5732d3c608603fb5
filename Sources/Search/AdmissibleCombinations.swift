import StudyCore
import Synchronization

/// The numbers of a finite space's admissible combinations, looked for from the start as far as somebody asks, and kept,
/// 4 bytes each.
final class AdmissibleCombinations: Sendable {
    private struct Memory {
        var scan: CombinationScan
        var found: [Int32] = []
        /// How many combinations have been looked at.
        var looked = 0

        /// Looks until so many are found, nothing is left, or so many combinations have been looked at in all.
        mutating func extend(to count: Int, lookingAtMost limit: Int = .max) {
            let before = max(0, limit - looked)
            var looks = before
            while found.count < count, let index = scan.find(looks: &looks) { found.append(Int32(index)) }
            looked += before - looks
        }
    }

    private let memory: Mutex<Memory>

    /// - Precondition: the space is finite and has fewer than 2³¹ combinations.
    init(of space: SearchSpace) { memory = Mutex(Memory(scan: CombinationScan(space))) }

    /// How many there are.
    var count: Int {
        memory.withLock { memory in
            memory.extend(to: .max)
            return memory.found.count
        }
    }

    /// How many are found when so many are looked for among so many combinations, and whether these are all.
    func counted(to count: Int, lookingAtMost limit: Int) -> (found: Int, isExact: Bool) {
        memory.withLock { memory in
            memory.extend(to: count, lookingAtMost: limit)
            return (memory.found.count, memory.scan.isFinished)
        }
    }

    /// Whether everything has been looked at, in vain.
    var isKnownEmpty: Bool { memory.withLock { $0.scan.isFinished && $0.found.isEmpty } }

    /// Those with these places in their order, as far as there are so many.
    subscript(places: Range<Int>) -> [Int] {
        memory.withLock { memory in
            memory.extend(to: places.upperBound)
            return memory.found[places.clamped(to: 0..<memory.found.count)].map { Int($0) }
        }
    }
}
