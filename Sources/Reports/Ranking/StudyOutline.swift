import StudyCore

/// What a report tells of all trials of a study, summed up while they pass by: their records need not be kept.
public struct StudyOutline: Sendable {
    private(set) var runCount = 0
    private(set) var failures = FailureSummary()
    private(set) var failedRuns = FailedRuns()
    private(set) var times = RunTimes()
    /// Taken out by whoever ranks them.
    var standings: Standings
    private(set) var trialCount = 0
    private var parameters = ParameterSums()
    /// The names of the metrics of the trials that are shown.
    private var metricNames: Set<String> = []
    /// What a network costs where it is the same in all trials that tell it, those that are shown among them.
    private(set) var constantCosts: [String: Double] = [:]

    public init(_ objective: Objective) { standings = Standings(objective) }

    init(_ study: StudyRecord) {
        self.init(study.objective)
        for place in study.trials.indices { add(study.trials[place]) }
        let metrics = study.trials.map(\.metrics)
        show(metrics, constantCosts: CostText.constant(metrics))
    }

    /// - Parameter trial: each once, in the order of their numbers, with failures, configurations and the objective.
    public mutating func add(_ trial: TrialRecord) {
        trialCount += 1
        runCount += trial.runs.count
        let isRanked = standings.add(trial)
        parameters.add(trial.configuration, isRanked: isRanked)
        for place in trial.runs.indices {
            times.add(trial.runs[place])
            guard trial.runs[place].state == .failed || !trial.runs[place].failures.isEmpty else { continue }
            failures.add(trial.runs[place])
            failedRuns.add(trial.runs[place])
        }
    }

    var parameterNames: [String] { parameters.names }

    /// Whether a parameter has not the same value in all trials.
    func varies(_ parameter: String) -> Bool { parameters.varies(parameter) }

    /// Whether any parameter varies among the trials that have a rank.
    var variesAmongRanked: Bool { parameters.variesAmongRanked }

    /// Takes note of the metrics of the trials that are shown.
    /// - Parameter constantCosts: what a network costs where it is the same in all trials of the study.
    mutating func show(_ metrics: some Collection<MetricValues>, constantCosts: [String: Double]) {
        var last: [String] = []
        metricNames = []
        for values in metrics where values.keys != last {
            last = values.keys
            metricNames.formUnion(last)
        }
        self.constantCosts = constantCosts.filter { metricNames.contains($0.key) }
    }

    /// The names of the metrics that any trial that is shown has, in their fixed order.
    func metricNames(showing heldOut: HeldOutColumns, best: RankedTrial?) -> [String] {
        guard heldOut != .all else { return MetricOrder.sorted(metricNames) }
        let kept = metricNames.filter { !HeldOutColumns.isHeldOut($0, standings.objective) }
        return MetricOrder.sorted(kept.union(heldOut == .best ? best?.metrics.keys ?? [] : []))
    }
}
