/// Corrects p values for how many there are, such that the chance of any false rejection is at most the level, however
/// the tests depend on each other: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
/// Journal of Statistics 6 (1979).
public enum HolmCorrection {
    /// The adjusted p values, in the order given: a hypothesis is rejected where its adjusted value is at most 1 − level.
    /// - Parameters:
    ///   - pValues: of the tests at hand.
    ///   - rejected: how many tests more there are that are known to be rejected at the strictest threshold,
    ///     (1 − level) / (all of them). They come before all others, so that the decisions on these are exact.
    public static func adjusted(_ pValues: [Double], besideRejected rejected: Int = 0) -> [Double] {
        var result = [Double](repeating: 1, count: pValues.count)
        var greatest = 0.0
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        let total = pValues.count + rejected
        for (place, index) in order.enumerated() {
            // A p value at the strictest threshold or below is rejected wherever the known ones stand in the order.
            let before = place + rejected
            greatest = max(greatest, min(1, Double(total - before) * pValues[index]))
            result[index] = greatest
        }
        return result
    }
}
