import Statistics
import StudyCore

/// Which trials cannot be told from the best: each is compared with it, and the p values are corrected by Holm's method
/// for how many there are.
struct TieSet {
    let level: Double
    let test: RivalTest
    /// How many trials were compared with the best.
    let comparisons: Int
    /// What came out, by number: for all that can be compared, or those near enough to the best to be worth a look.
    let results: [Int: Result]
    private let best: Int?
    private let untested: Set<Int>

    struct Result {
        let outcome: RivalTest.Outcome
        /// By Holm's method, over all comparisons. Exact where every rival was compared; otherwise the decision is.
        let adjusted: Double
    }

    /// - Parameters:
    ///   - everyRival: whether to compare those as well whose figures alone decide, for the sake of exact p values: reads
    ///     the predictions of all trials.
    init(
        _ ranking: Ranking, level: Double, predictions: any PredictionSource, everyRival: Bool = false
    ) throws {
        self.level = level
        let ranked = ranking.rankedStandings
        let test = try RivalTest(ranking, predictions: predictions)
        self.test = test
        comparisons = max(0, ranked.count - 1)
        self.best = ranked.first?.number
        guard let best = ranked.first, comparisons > 0 else {
            (results, untested) = ([:], [])
            return
        }
        if case .none = test {
            (results, untested) = ([:], [])
            return
        }
        // From some rank on, the figures alone make the difference certain at the strictest threshold that Holm's method
        // knows: these are rejected, and nothing more need be read of them.
        let strictest = (1 - level) / Double(comparisons)
        let rivals = ranked.dropFirst()
        let closeCount =
            test.fallsWithRank
            ? Self.partition(rivals.count) { test.greatestPValue(best, rivals[rivals.startIndex + $0]) <= strictest }
            : rivals.count
        let compared = everyRival ? rivals : rivals.prefix(closeCount)
        let predicted = try test.predictions(of: [best.number] + compared.map(\.number), from: predictions)
        var outcomes: [(number: Int, outcome: RivalTest.Outcome)] = []
        var untested: Set<Int> = []
        for (place, rival) in compared.enumerated() {
            if let outcome = test.outcome(best.number, rival.number, predictions: predicted) {
                outcomes.append((rival.number, outcome))
            } else if place < closeCount {
                untested.insert(rival.number)
            }
        }
        let adjusted = HolmCorrection.adjusted(
            outcomes.map { $0.outcome.pValue }, besideRejected: rivals.count - outcomes.count - untested.count)
        results = Dictionary(
            uniqueKeysWithValues: zip(outcomes, adjusted).map { ($0.number, Result(outcome: $0.outcome, adjusted: $1)) }
        )
        self.untested = untested
    }

    /// Whether a ranked trial cannot be told from the best one, which is tied with itself; nil where that could not be
    /// tested.
    func isTied(_ number: Int) -> Bool? {
        if case .none = test { return nil }
        if untested.contains(number) { return nil }
        if number == best { return true }
        // What has no result was clear from its figures alone.
        return results[number].map { $0.adjusted > 1 - level } ?? false
    }

    /// How many are tied, the best one among them.
    var tiedCount: Int { 1 + results.values.count { $0.adjusted > 1 - level } }

    /// The first index at which a condition holds that holds for all after it.
    private static func partition(_ count: Int, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
