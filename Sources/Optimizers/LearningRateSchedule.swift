#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How the learning rate changes in the course of a training, in PyTorch's forms: a linear warm-up, if any, and then one of
/// the shapes, counted from the warm-up's end.
public struct LearningRateSchedule: Sendable, Hashable {
    public enum Shape: Sendable, Hashable {
        case constant
        /// Times `factor` after each `every` periods (`StepLR`).
        case step(every: Int, factor: Double)
        /// Times `factor` after each period (`ExponentialLR`).
        case exponential(factor: Double)
        /// Half a cosine down to `minimum` at the end (`CosineAnnealingLR`).
        case cosine(minimum: Double)
    }

    /// What is counted.
    public enum Period: Sendable, Hashable {
        case epoch
        case step
    }

    public var shape: Shape
    public var period: Period
    /// For so many periods the rate rises linearly (`LinearLR`).
    public var warmUp: Int
    /// The part of the learning rate with which the warm-up begins.
    public var warmUpStart: Double

    public init(
        _ shape: Shape = .constant, period: Period = .epoch, warmUp: Int = 0, warmUpStart: Double = 1.0 / 3
    ) {
        self.shape = shape
        self.period = period
        self.warmUp = warmUp
        self.warmUpStart = warmUpStart
    }

    /// Throws if a setting makes no sense.
    public func validate() throws(OptimizerError) {
        try requireNonNegative(Double(warmUp), "warm_up")
        try requireNonNegative(warmUpStart, "warm_up_start")
        switch shape {
        case .constant: break
        case .step(let every, let factor):
            guard every >= 1 else { throw .notPositive(setting: "every", value: every) }
            try requireNonNegative(factor, "factor")
        case .exponential(let factor): try requireNonNegative(factor, "factor")
        case .cosine(let minimum): try requireNonNegative(minimum, "minimum")
        }
    }

    /// The learning rate in a period.
    /// - Parameters:
    ///   - base: the optimizer's own learning rate.
    ///   - position: the number of periods before this one.
    ///   - total: the number of periods of the whole training.
    public func learningRate(_ base: Double, at position: Int, of total: Int) -> Double {
        guard position >= warmUp else {
            return base * (warmUpStart + (1 - warmUpStart) * Double(position) / Double(warmUp))
        }
        let time = position - warmUp
        switch shape {
        case .constant: return base
        case .step(let every, let factor): return base * pow(factor, Double(time / every))
        case .exponential(let factor): return base * pow(factor, Double(time))
        case .cosine(let minimum):
            let length = Double(max(total - warmUp, 1))
            return minimum + (base - minimum) * (1 + cos(Double.pi * Double(time) / length)) / 2
        }
    }
}
