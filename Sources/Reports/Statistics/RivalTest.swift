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

    /// What fits the trials that have a rank.
    init(_ ranking: Ranking, predictions: any PredictionSource) throws {
        let ranked = ranking.rankedStandings
        guard ranked.count > 1, let best = ranked.first else {
            self = .none(.tooFewTrials)
            return
        }
        guard ranked.allSatisfy({ $0.completeRuns == 1 }) else {
            self = Self.repeats(ranking)
            return
        }
        guard let split = ranking.objective.accuracySplit else {
            self = .none(.singleRuns)
            return
        }
        let counts = try predictions.counts(of: [best.number], split: split)
        guard let count = counts[best.number], count > 0 else {
            self = .none(.noPredictions)
            return
        }
        self = predictions.judgesSameExamples ? .examples(split: split, count: count) : .none(.differentExamples)
    }

    private static func repeats(_ ranking: Ranking) -> RivalTest {
        let ranked = ranking.rankedStandings
        var common: [Int32]?
        for trial in ranked {
            let outcomes = ranking.outcomes(of: trial)
            // Nearly all trials have the same repeats.
            guard let known = common, known.elementsEqual(outcomes.lazy.map(\.repeat)) else {
                let own = outcomes.map(\.repeat)
                common = common.map { $0.filter(own.contains) } ?? own
                continue
            }
        }
        let numbers = common ?? []
        let rows = ranked.map { trial in
            ranking.outcomes(of: trial).compactMap { numbers.contains($0.repeat) ? $0.value : nil }
        }
        let pooled = min(rows.count, max(leastPooled, (rows.count + 1) / 2))
        guard numbers.count > 1, let design = BlockDesign(rows, pooling: Array(0..<pooled)) else {
            return .none(.noCommonRepeats)
        }
        let places = ranked.enumerated().map { ($0.element.number, $0.offset) }
        return .repeats(design, numbers: numbers.map(Int.init), rows: Dictionary(uniqueKeysWithValues: places))
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

    /// Compares two trials by their numbers; nil where they cannot be compared, as where they were judged on different examples.
    /// - Parameter predictions: of the trials at hand, by their numbers.
    func outcome(_ first: Int, _ second: Int, predictions: [Int: Prediction]) -> Outcome? {
        switch self {
        case .examples:
            guard let left = predictions[first], let right = predictions[second],
                left.count == right.count, left.count > 0
            else { return nil }
            let test = McNemarTest(left.bits, right.bits)
            return Outcome(
                difference: Double(test.onlyFirst - test.onlySecond) / Double(left.count), pValue: test.pValue,
                detail: .examples(test))
        case .repeats(let design, _, let rows):
            guard let left = rows[first], let right = rows[second] else { return nil }
            let comparison = design.comparison(left, right)
            return Outcome(
                difference: comparison.difference, pValue: comparison.pValue, detail: .repeats(comparison))
        case .none: return nil
        }
    }

    /// Whether `greatestPValue` does not rise from rank to rank: not where some trials vary more than others.
    var fallsWithRank: Bool {
        if case .repeats(let design, _, _) = self { return design.greaterNoise == nil }
        return true
    }

    /// The predictions that comparisons of these trials need.
    func predictions(of trials: [Int], from source: any PredictionSource) throws -> [Int: Prediction] {
        guard case .examples(let split, _) = self else { return [:] }
        return try source.predictions(of: trials, split: split)
    }

    /// The greatest p value that a comparison with the best trial can have, by the trials' figures alone; 1 where these
    /// say nothing.
    func greatestPValue(_ best: TrialStanding, _ rival: TrialStanding) -> Double {
        switch self {
        case .examples(_, let count):
            guard let first = best.objective, let second = rival.objective else { return 1 }
            func errors(_ accuracy: Double) -> Int {
                min(count, max(0, Int(((1 - accuracy) * Double(count)).rounded())))
            }
            return McNemarTest.greatestPValue(errors: errors(first), errors(second), of: count)
        case .repeats: return outcome(best.number, rival.number, predictions: [:])?.pValue ?? 1
        case .none: return 1
        }
    }
}
