/// Trials that were all run with the same seeds: a randomized block design, trial by repeat, without replication.
///
/// The value of trial i in repeat j is μᵢ + βⱼ + ε: what all trials of one repeat share (initialization, batch order)
/// cancels in every comparison of two trials. The variance of ε is pooled over many trials, with (pooled trials − 1) ·
/// (repeats − 1) degrees of freedom: three repeats of two trials alone would leave two. W. G. Cochran and G. M. Cox,
/// *Experimental Designs*, 2nd edition (1957), section 4.2.
///
/// Trials that vary much more than the others (`OutlyingVariances`), such as those at the edge of divergence, would blunt every
/// comparison. They have a variance of their own, pooled over them.
public struct BlockDesign: Sendable {
    /// A variance of ε.
    public struct Noise: Hashable, Sendable {
        public let variance: Double
        public let degreesOfFreedom: Int
        /// Over how many trials it is pooled.
        public let trials: Int
    }

    /// Means over the repeats, a value for each trial.
    public let means: [Double]
    public let repeats: Int
    /// That of most trials.
    public let noise: Noise
    /// That of the trials that vary much more; nil where none does.
    public let greaterNoise: Noise?
    private let noisy: Set<Int>

    /// - Parameters:
    ///   - values: a row for each trial, a column for each repeat; all finite.
    ///   - pooled: the rows whose residuals make the variances; all where nil. They may be chosen by their means: with
    ///     normal noise, residuals and means are independent.
    /// - Returns: nil for fewer than two trials or repeats, rows of different lengths, or values that are not finite.
    public init?(_ values: [[Double]], pooling pooled: [Int]? = nil) {
        let repeats = values.first?.count ?? 0
        let pooled = pooled ?? Array(values.indices)
        guard pooled.count > 1, repeats > 1,
            values.allSatisfy({ $0.count == repeats && $0.allSatisfy(\.isFinite) })
        else { return nil }
        self.repeats = repeats
        means = values.map(Self.mean)
        // Without noise what remains is rounding, which must not pass for a tiny variance.
        let rounding = pooled.lazy.flatMap { values[$0] }.reduce(0) { max($0, abs($1)) } * 16 * .ulpOfOne
        func squares(_ row: [Double], shared: [Double]) -> Double {
            let mean = Self.mean(row)
            return zip(row, shared).reduce(0) { sum, pair in
                let residual = pair.0 - mean - pair.1
                return abs(residual) <= rounding ? sum : sum + residual * residual
            }
        }
        let nothing = [Double](repeating: 0, count: repeats)
        let outlying = OutlyingVariances.places(
            pooled.map { squares(values[$0], shared: nothing) }, degreesOfFreedom: repeats - 1)
        let noisy = Set(outlying.map { pooled[$0] })
        let quiet = pooled.filter { !noisy.contains($0) }
        // What the trials of a repeat share cannot be told from one trial.
        let shared = quiet.count > 1 ? Self.blocks(quiet.map { values[$0] }) : nothing
        func pooledNoise(_ rows: [Int], degreesOfFreedom: Int) -> Noise {
            let sum = rows.reduce(0) { $0 + squares(values[$1], shared: shared) }
            return Noise(
                variance: sum / Double(degreesOfFreedom), degreesOfFreedom: degreesOfFreedom, trials: rows.count)
        }
        self.noisy = noisy
        noise = pooledNoise(quiet, degreesOfFreedom: max(1, quiet.count - 1) * (repeats - 1))
        greaterNoise =
            noisy.isEmpty
            ? nil : pooledNoise(noisy.sorted(), degreesOfFreedom: noisy.count * (repeats - 1))
    }

    /// How far each repeat lies from the mean of all.
    private static func blocks(_ rows: [[Double]]) -> [Double] {
        let blocks = rows[0].indices.map { block in rows.reduce(0) { $0 + $1[block] } / Double(rows.count) }
        let grand = mean(blocks)
        return blocks.map { $0 - grand }
    }

    private static func mean(_ row: [Double]) -> Double { row.reduce(0, +) / Double(row.count) }

    /// The comparison of two trials.
    public struct Comparison: Hashable, Sendable {
        /// The first one's mean less the second one's.
        public let difference: Double
        /// Of the difference.
        public let standardError: Double
        /// Not whole where two trials of different noise are compared: those of F. E. Satterthwaite, Biometrics Bulletin 2 (1946).
        public let degreesOfFreedom: Double

        /// Infinite where the trials differ without any noise.
        public var t: Double { difference == 0 ? 0 : difference / standardError }
        /// Two-sided.
        public var pValue: Double {
            StudentDistribution(degreesOfFreedom: degreesOfFreedom).twoSided(t)
        }
    }

    /// Compares two trials by their rows' indices.
    public func comparison(_ first: Int, _ second: Int) -> Comparison {
        let noises = [first, second].map { noisy.contains($0) ? greaterNoise ?? noise : noise }
        let parts = noises.map { $0.variance / Double(repeats) }
        let sum = parts[0] + parts[1]
        let degreesOfFreedom =
            noises[0] == noises[1]
            ? Double(noises[0].degreesOfFreedom)
            : sum * sum / zip(parts, noises).reduce(0) { $0 + $1.0 * $1.0 / Double($1.1.degreesOfFreedom) }
        return Comparison(
            difference: means[first] - means[second], standardError: sum.squareRoot(),
            degreesOfFreedom: degreesOfFreedom)
    }
}
