import Foundation
import Randomness
import StudyCore
import Synchronization

/// The random orders in which a finite space is visited, one for each cycle.
///
/// In cycle c the i-th admissible configuration, with probability w under the parameters' distributions, has the key
/// log(u) / w, where u is the i-th uniform number of the stream (seed, spaceOrder, c); the greatest key comes first. So
/// the first configurations of a cycle are a weighted random sample without replacement: P. S. Efraimidis and P. G.
/// Spirakis, "Weighted random sampling with a reservoir", Information Processing Letters 97 (2006). Configurations of
/// weight 0 never come.
final class SpaceOrder: Sendable {
    private struct Memory {
        var weighted: [(combination: Int32, probability: Double)]?
        var cycle = -1
        var order: [Int32] = []
    }

    private let space: SearchSpace
    private let seed: UInt64
    private let memory = Mutex(Memory())

    /// - Precondition: the space is finite and has at most 2³¹ combinations.
    init(space: SearchSpace, seed: UInt64) {
        self.space = space
        self.seed = seed
    }

    /// - Throws: `SearchError.nothingAdmissible`.
    func configuration(of trial: Int) throws(SearchError) -> Configuration {
        let combination = memory.withLock { memory -> Int32? in
            let weighted = memory.weighted ?? enumerated()
            memory.weighted = weighted
            guard !weighted.isEmpty else { return nil }
            let cycle = trial / weighted.count
            if memory.cycle != cycle {
                memory.order = order(weighted, cycle: cycle)
                memory.cycle = cycle
            }
            return memory.order[trial % weighted.count]
        }
        guard let combination, let configuration = space.configuration(ofCombination: Int(combination)) else {
            throw Refusals(of: space).error
        }
        return configuration
    }

    private func enumerated() -> [(combination: Int32, probability: Double)] {
        var scan = CombinationScan(space)
        var looks = Int.max
        var weighted: [(combination: Int32, probability: Double)] = []
        while let index = scan.find(looks: &looks) {
            guard let probability = space.probability(ofCombination: index), probability > 0 else { continue }
            weighted.append((Int32(index), probability))
        }
        return weighted
    }

    private func order(_ weighted: [(combination: Int32, probability: Double)], cycle: Int) -> [Int32] {
        var stream = RandomStream(seed: seed, purpose: .spaceOrder, index: UInt32(truncatingIfNeeded: cycle))
        // Half a step keeps the logarithm finite.
        let keys = weighted.map { log(stream.uniform() + 0x1p-54) / $0.probability }
        return weighted.indices.sorted { left, right in
            keys[left] == keys[right] ? left < right : keys[left] > keys[right]
        }.map { weighted[$0].combination }
    }
}
