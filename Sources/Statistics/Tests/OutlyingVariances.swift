/// Which of several variances are much greater than the rest, by Cochran's test: the greatest of n variances over their sum, where
/// noise that is normal and equal would give so great a share with the chance n · P(Beta(ν/2, (n − 1)ν/2) > share) at most. W. G. Cochran,
/// "The distribution of the largest of a set of estimated variances as a fraction of their total", Annals of Eugenics 11 (1941).
///
/// Several great variances would hide each other. As in B. Rosner's procedure for outliers (Technometrics 25, 1983), the greatest are
/// taken away one by one, and all up to the last that stands out from those smaller than itself are outlying; at most half. Variances of 0 are
/// left out of account: coarse figures repeat themselves without being free of noise.
public enum OutlyingVariances {
    /// The chance at which a set of equal variances loses its greatest one.
    public static let level = 0.01

    /// The places of the outlying ones.
    /// - Parameters:
    ///   - variances: none below 0.
    ///   - degreesOfFreedom: of each of them.
    public static func places(_ variances: [Double], degreesOfFreedom: Int) -> [Int] {
        let descending = variances.indices.filter { variances[$0] > 0 }.sorted { variances[$0] > variances[$1] }
        // Summed from the smallest, lest the great ones drown them.
        var sums = [Double](repeating: 0, count: descending.count + 1)
        for place in descending.indices.reversed() { sums[place] = sums[place + 1] + variances[descending[place]] }
        let last = descending.prefix(descending.count / 2).indices.last { place in
            let (count, greatest) = (Double(descending.count - place), variances[descending[place]])
            let half = Double(degreesOfFreedom) / 2
            let beyond = incompleteBeta(
                sums[place + 1] / sums[place], complement: greatest / sums[place], (count - 1) * half, half)
            return count * beyond <= level
        }
        return Array(descending.prefix(last.map { $0 + 1 } ?? 0))
    }
}
