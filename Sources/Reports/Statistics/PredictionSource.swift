import StudyCore

/// Where statistics look up which examples the runs of a study got right: only for the few trials that need it.
public protocol PredictionSource {
    /// Whether all trials were judged on the same examples, so that these may be paired: not where a parameter chooses the
    /// data.
    var judgesSameExamples: Bool { get }

    /// The first repeats' predictions by trial; nothing for trials that recorded none.
    func predictions(of trials: [Int], split: Prediction.Split) throws -> [Int: Prediction]

    /// How many examples these are of, by trial.
    func counts(of trials: [Int], split: Prediction.Split) throws -> [Int: Int]
}

/// For studies whose runs predict nothing.
public struct NoPredictions: PredictionSource {
    public var judgesSameExamples: Bool { true }
    public init() {}
    public func predictions(of trials: [Int], split: Prediction.Split) -> [Int: Prediction] { [:] }
    public func counts(of trials: [Int], split: Prediction.Split) -> [Int: Int] { [:] }
}

extension Objective {
    /// The split of whose examples the objective is the share that was right; nil where it is something else.
    var accuracySplit: Prediction.Split? { Self.accuracySplit(of: metric) }

    /// The split of which a metric is the accuracy.
    public static func accuracySplit(of metric: String) -> Prediction.Split? {
        Prediction.Split.allCases.first { metric == "\($0.rawValue).accuracy" }
    }
}
