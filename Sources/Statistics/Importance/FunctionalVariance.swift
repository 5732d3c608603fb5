import Randomness

/// How much of the variance of an objective over a search each parameter accounts for by itself: functional analysis of
/// variance of a random forest. F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient approach for assessing hyperparameter
/// importance" (ICML 2014).
///
/// Each tree is piecewise constant, so that its mean over all other factors, and the variance of that, are exact sums
/// over its leaves. Levels are weighted by how often the trials have them: shares speak of the search as it was made.
public struct FunctionalVariance: Sendable {
    public struct Share: Hashable, Sendable {
        /// The share of the variance that the factor accounts for alone, in 0…1: the mean over the trees. What is missing
        /// from 1 over all factors are interactions.
        public let value: Double
        /// Where the level's share of the trees lie. Each tree is grown from a sample of its own, so that this shows how
        /// much hangs on the trials that were drawn.
        public let interval: ConfidenceInterval
    }

    /// One for each factor.
    public let shares: [Share]
    /// The share of the responses' variance that the forest predicts of trials that it did not see (out of bag); 0 or
    /// less where it predicts nothing, so that the shares say nothing.
    public let explained: Double

    /// - Parameters:
    ///   - factors: of the same trials.
    ///   - responses: the objective of each trial, finite.
    ///   - level: of the intervals.
    ///   - treeCount: more trees are slower and smoother.
    /// - Returns: nil for fewer than two trials, without factors, or where all responses are equal.
    public init?(
        _ factors: [ImportanceFactor], _ responses: [Double], level: Double, treeCount: Int = 64, seed: UInt64 = 0
    ) {
        let count = responses.count
        guard count > 1, !factors.isEmpty, treeCount > 0, responses.contains(where: { $0 != responses[0] }) else {
            return nil
        }
        let weights = factors.map(\.weights)
        let mean = responses.reduce(0, +) / Double(count)
        // Accuracies differ in the last digits only: without their mean, nothing cancels below.
        let responses = responses.map { $0 - mean }
        var treeShares: [[Double]] = []
        var votes = [(sum: Double, count: Int)](repeating: (0, 0), count: count)
        for number in 0..<treeCount {
            var stream = RandomStream(seed: seed, purpose: .resampling, index: UInt32(number))
            let sample = (0..<count).map { _ in stream.integer(below: count) }
            let tree = RegressionTree(factors, responses, sample: sample)
            if let shares = Self.shares(of: tree, weights) { treeShares.append(shares) }
            var seen = [Bool](repeating: false, count: count)
            for trial in sample { seen[trial] = true }
            for trial in 0..<count where !seen[trial] {
                votes[trial].sum += tree.prediction(factors, trial: trial)
                votes[trial].count += 1
            }
        }
        // Trees that drew equal responses alone have no variance to share.
        guard !treeShares.isEmpty else { return nil }
        let tail = (1 - level) / 2
        shares = factors.indices.map { factor in
            let values = treeShares.map { $0[factor] }.sorted()
            let interval = ConfidenceInterval(low: quantile(values, tail), high: quantile(values, 1 - tail))
            return Share(value: values.reduce(0, +) / Double(values.count), interval: interval)
        }
        explained = Self.explained(responses, votes)
    }

    private static func explained(_ responses: [Double], _ votes: [(sum: Double, count: Int)]) -> Double {
        let judged = responses.indices.filter { votes[$0].count > 0 }
        let mean = judged.reduce(0) { $0 + responses[$1] } / Double(max(1, judged.count))
        let total = judged.reduce(0) { $0 + (responses[$1] - mean) * (responses[$1] - mean) }
        guard total > 0 else { return 0 }
        let missed = judged.reduce(0) { sum, trial in
            let error = responses[trial] - votes[trial].sum / Double(votes[trial].count)
            return sum + error * error
        }
        return 1 - missed / total
    }

    /// Each factor's share of one tree's variance; nil where the tree is constant.
    private static func shares(of tree: RegressionTree, _ weights: [[Double]]) -> [Double]? {
        let cumulative = weights.map { $0.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) } }
        func weight(_ region: RegressionTree.Region, of factor: Int) -> Double {
            switch region {
            case .range(let range): cumulative[factor][range.upperBound] - cumulative[factor][range.lowerBound]
            case .set(let levels): levels.reduce(0) { $0 + weights[factor][$1] }
            }
        }
        var marginals = weights.map { [Double](repeating: 0, count: $0.count + 1) }
        var (mean, square) = (0.0, 0.0)
        for leaf in tree.leaves {
            let parts = leaf.regions.enumerated().map { weight($0.element, of: $0.offset) }
            let volume = parts.reduce(1, *)
            mean += volume * leaf.mean
            square += volume * leaf.mean * leaf.mean
            for (factor, region) in leaf.regions.enumerated() {
                // The volume in all other factors; a division would fail where this one's part is empty.
                var others = 1.0
                for (other, part) in parts.enumerated() where other != factor { others *= part }
                switch region {
                case .range(let range):
                    // As differences between neighbouring levels, summed up below.
                    marginals[factor][range.lowerBound] += others * leaf.mean
                    marginals[factor][range.upperBound] -= others * leaf.mean
                case .set(let levels):
                    for level in levels {
                        marginals[factor][level] += others * leaf.mean
                        marginals[factor][level + 1] -= others * leaf.mean
                    }
                }
            }
        }
        let variance = square - mean * mean
        guard variance > 0 else { return nil }
        return marginals.enumerated().map { factor, differences in
            var (marginal, sum) = (0.0, 0.0)
            for (level, weight) in weights[factor].enumerated() {
                marginal += differences[level]
                sum += weight * (marginal - mean) * (marginal - mean)
            }
            return min(1, sum / variance)
        }
    }
}
