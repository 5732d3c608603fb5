import StudyCore

/// What a study would do, told before it is run.
public struct PlanSummary: Sendable {
    /// A parameter as the plan tells of it.
    public struct PlannedParameter: Sendable {
        public let name: String
        /// `integer`, `real`, `text`, …
        public let type: String
        /// The distribution's key in a study file.
        public let distribution: String
        /// `0.001 … 1.0 (log_uniform)`.
        public let range: String
        /// `algorithm is adam`, where the parameter has conditions.
        public let condition: String?

        public init(_ parameter: Parameter) {
            name = parameter.name
            type = parameter.distribution.typeDescription
            distribution = parameter.distribution.keyword
            range = parameter.distribution.rangeDescription
            let conditions = parameter.conditions.map { condition in
                "\(condition.parameter) is \(condition.values.map(\.text).joined(separator: " or "))"
            }
            self.condition = conditions.isEmpty ? nil : conditions.joined(separator: " and ")
        }
    }

    public let name: String
    public let description: String?
    public let seed: UInt64
    public let objective: Objective
    public let trialKind: String
    public let method: String
    public let trials: Int
    public let repeats: Int
    public let limits: Limits
    public let parameters: [PlannedParameter]
    /// The constraints as written.
    public let constraints: [String]
    /// Some trials' configurations, in the order of their numbers; the first ones come first.
    public let configurations: [(number: Int, configuration: Configuration)]
    /// What the kind of trial knows, for example the parameter count of the network.
    public let facts: [(title: String, text: String)]

    /// - Parameters:
    ///   - trials: the sampler's `trialCount`.
    ///   - configurations: the first trials' and some others'; see `sampledNumbers`.
    ///   - facts: `TrialKind.facts` of the first configuration.
    public init(
        _ study: Study, trials: Int, configurations: [(number: Int, configuration: Configuration)],
        facts: [(title: String, text: String)]
    ) {
        name = study.name
        description = study.description
        seed = study.seed
        objective = study.objective
        trialKind = study.trial.kind
        method = study.search.method
        self.trials = trials
        repeats = study.search.repeats
        limits = study.limits
        parameters = study.space.parameters.map(PlannedParameter.init)
        constraints = study.space.constraints.map(\.text)
        self.configurations = configurations
        self.facts = facts
    }

    /// Runs of all trials together; `Int.max` where that is beyond counting.
    public var runs: Int {
        let (product, overflow) = trials.multipliedReportingOverflow(by: repeats)
        return overflow ? .max : product
    }

    /// The trials worth showing of so many: the first three, then some spread over the rest, the last among them.
    public static func sampledNumbers(of trials: Int) -> [Int] {
        guard trials > 8 else { return Array(0..<max(0, trials)) }
        let rest = trials - 3
        // Divided first: the number of trials of a grid may be near the greatest integer.
        return [0, 1, 2] + (1...5).map { 2 + rest / 5 * $0 + rest % 5 * $0 / 5 }
    }
}
