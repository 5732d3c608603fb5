import Randomness
import StudyCore

/// Independent draws from the parameters' distributions; in a finite space without repetition until it is used up.
///
/// A trial's configuration depends on the study's seed and the trial's number alone.
///
/// - In a space with continuous parameters, or more than `largestShuffledSpace` combinations, each parameter takes the
///   first uniform number of the stream (seed, suggestion, trial, parameter) to its quantile. Where a constraint refuses
///   the configuration, all parameters take the next number of their streams.
/// - Else the space's admissible configurations are put in a random order, a new one for each cycle, and trial n takes
///   the n-th (see `SpaceOrder`).
public struct RandomSampler: Sampler {
    /// The greatest number of combinations that are enumerated and put in order.
    public static let largestShuffledSpace = 1_000_000
    /// The attempts to satisfy the constraints before the search is given up.
    public static let greatestAttempts = 10_000

    private let space: SearchSpace
    private let seed: UInt64
    private let order: SpaceOrder?
    public let trialCount: Int
    public var lag: Int? { nil }

    /// - Throws: `SearchError.trialsMissing` when the number of trials is not said, `.empty` without parameters or with
    ///   one that has no values.
    public init(_ problem: SearchProblem) throws(SearchError) {
        guard let trials = problem.trials else { throw .trialsMissing(method: "random") }
        space = problem.space
        seed = problem.seed
        trialCount = max(0, trials)
        let parameters = space.parameters
        guard !parameters.isEmpty, parameters.allSatisfy({ $0.distribution.drawableCount != 0 }) else {
            throw .empty(method: "random")
        }
        let count = space.combinationCount ?? .max
        order = count <= Self.largestShuffledSpace ? SpaceOrder(space: space, seed: seed) : nil
    }

    /// The configurations of any trials, those beyond `trialCount` included: a study may be given more trials later.
    /// - Throws: `SearchError.nothingAdmissible`.
    public func suggestions(
        for numbers: Range<Int>, history: [ObservedTrial]
    ) throws(SearchError) -> [Configuration] {
        var configurations: [Configuration] = []
        for number in numbers.clamped(to: 0..<Int.max) {
            if let order {
                configurations.append(try order.configuration(of: number))
            } else {
                configurations.append(try draw(number))
            }
        }
        return configurations
    }

    private func draw(_ number: Int) throws(SearchError) -> Configuration {
        var streams = space.parameters.indices.map { parameter in
            RandomStream(
                seed: seed, purpose: .suggestion, index: UInt32(truncatingIfNeeded: number),
                subindex: UInt32(truncatingIfNeeded: parameter))
        }
        var refusals = Refusals(by: space.constraints)
        for _ in 0..<Self.greatestAttempts {
            var values: [String: Scalar] = [:]
            for (index, parameter) in space.parameters.enumerated() {
                values[parameter.name] = parameter.distribution.value(atQuantile: streams[index].uniform())
            }
            let configuration = space.configuration(fromAll: values)
            if space.admits(configuration) { return configuration }
            refusals.count(configuration)
        }
        throw refusals.error
    }
}
