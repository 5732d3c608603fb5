import StudyCore

/// The configurations that the study file lists, one trial each, in their order. A parameter that one of them leaves
/// out is inactive in that trial.
public struct ListSampler: Sampler {
    private let configurations: [Configuration]
    public var trialCount: Int { configurations.count }
    public var lag: Int? { nil }

    /// - Throws: `SearchError.empty` for an empty list, `.inadmissible` for a configuration that violates a constraint.
    public init(_ problem: SearchProblem) throws(SearchError) {
        configurations = problem.configurations
        guard !configurations.isEmpty else { throw .empty(method: "list") }
        for (number, configuration) in configurations.enumerated() {
            guard let constraint = problem.space.violated(by: configuration) else { continue }
            throw .inadmissible(
                configuration: number, constraint: constraint.text, position: constraint.position)
        }
    }

    /// The configurations of those of the numbers that the list has.
    public func suggestions(for numbers: Range<Int>, history: [ObservedTrial]) -> [Configuration] {
        Array(configurations[numbers.clamped(to: 0..<trialCount)])
    }
}
