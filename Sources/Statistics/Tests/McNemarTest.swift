/// The exact test of whether two classifiers, judged on the same examples, are right equally often: Q. McNemar,
/// "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika 12 (1947).
///
/// Only the examples count on which they differ: if both were equally good, each would be as likely to have either of
/// them right. It compares the two trained nets, not the configurations that they were trained by: another seed gives
/// other nets.
public struct McNemarTest: Hashable, Sendable {
    /// Examples that only the first, only the second has right.
    public let onlyFirst: Int
    public let onlySecond: Int

    public init(onlyFirst: Int, onlySecond: Int) {
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
    }

    /// From one bit for each example, 1 where it was right; unused bits are 0 in both.
    /// - Precondition: both have as many bytes.
    public init(_ first: [UInt8], _ second: [UInt8]) {
        precondition(first.count == second.count, "McNemar's test needs the same examples")
        var (onlyFirst, onlySecond) = (0, 0)
        for (left, right) in zip(first, second) {
            onlyFirst += (left & ~right).nonzeroBitCount
            onlySecond += (right & ~left).nonzeroBitCount
        }
        self.init(onlyFirst: onlyFirst, onlySecond: onlySecond)
    }

    /// The two-sided p value: twice the binomial probability of at most the smaller count, at most 1.
    public var pValue: Double {
        let count = onlyFirst + onlySecond
        let smaller = min(onlyFirst, onlySecond)
        guard onlyFirst != onlySecond else { return 1 }
        // From the greatest term down; each is the one above it times a ratio below 1.
        var term = BinomialProbability.mass(Double(smaller), of: Double(count), p: 0.5, q: 0.5)
        var sum = term
        for successes in stride(from: smaller, to: 0, by: -1) {
            term *= Double(successes) / Double(count - successes + 1)
            let next = sum + term
            if next == sum { break }
            sum = next
        }
        return min(1, 2 * sum)
    }

    /// The greatest p value that two classifiers with these numbers of errors can have: as if they never erred on the
    /// same example. Tells a clear difference without a look at the examples.
    public static func greatestPValue(errors first: Int, _ second: Int, of count: Int) -> Double {
        // Sharing an error takes one from both counts: fewer discordant examples, same difference, smaller p.
        let shared = max(0, first + second - count)
        return McNemarTest(onlyFirst: second - shared, onlySecond: first - shared).pValue
    }
}
