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
    /// Where `trialsAreExact` is false, the greatest number that it can be.
    public let trials: Int
    /// Whether the trials have been counted: of a large grid with constraints they are not.
    public let trialsAreExact: Bool
    public let repeats: Int
    /// The rule by which runs are ended early, in words.
    public let pruner: String?
    public let limits: Limits
    public let resources: Resources
    public let parameters: [PlannedParameter]
    /// The constraints as written.
    public let constraints: [String]
    /// Some trials' configurations, in the order of their numbers; the first ones come first.
    public let configurations: [(number: Int, configuration: Configuration)]
    /// What the kind of trial knows, for example the parameter count of the network.
    public let facts: [(title: String, text: String)]

    /// - Parameters:
    ///   - preview: the sampler's.
    ///   - facts: `TrialKind.facts` of the first configuration.
    public init(
        _ study: Study, preview: SearchPreview, facts: [(title: String, text: String)]
    ) {
        name = study.name
        description = study.description
        seed = study.seed
        objective = study.objective
        trialKind = study.trial.kind
        method = study.search.method
        trials = preview.trials
        trialsAreExact = preview.isExact
        repeats = study.search.repeats
        pruner = study.search.pruner?.summary
        limits = study.limits
        resources = study.resources
        parameters = study.space.parameters.map(PlannedParameter.init)
        constraints = study.space.constraints.map(\.text)
        configurations = preview.examples
        self.facts = facts
    }

    /// - Parameters:
    ///   - trials: the sampler's `trialCount`.
    ///   - configurations: the first trials' and some others'; see `sampledNumbers`.
    ///   - facts: `TrialKind.facts` of the first configuration.
    public init(
        _ study: Study, trials: Int, configurations: [(number: Int, configuration: Configuration)],
        facts: [(title: String, text: String)]
    ) {
        self.init(
            study, preview: SearchPreview(trials: trials, isExact: true, examples: configurations), facts: facts)
    }

    /// Runs of all trials together; `Int.max` where that is beyond counting.
    public var runs: Int {
        let (product, overflow) = trials.multipliedReportingOverflow(by: repeats)
        return overflow ? .max : product
    }

    /// The trials worth showing of so many: the first three, then some spread over the rest, the last among them.
    public static func sampledNumbers(of trials: Int) -> [Int] {
        SearchPreview.sampledNumbers(of: trials)
    }
}
