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
    private var metrics = MetricSums()

    public init(_ objective: Objective) { standings = Standings(objective) }

    init(_ study: StudyRecord) {
        self.init(study.objective)
        for place in study.trials.indices { add(study.trials[place]) }
    }

    /// The metrics that are looked at of the trials that are added: the objective and what a network costs.
    public var neededMetrics: [String] { [standings.objective.metric] + CostText.names }

    /// - Parameter trial: each once, in the order of their numbers, with failures, configurations and `neededMetrics`.
    public mutating func add(_ trial: TrialRecord) {
        trialCount += 1
        runCount += trial.runs.count
        let isRanked = standings.add(trial)
        parameters.add(trial.configuration, isRanked: isRanked)
        metrics.add(trial.metrics)
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

    /// What a network costs where it is the same in all trials that tell it.
    var constantCosts: [String: Double] { metrics.constantCosts }

    /// Takes note of the metrics of the trials that are shown, which were added without most of them.
    mutating func addMetrics(of trials: [TrialRecord]) {
        for trial in trials { metrics.add(trial.metrics) }
    }

    /// The names of the metrics that any trial that is shown has, in their fixed order.
    func metricNames(showing heldOut: HeldOutColumns, best: RankedTrial?) -> [String] {
        guard heldOut != .all else { return MetricOrder.sorted(metrics.names) }
        let kept = metrics.names.filter { !HeldOutColumns.isHeldOut($0, standings.objective) }
        return MetricOrder.sorted(kept.union(heldOut == .best ? best?.metrics.keys ?? [] : []))
    }
}

/// Which metrics the trials of a study have.
private struct MetricSums: Sendable {
    private(set) var names: Set<String> = []
    private var last: [String] = []
    private var hasCosts = false
    private var costs: [String: (value: Double, isConstant: Bool)] = [:]

    mutating func add(_ metrics: MetricValues) {
        if metrics.keys != last {
            last = metrics.keys
            names.formUnion(last)
            hasCosts = CostText.names.contains(where: last.contains)
        }
        // Most studies train no networks.
        guard hasCosts else { return }
        for name in CostText.names where costs[name]?.isConstant != false {
            guard let value = metrics[name] else { continue }
            if costs[name] == nil { costs[name] = (value, true) }
            if costs[name]?.value != value { costs[name]?.isConstant = false }
        }
    }

    var constantCosts: [String: Double] { costs.filter(\.value.isConstant).mapValues(\.value) }
}
