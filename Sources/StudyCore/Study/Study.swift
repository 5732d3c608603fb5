/// A study as its file declares it: valid, complete, with every default filled in.
public struct Study: Sendable {
    public let name: String
    public let description: String?
    /// Everything random derives from it.
    public let seed: UInt64
    public let objective: Objective
    public let space: SearchSpace
    public let search: SearchPlan
    public let limits: Limits
    public let resources: Resources
    public let trial: TrialDescription
    /// The file's text, as launched.
    public let text: String
    /// The directory against which the file's relative paths are resolved.
    public let directory: String

    public init(
        name: String, description: String? = nil, seed: UInt64 = 0, objective: Objective, space: SearchSpace,
        search: SearchPlan, limits: Limits = Limits(), resources: Resources = Resources(), trial: TrialDescription,
        text: String = "", directory: String = "."
    ) {
        self.name = name
        self.description = description
        self.seed = seed
        self.objective = objective
        self.space = space
        self.search = search
        self.limits = limits
        self.resources = resources
        self.trial = trial
        self.text = text
        self.directory = directory
    }

    /// The same study under another name: one that was set aside keeps its text.
    public func named(_ name: String) -> Study {
        Study(
            name: name, description: description, seed: seed, objective: objective, space: space, search: search,
            limits: limits, resources: resources, trial: trial, text: text, directory: directory)
    }

    /// The most memory that a run may take.
    public var memoryLimit: MemoryLimit? { MemoryLimit(limits, resources) }
}

/// How the space is searched.
public struct SearchPlan: Sendable {
    /// The method's name in the catalog.
    public let method: String
    /// The number of trials asked for; nil where the method itself knows (grid, list).
    public let trials: Int?
    /// Runs of each trial, each with its own seed.
    public let repeats: Int
    /// The configurations of `method: list`.
    public let configurations: [Configuration]
    /// What may be added later, by the method's entry in the catalog.
    public let growth: SearchMethod.Growth
    /// Ends runs early; nil where every run goes to its end.
    public let pruner: (any Pruner)?

    public init(
        method: String, trials: Int? = nil, repeats: Int = 1, configurations: [Configuration] = [],
        growth: SearchMethod.Growth = .trials, pruner: (any Pruner)? = nil
    ) {
        self.growth = growth
        self.pruner = pruner
        self.method = method
        self.trials = trials
        self.repeats = repeats
        self.configurations = configurations
    }
}

/// What one trial does, with references to parameters still in it.
public struct TrialDescription: Sendable {
    /// `network`, `expression` or `command`: a trial kind's name in the catalog.
    public let kind: String
    public let node: Node

    public init(kind: String, node: Node) {
        self.kind = kind
        self.node = node
    }
}
