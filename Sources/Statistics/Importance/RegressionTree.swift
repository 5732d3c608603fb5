/// A regression tree over factors, grown until its leaves are pure: L. Breiman et al., *Classification and Regression
/// Trees* (1984).
///
/// Where a factor has no order, its levels are split after the order of their mean responses, which is the best split
/// in two sets for squared errors (section 4.2.2 there).
struct RegressionTree {
    /// A part of the space on which the tree is constant: for each factor the levels that lie in it.
    struct Leaf {
        let regions: [Region]
        let mean: Double
    }

    enum Region {
        case range(Range<Int>)
        /// In no order.
        case set([Int])
    }

    let leaves: [Leaf]

    /// - Parameters:
    ///   - factors: at least one.
    ///   - responses: a value for each trial, finite.
    ///   - sample: the trials to grow from, repeated ones as often as they are drawn.
    init(_ factors: [ImportanceFactor], _ responses: [Double], sample: [Int]) {
        var growing = Growing(factors, responses)
        let whole = factors.map { factor in
            factor.isOrdered ? Region.range(0..<factor.levelCount) : .set(Array(0..<factor.levelCount))
        }
        growing.grow(sample, whole)
        leaves = growing.leaves
    }

    /// The prediction for a trial of the factors.
    func prediction(_ factors: [ImportanceFactor], trial: Int) -> Double {
        let leaf = leaves.first { leaf in
            zip(leaf.regions, factors).allSatisfy { $0.contains($1.levels[trial]) }
        }
        return leaf?.mean ?? 0
    }
}

extension RegressionTree.Region {
    func contains(_ level: Int) -> Bool {
        switch self {
        case .range(let range): range.contains(level)
        case .set(let levels): levels.contains(level)
        }
    }
}

private struct Growing {
    let factors: [ImportanceFactor]
    let responses: [Double]
    var leaves: [RegressionTree.Leaf] = []
    /// By level, for one factor of one node at a time; zero in between.
    private var counts: [Double]
    private var sums: [Double]

    init(_ factors: [ImportanceFactor], _ responses: [Double]) {
        self.factors = factors
        self.responses = responses
        counts = [Double](repeating: 0, count: factors.reduce(0) { max($0, $1.levelCount) })
        sums = counts
    }

    /// The trials of a node that have one level of a factor.
    private struct Group {
        let level: Int
        let count: Double
        let sum: Double
    }

    /// A node's trials by the levels of a factor that occur among them, in the order in which these may be cut.
    private mutating func groups(of factor: ImportanceFactor, _ sample: [Int]) -> [Group] {
        var present: [Int] = []
        for trial in sample {
            let level = factor.levels[trial]
            if counts[level] == 0 { present.append(level) }
            counts[level] += 1
            sums[level] += responses[trial]
        }
        if factor.isOrdered { present.sort() }
        var groups = present.map { Group(level: $0, count: counts[$0], sum: sums[$0]) }
        for level in present { (counts[level], sums[level]) = (0, 0) }
        if !factor.isOrdered {
            groups.sort { ($0.sum / $0.count, $0.level) < ($1.sum / $1.count, $1.level) }
        }
        return groups
    }

    /// A cut of a factor's levels in two.
    private struct Split {
        let factor: Int
        let gain: Double
        let left: RegressionTree.Region
        let right: RegressionTree.Region
    }

    /// Splits nodes until none gains; a list instead of recursion, since a tree may be as deep as there are trials.
    mutating func grow(_ sample: [Int], _ regions: [RegressionTree.Region]) {
        var open = [(sample: sample, regions: regions)]
        while let node = open.popLast() {
            let sum = node.sample.reduce(0) { $0 + responses[$1] }
            guard let split = bestSplit(node.sample, sum, node.regions) else {
                leaves.append(.init(regions: node.regions, mean: sum / Double(node.sample.count)))
                continue
            }
            let levels = factors[split.factor].levels
            for region in [split.left, split.right] {
                var regions = node.regions
                regions[split.factor] = region
                open.append((node.sample.filter { region.contains(levels[$0]) }, regions))
            }
        }
    }

    private mutating func bestSplit(_ sample: [Int], _ sum: Double, _ regions: [RegressionTree.Region]) -> Split? {
        let first = responses[sample[0]]
        guard sample.contains(where: { responses[$0] != first }) else { return nil }
        var best: Split?
        for factor in factors.indices {
            guard let split = bestSplit(of: factor, sample, sum, regions[factor]) else { continue }
            if split.gain > (best?.gain ?? 0) { best = split }
        }
        return best
    }

    /// The cut with the greatest sum over both sides of (sum of responses)² / count, which is that with the least
    /// squared error.
    private mutating func bestSplit(
        of factor: Int, _ sample: [Int], _ sum: Double, _ region: RegressionTree.Region
    ) -> Split? {
        let present = groups(of: factors[factor], sample)
        guard present.count > 1 else { return nil }
        let total = Double(sample.count)
        let whole = sum * sum / total
        var (count, left) = (0.0, 0.0)
        var (place, gain) = (0, 0.0)
        for (index, group) in present.dropLast().enumerated() {
            count += group.count
            left += group.sum
            let right = sum - left
            let next = left * left / count + right * right / (total - count) - whole
            if next > gain { (place, gain) = (index, next) }
        }
        guard gain > 0 else { return nil }
        switch region {
        case .range(let range):
            // Halfway between the two levels, as far as there are others between.
            let cut = (present[place].level + present[place + 1].level) / 2 + 1
            return Split(
                factor: factor, gain: gain, left: .range(range.lowerBound..<cut), right: .range(cut..<range.upperBound))
        case .set(let levels):
            // Levels that no trial here has go to the side with more trials.
            let lefts = Set(present[...place].map(\.level))
            let rights = Set(present[(place + 1)...].map(\.level))
            let isLeftLarger = present[...place].reduce(0) { $0 + $1.count } * 2 > total
            func isLeft(_ level: Int) -> Bool { isLeftLarger ? !rights.contains(level) : lefts.contains(level) }
            return Split(
                factor: factor, gain: gain, left: .set(levels.filter(isLeft)),
                right: .set(levels.filter { !isLeft($0) }))
        }
    }
}
