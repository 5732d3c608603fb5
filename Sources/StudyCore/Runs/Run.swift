/// Which run of a study: trials and repeats count from 0.
public struct RunKey: Hashable, Sendable, Comparable {
    // Eight bytes, since a launch holds the keys of all runs.
    private let storedTrial: Int32
    private let storedRepeat: Int32

    /// Numbers beyond 2³¹ − 1 are taken for that one: no study has as many trials.
    public init(trial: Int, repeat number: Int) {
        storedTrial = Int32(clamping: trial)
        storedRepeat = Int32(clamping: number)
    }

    public var trial: Int { Int(storedTrial) }
    public var `repeat`: Int { Int(storedRepeat) }

    public static func < (left: RunKey, right: RunKey) -> Bool {
        (left.storedTrial, left.storedRepeat) < (right.storedTrial, right.storedRepeat)
    }
}

/// The states of a run.
public enum RunState: String, Sendable, CaseIterable {
    case waiting
    case running
    case complete
    /// A training loss or the objective was not finite: kept, ranked last, not tried again.
    case diverged
    /// Stopped early by a pruner.
    case pruned
    /// Failed after all its attempts.
    case failed

    /// Whether nothing more will happen to the run by itself.
    public var isFinal: Bool { self != .waiting && self != .running }
}

/// The states of a study.
public enum StudyState: String, Sendable, CaseIterable {
    /// A process has it in hand.
    case running
    /// Stopped by a signal, a limit or a crash; can be carried on with.
    case interrupted
    /// Every run has ended.
    case complete
}

/// Numbers measured at one step of a run.
public struct Measurement: Hashable, Sendable {
    /// What steps are.
    public enum Unit: String, Sendable, CaseIterable {
        case epoch
        case iteration
        case step

        /// The metric of a diverged run that tells at which step it diverged: `diverged.epoch`.
        public var divergenceMetric: String { "diverged.\(rawValue)" }

        /// The metric of a pruned run that tells after which step it was ended: `pruned.epoch`.
        public var pruningMetric: String { "pruned.\(rawValue)" }
    }

    public let unit: Unit
    /// From 1, in ascending order; 0 for what is measured at the start, before the first step.
    public let step: Int
    /// The seconds that this step's training took; of iterations, since the measurement before.
    public let seconds: Double
    /// By metric name, in a fixed order; values may be infinite or not a number.
    public let values: [(name: String, value: Double)]

    public init(unit: Unit, step: Int, seconds: Double, values: [(name: String, value: Double)]) {
        self.unit = unit
        self.step = step
        self.seconds = seconds
        self.values = values
    }

    public static func == (left: Measurement, right: Measurement) -> Bool {
        left.unit == right.unit && left.step == right.step && left.seconds == right.seconds
            && left.values.elementsEqual(right.values) { $0.name == $1.name && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(unit)
        hasher.combine(step)
    }
}

/// What a run that came to its end found out.
public struct RunResult: Hashable, Sendable {
    /// Whether a training loss or the objective was not finite.
    public let diverged: Bool
    /// Whether the run was told to end early, and did.
    public let pruned: Bool
    /// By metric name; values may be infinite or not a number.
    public let metrics: [String: Double]
    /// For each split, one bit per example, the first in the lowest bit: 1 where the prediction was right.
    public let predictions: [Prediction]

    public init(
        diverged: Bool, pruned: Bool = false, metrics: [String: Double], predictions: [Prediction] = []
    ) {
        self.diverged = diverged
        self.pruned = pruned
        self.metrics = metrics
        self.predictions = predictions
    }

    /// A run that diverged has diverged, whatever it was told.
    public var state: RunState { diverged ? .diverged : pruned ? .pruned : .complete }
}

/// Which examples of a split a run got right.
public struct Prediction: Hashable, Sendable {
    public enum Split: String, Sendable, CaseIterable {
        case validation
        case test
    }

    public let split: Split
    public let count: Int
    /// `(count + 7) / 8` bytes; unused bits are 0.
    public let bits: [UInt8]

    public init(split: Split, count: Int, bits: [UInt8]) {
        self.split = split
        self.count = count
        self.bits = bits
    }
}
