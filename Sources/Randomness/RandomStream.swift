/// What a random stream is used for. Streams of different purposes never overlap.
///
/// The raw values are part of the reproducibility contract: a study's numbers depend on them. Never reuse or renumber.
public enum StreamPurpose: UInt32, Sendable, CaseIterable {
    /// The value suggested for one parameter of one trial.
    case suggestion = 1
    /// The order in which a finite search space is visited.
    case spaceOrder = 2
    /// The seeds of a study's repeats.
    case repeatSeed = 3
    /// Initial weights and biases; one stream for each parameter tensor.
    case initialization = 4
    /// The order of the training rows; one stream for each epoch.
    case batchOrder = 5
    /// Dropout masks; one stream for each epoch and layer.
    case dropout = 6
    /// Rows that a generator invents.
    case generatedData = 7
    /// Batches drawn with replacement.
    case batchDraw = 8
    /// Start values of learnt expression parameters.
    case startValue = 9
    /// Resampling within a statistic.
    case resampling = 10
}

/// A named stream of random numbers.
///
/// The name is `(seed, purpose, index, subindex)` and determines every number: streams with different names are
/// independent, and no saved state is needed to come back to one. The name goes straight into Philox's key and
/// counter, so that distinct names can never collide. A stream holds 2³⁴ 32-bit words.
public struct RandomStream: RandomNumberGenerator, Sendable {
    @usableFromInline let key: SIMD2<UInt32>
    @usableFromInline var counter: Philox4x32.Block
    @usableFromInline var words: Philox4x32.Block
    @usableFromInline var used: Int

    /// - Parameters:
    ///   - seed: the study's seed (suggestions) or the run's seed (everything inside a run).
    ///   - purpose: what the numbers are for.
    ///   - index: the first coordinate of the name, for example the trial, the epoch or the tensor.
    ///   - subindex: the second coordinate, for example the parameter or the layer.
    public init(seed: UInt64, purpose: StreamPurpose, index: UInt32 = 0, subindex: UInt32 = 0) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        counter = Philox4x32.Block(0, subindex, index, purpose.rawValue)
        words = .zero
        used = 4
    }

    /// Goes to the block of four 32-bit words numbered `block`, from 0: what comes next does not depend on what was drawn
    /// before.
    @inlinable
    public mutating func seek(block: UInt32) {
        counter[0] = block
        used = 4
    }

    /// The next 32 random bits.
    @inlinable
    public mutating func next32() -> UInt32 {
        if used == 4 {
            words = Philox4x32.block(key: key, counter: counter)
            counter[0] &+= 1
            used = 0
        }
        defer { used += 1 }
        return words[used]
    }

    /// The next 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        let low = UInt64(next32())
        return UInt64(next32()) << 32 | low
    }
}
