/// Trials that were all run with the same seeds: a randomized block design, trial by repeat, without replication.
///
/// The value of trial i in repeat j is μᵢ + βⱼ + ε: what all trials of one repeat share (initialization, batch order)
/// cancels in every comparison of two trials. The variance of ε is pooled over many trials, with (pooled trials − 1) ·
/// (repeats − 1) degrees of freedom: three repeats of two trials alone would leave two. W. G. Cochran and G. M. Cox,
/// *Experimental Designs*, 2nd edition (1957), section 4.2.
public struct BlockDesign: Sendable {
    /// Means over the repeats, a value for each trial.
    public let means: [Double]
    public let repeats: Int
    /// Over how many trials the variance is pooled.
    public let pooledTrials: Int
    /// The pooled variance of ε.
    public let residualVariance: Double
    public let degreesOfFreedom: Int

    /// - Parameters:
    ///   - values: a row for each trial, a column for each repeat; all finite.
    ///   - pooled: the rows whose residuals make the variance; all where nil. They may be chosen by their means: with
    ///     normal noise, residuals and means are independent.
    /// - Returns: nil for fewer than two trials or repeats, rows of different lengths, or values that are not finite.
    public init?(_ values: [[Double]], pooling pooled: [Int]? = nil) {
        let repeats = values.first?.count ?? 0
        let rows = pooled.map { $0.map { values[$0] } } ?? values
        guard rows.count > 1, repeats > 1,
            values.allSatisfy({ $0.count == repeats && $0.allSatisfy(\.isFinite) })
        else { return nil }
        self.repeats = repeats
        pooledTrials = rows.count
        means = values.map(Self.mean)
        degreesOfFreedom = (rows.count - 1) * (repeats - 1)
        residualVariance = Self.residualSquares(rows) / Double(degreesOfFreedom)
    }

    private static func mean(_ row: [Double]) -> Double { row.reduce(0, +) / Double(row.count) }

    /// The squares of what trial and block leave unexplained, summed.
    private static func residualSquares(_ rows: [[Double]]) -> Double {
        let blocks = rows[0].indices.map { block in rows.reduce(0) { $0 + $1[block] } / Double(rows.count) }
        let grand = mean(blocks)
        // Without noise what remains is rounding, which must not pass for a tiny variance.
        let rounding = rows.lazy.joined().reduce(0) { max($0, abs($1)) } * 16 * .ulpOfOne
        return rows.reduce(0) { sum, row in
            let mean = mean(row)
            return zip(row, blocks).reduce(sum) { sum, pair in
                let residual = pair.0 - mean - pair.1 + grand
                return abs(residual) <= rounding ? sum : sum + residual * residual
            }
        }
    }

    /// The comparison of two trials.
    public struct Comparison: Hashable, Sendable {
        /// The first one's mean less the second one's.
        public let difference: Double
        /// Of the difference.
        public let standardError: Double
        public let degreesOfFreedom: Int

        /// Infinite where the trials differ without any noise.
        public var t: Double { difference == 0 ? 0 : difference / standardError }
        /// Two-sided.
        public var pValue: Double {
            StudentDistribution(degreesOfFreedom: Double(degreesOfFreedom)).twoSided(t)
        }
    }

    /// Compares two trials by their rows' indices.
    public func comparison(_ first: Int, _ second: Int) -> Comparison {
        Comparison(
            difference: means[first] - means[second],
            standardError: (2 * residualVariance / Double(repeats)).squareRoot(), degreesOfFreedom: degreesOfFreedom)
    }
}
