import Randomness

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
/// Spearman's rank correlation of paired values, ties by their mean rank: C. Spearman, "The proof and measurement of
/// association between two things", American Journal of Psychology 15 (1904).
public struct RankCorrelation: Hashable, Sendable {
    /// In −1…1.
    public let coefficient: Double
    public let count: Int

    /// - Returns: nil for fewer than four pairs, or where either side has one value only.
    public init?(_ first: [Double], _ second: [Double]) {
        guard first.count == second.count, first.count > 3 else { return nil }
        count = first.count
        let (left, right) = (Self.ranks(first), Self.ranks(second))
        let middle = Double(count + 1) / 2
        var (product, leftSquare, rightSquare) = (0.0, 0.0, 0.0)
        for (x, y) in zip(left, right) {
            product += (x - middle) * (y - middle)
            leftSquare += (x - middle) * (x - middle)
            rightSquare += (y - middle) * (y - middle)
        }
        guard leftSquare > 0, rightSquare > 0 else { return nil }
        coefficient = max(-1, min(1, product / (leftSquare * rightSquare).squareRoot()))
    }

    /// Fisher's interval with the standard error of D. G. Bonett and T. A. Wright, "Sample size requirements for
    /// estimating Pearson, Kendall and Spearman correlations", Psychometrika 65 (2000): √((1 + r²/2) / (n − 3)).
    public func interval(level: Double) -> ConfidenceInterval {
        let half =
            -normalQuantile((1 - level) / 2)
            * ((1 + coefficient * coefficient / 2) / Double(count - 3)).squareRoot()
        let centre = atanh(coefficient)
        return ConfidenceInterval(low: tanh(centre - half), high: tanh(centre + half))
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}
