import Statistics
import StudyCore

/// How trials of a study can be told apart: by the examples that their nets got right, by their repeats, or not at all.
enum RivalTest {
    /// One run each: exact McNemar tests on so many examples of a split.
    case examples(split: Prediction.Split, count: Int)
    /// Several runs each: paired over the repeats that all of them have.
    case repeats(BlockDesign, numbers: [Int], rows: [Int: Int])
    case none(Reason)

    /// Why nothing can be tested.
    enum Reason: Equatable {
        /// Fewer than two trials have a rank.
        case tooFewTrials
        /// One run each, of an objective that is not the share of examples that were right.
        case singleRuns
        /// One run each, without a record of the examples.
        case noPredictions
        /// One run each, on data that a parameter chooses.
        case differentExamples
        /// Runs of which fewer than two repeats are common to all.
        case noCommonRepeats
    }

    /// The residual variance is pooled over the better half, since hopeless configurations often vary wildly and would
    /// blunt every comparison; over at least so many trials.
    static let leastPooled = 10

    /// What fits these trials, best first.
    init(_ ranked: ArraySlice<RankedTrial>, objective: Objective, predictions: any PredictionSource) throws {
        guard ranked.count > 1, let best = ranked.first else {
            self = .none(.tooFewTrials)
            return
        }
        guard ranked.allSatisfy({ $0.completeRuns == 1 }) else {
            self = Self.repeats(ranked, metric: objective.metric)
            return
        }
        guard let split = objective.accuracySplit else {
            self = .none(.singleRuns)
            return
        }
        let counts = try predictions.counts(of: [best.trial.number], split: split)
        guard let count = counts[best.trial.number], count > 0 else {
            self = .none(.noPredictions)
            return
        }
        self = predictions.judgesSameExamples ? .examples(split: split, count: count) : .none(.differentExamples)
    }

    private static func repeats(_ ranked: ArraySlice<RankedTrial>, metric: String) -> RivalTest {
        var common: Set<Int>?
        var values: [[Int: Double]] = []
        values.reserveCapacity(ranked.count)
        for trial in ranked {
            var row: [Int: Double] = [:]
            for run in trial.trial.runs where run.state == .complete {
                row[run.key.repeat] = run.metrics[metric]
            }
            if common?.count != row.count || common?.isSubset(of: row.keys) == false {
                common = common?.intersection(row.keys) ?? Set(row.keys)
            }
            values.append(row)
        }
        let numbers = (common ?? []).sorted()
        let rows = values.map { row in numbers.compactMap { row[$0] } }
        let pooled = min(rows.count, max(leastPooled, (rows.count + 1) / 2))
        guard numbers.count > 1, let design = BlockDesign(rows, pooling: Array(0..<pooled)) else {
            return .none(.noCommonRepeats)
        }
        let places = ranked.enumerated().map { ($0.element.trial.number, $0.offset) }
        return .repeats(design, numbers: numbers, rows: Dictionary(uniqueKeysWithValues: places))
    }

    /// What two trials were compared by, and what came out.
    struct Outcome {
        /// The first one's figure less the second one's, in the objective's own units.
        let difference: Double
        let pValue: Double
        let detail: Detail

        enum Detail {
            case examples(McNemarTest)
            case repeats(BlockDesign.Comparison)
        }
    }

    /// Compares two trials; nil where they cannot be compared, as where they were judged on different examples.
    /// - Parameter predictions: of the trials at hand, by their numbers.
    func outcome(_ first: RankedTrial, _ second: RankedTrial, predictions: [Int: Prediction]) -> Outcome? {
        switch self {
        case .examples:
            guard let left = predictions[first.trial.number], let right = predictions[second.trial.number],
                left.count == right.count, left.count > 0
            else { return nil }
            let test = McNemarTest(left.bits, right.bits)
            return Outcome(
                difference: Double(test.onlyFirst - test.onlySecond) / Double(left.count), pValue: test.pValue,
                detail: .examples(test))
        case .repeats(let design, _, let rows):
            guard let left = rows[first.trial.number], let right = rows[second.trial.number] else { return nil }
            let comparison = design.comparison(left, right)
            return Outcome(
                difference: comparison.difference, pValue: comparison.pValue, detail: .repeats(comparison))
        case .none: return nil
        }
    }

    /// The predictions that comparisons of these trials need.
    func predictions(of trials: some Sequence<RankedTrial>, from source: any PredictionSource) throws
        -> [Int: Prediction]
    {
        guard case .examples(let split, _) = self else { return [:] }
        return try source.predictions(of: trials.map { $0.trial.number }, split: split)
    }

    /// The greatest p value that a comparison with the best trial can have, by the trials' figures alone; 1 where these
    /// say nothing. It does not rise from rank to rank.
    func greatestPValue(_ best: RankedTrial, _ rival: RankedTrial) -> Double {
        switch self {
        case .examples(_, let count):
            guard let first = best.objective, let second = rival.objective else { return 1 }
            func errors(_ accuracy: Double) -> Int {
                min(count, max(0, Int(((1 - accuracy) * Double(count)).rounded())))
            }
            return McNemarTest.greatestPValue(errors: errors(first), errors(second), of: count)
        case .repeats: return outcome(best, rival, predictions: [:])?.pValue ?? 1
        case .none: return 1
        }
    }
}
