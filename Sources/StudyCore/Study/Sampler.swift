/// What a sampler works on.
public struct SearchProblem: Sendable {
    public let space: SearchSpace
    public let seed: UInt64
    public let objective: Objective
    /// The number of trials asked for; nil where the method itself knows.
    public let trials: Int?
    /// The configurations of `method: list`.
    public let configurations: [Configuration]

    public init(
        space: SearchSpace, seed: UInt64, objective: Objective, trials: Int?, configurations: [Configuration] = []
    ) {
        self.space = space
        self.seed = seed
        self.objective = objective
        self.trials = trials
        self.configurations = configurations
    }

    public init(_ study: Study) {
        self.init(
            space: study.space, seed: study.seed, objective: study.objective, trials: study.search.trials,
            configurations: study.search.configurations)
    }
}

/// A trial that has ended, as a sampler that learns sees it.
public struct ObservedTrial: Sendable {
    public let number: Int
    public let configuration: Configuration
    /// The objective, the mean over the trial's runs; nil where it failed or diverged.
    public let objective: Double?

    public init(number: Int, configuration: Configuration, objective: Double?) {
        self.number = number
        self.configuration = configuration
        self.objective = objective
    }
}

/// A search method: says which configuration each trial gets.
///
/// Suggestions are a function of the problem and the trial's number, and for methods with a `lag` of the trials
/// numbered below `number − lag`; never of time, workers or the order in which trials end.
public protocol Sampler: Sendable {
    /// - Throws: `SearchError` when the problem cannot be searched this way.
    init(_ problem: SearchProblem) throws

    /// How many trials the study has.
    var trialCount: Int { get }

    /// nil: suggestions depend on the number alone, and all may be asked for at once. Else: the suggestion for trial n
    /// sees exactly the trials numbered below n − lag, and waits for them.
    var lag: Int? { get }

    /// The configurations of the trials `numbers`.
    /// - Parameter history: all ended trials the method may see, in the order of their numbers.
    /// - Throws: `SearchError` when no admissible configuration is found.
    func suggestions(for numbers: Range<Int>, history: [ObservedTrial]) throws -> [Configuration]

    /// What can be told without long work, for `plan`. By default the exact number of trials and examples over the
    /// whole of them.
    /// - Throws: `SearchError` when no admissible configuration is found.
    func preview() throws -> SearchPreview
}

/// Why a space cannot be searched.
public enum SearchError: Error, Hashable, Sendable {
    /// The method needs `search.trials`.
    case trialsMissing(method: String)
    /// A grid was asked for over a parameter that cannot be enumerated.
    case notEnumerable(parameter: String, keyword: String, position: SourcePosition?)
    /// The grid is larger than any that is taken, whoever says yes to it; `Int.max` is beyond counting.
    case tooManyCombinations(count: Int, largest: Int)
    /// No configuration satisfies all constraints.
    case nothingAdmissible(constraint: String?, position: SourcePosition?)
    /// A configuration of `method: list`, counted from 0, does not satisfy a constraint.
    case inadmissible(configuration: Int, constraint: String, position: SourcePosition?)
    /// A list was asked for without configurations, or a grid without parameters.
    case empty(method: String)

    public var diagnostic: Diagnostic {
        switch self {
        case .trialsMissing(let method):
            Diagnostic(
                "method '\(method)' needs the number of trials", subject: "search", at: nil,
                suggestion: "add 'trials: 40' under 'search'")
        case .notEnumerable(let parameter, let keyword, let position):
            Diagnostic(
                "method 'grid' cannot enumerate \(keyword)", subject: parameter, at: position,
                suggestion: keyword.contains("log")
                    ? "use geomspace: [low, high, n] or values: […], or method: random"
                    : "use linspace: [low, high, n] or values: […], or method: random")
        case .tooManyCombinations(let count, let largest):
            Diagnostic(
                "the grid has \(count == .max ? "more combinations than can be counted" : "\(count) combinations"), and "
                    + "\(largest) is the most that is taken",
                subject: "search", at: nil, suggestion: "give fewer values, or use method: random")
        case .nothingAdmissible(let constraint, let position):
            Diagnostic(
                "no configuration satisfies \(constraint.map { "'\($0)'" } ?? "all constraints")", subject: "require",
                at: position, suggestion: "widen a range or relax the constraint")
        case .inadmissible(let configuration, let constraint, let position):
            Diagnostic(
                "configuration \(configuration) of the list does not satisfy '\(constraint)'", subject: "require",
                at: position, suggestion: "change or remove the configuration")
        case .empty(let method):
            Diagnostic(
                method == "list" ? "method 'list' has no configurations" : "method '\(method)' has nothing to vary",
                subject: "search", at: nil,
                suggestion: method == "list"
                    ? "add 'configurations: [{…}, …]' under 'search'" : "declare at least one parameter")
        }
    }
}
