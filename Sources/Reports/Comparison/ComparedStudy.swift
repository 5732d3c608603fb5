import Statistics
import StudyCore

/// A study as it is compared with others: how its best figure grew with its trials and what these cost.
public struct ComparedStudy: Sendable {
    public let study: StudyRecord
    /// What it is called beside the others.
    public let name: String
    /// The search method; nil where it is not known.
    public let method: String?
    public let statistics: StudyStatistics
    /// What the held-out predictions of its best trial are, where it has one run.
    let heldOutPrediction: Prediction?
    let steps: [Step]

    /// What was reached with a number of trials, in the order of their numbers.
    struct Step: Sendable {
        let trial: RankedTrial
        /// The best objective so far; nil before the first complete trial.
        let best: Double?
        /// Of all runs so far, where runs tell their `seconds`.
        let seconds: Double?
    }

    /// - Parameters:
    ///   - name: what to call it; its own name where that is nil.
    ///   - predictions: looked up for trials near the best.
    public init(
        _ study: StudyRecord, name: String? = nil, method: String?, level: Double = StudyStatistics.usualLevel,
        predictions: any PredictionSource
    ) throws {
        self.study = study
        self.name = name ?? study.name
        self.method = method
        let statistics = try StudyStatistics(
            study, level: level, predictions: predictions, top: 1, importance: false)
        self.statistics = statistics
        if let best = statistics.ranking.best, best.completeRuns == 1 {
            heldOutPrediction = try predictions.predictions(of: [best.trial.number], split: .test)[best.trial.number]
        } else {
            heldOutPrediction = nil
        }
        let ended = statistics.ranking.trials.filter { $0.state.isFinal }
            .sorted { $0.trial.number < $1.trial.number }
        var best: Double?
        var seconds: Double? = 0
        steps = ended.map { trial in
            if trial.rank != nil, let value = trial.objective {
                best = best.map { study.objective.prefers(value, to: $0) ? value : $0 } ?? value
            }
            let costs = trial.trial.runs.map { $0.metrics["seconds"] }
            // One run that does not tell makes every later sum a guess, but for those that failed and cost little.
            for (run, cost) in zip(trial.trial.runs, costs) where run.state == .complete {
                seconds = cost.flatMap { cost in seconds.map { $0 + cost } }
            }
            return Step(trial: trial, best: best, seconds: seconds)
        }
    }

    var best: RankedTrial? { statistics.ranking.best }

    /// What it takes to reach a value.
    struct Reach: Sendable {
        /// How many trials of the study reach it.
        let sufficing: Int
        /// The number of trials until the first of them, in the study's own order; nil where none does.
        let trials: Int?
        /// The number of trials expected if the same ones came in random order.
        let expected: Double?
        /// The seconds of all runs until then.
        let seconds: Double?
    }

    func reach(_ value: Double) -> Reach {
        let first = steps.firstIndex { step in
            step.best.map { !study.objective.prefers(value, to: $0) } ?? false
        }
        let sufficing = steps.count { step in
            guard step.trial.rank != nil, let objective = step.trial.objective else { return false }
            return !study.objective.prefers(value, to: objective)
        }
        return Reach(
            sufficing: sufficing, trials: first.map { $0 + 1 },
            expected: RandomOrder.expectedTrials(sufficing: sufficing, of: steps.count),
            seconds: first.flatMap { steps[$0].seconds })
    }

    /// The best among so many trials: of the first ones, and expected of as many drawn at random from those that have a
    /// rank. Nil where there are not so many.
    func best(of trials: Int) -> (soFar: Double?, expected: Double?) {
        guard trials <= steps.count else { return (nil, nil) }
        let sign = study.objective.goal == .maximize ? 1.0 : -1.0
        let values = steps.compactMap { step in step.trial.rank == nil ? nil : step.trial.objective.map { $0 * sign } }
        return (
            steps[trials - 1].best, RandomOrder.expectedBest(values, drawn: trials).map { $0 * sign }
        )
    }
}
