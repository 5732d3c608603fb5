/// What a search would find on average if it met its trials in random order: the same for every order in which they
/// happened to come.
public enum RandomOrder {
    /// The expected number of trials until the first of those that suffice, drawn without replacement: (n + 1) / (k + 1),
    /// the mean of the negative hypergeometric distribution. Nil where none suffices.
    public static func expectedTrials(sufficing: Int, of count: Int) -> Double? {
        sufficing > 0 ? Double(count + 1) / Double(sufficing + 1) : nil
    }

    /// The expected best of `drawn` trials out of all, without replacement; infinite values of neither sign are allowed.
    ///
    /// The i-th smallest of n values is the greatest of m with probability C(i − 1, m − 1) / C(n, m): the expected
    /// validation performance of J. Dodge et al., "Show your work: improved reporting of experimental results" (EMNLP
    /// 2019), drawn without replacement as R. Tang et al. correct it (ACL 2020).
    /// - Parameter values: the greater, the better.
    /// - Returns: nil where `drawn` is not in 1…values.count.
    public static func expectedBest(_ values: [Double], drawn: Int) -> Double? {
        guard drawn >= 1, drawn <= values.count else { return nil }
        let descending = values.sorted(by: >)
        // Of the greatest: m / n; of each next, the ratio of the binomial coefficients.
        var probability = Double(drawn) / Double(values.count)
        var expected = 0.0
        for (place, value) in descending.enumerated() {
            expected += probability * value
            let remaining = Double(values.count - place - 1)
            guard remaining >= Double(drawn) else { break }
            probability *= (remaining - Double(drawn) + 1) / remaining
        }
        return expected
    }
}
