import StudyCore
import Testing

@testable import Search

/// A method with a problem it can work on, for the suite that every method must pass.
struct SamplerCase: CustomTestStringConvertible, Sendable {
    let method: String
    let title: String
    let problem: SearchProblem
    let make: @Sendable (SearchProblem) throws -> any Sampler
    /// Whether values come from the parameters' distributions (not from a list).
    var draws = true

    var testDescription: String { "\(method), \(title)" }

    static let all: [SamplerCase] = [
        SamplerCase(
            method: "grid", title: "constraint and variants", problem: TestSpaces.problem(TestSpaces.finite),
            make: { try GridSampler($0) }),
        SamplerCase(
            method: "grid", title: "every combination",
            problem: TestSpaces.problem(
                SearchSpace(parameters: [TestSpaces.integers("a", 1, 2, 3), TestSpaces.integers("b", 4, 5)])),
            make: { try GridSampler($0) }),
        SamplerCase(
            method: "random", title: "continuous", problem: TestSpaces.problem(TestSpaces.continuous, trials: 60),
            make: { try RandomSampler($0) }),
        SamplerCase(
            method: "random", title: "finite", problem: TestSpaces.problem(TestSpaces.finite, trials: 30),
            make: { try RandomSampler($0) }),
        SamplerCase(
            method: "list", title: "with parameters left out",
            problem: TestSpaces.problem(TestSpaces.finite, configurations: TestSpaces.listed),
            make: { try ListSampler($0) }, draws: false),
    ]
}

@Suite("Every method")
struct SamplerConformance {
    @Test("gives one configuration for each trial", arguments: SamplerCase.all)
    func counts(_ sampled: SamplerCase) throws {
        let sampler = try sampled.make(sampled.problem)
        #expect(sampler.trialCount > 0)
        let all = try sampler.suggestions(for: 0..<sampler.trialCount, history: [])
        #expect(all.count == sampler.trialCount)
        #expect(try sampler.suggestions(for: 0..<0, history: []).isEmpty)
    }

    @Test("gives the same configurations for the same seed", arguments: SamplerCase.all)
    func repeats(_ sampled: SamplerCase) throws {
        let first = try sampled.make(sampled.problem)
        let second = try sampled.make(sampled.problem)
        let numbers = 0..<first.trialCount
        let suggested = try first.suggestions(for: numbers, history: [])
        #expect(try second.suggestions(for: numbers, history: []) == suggested)
        #expect(try first.suggestions(for: numbers, history: []) == suggested)
    }

    @Test("gives a trial the same configuration in whatever range it is asked for", arguments: SamplerCase.all)
    func subranges(_ sampled: SamplerCase) throws {
        let sampler = try sampled.make(sampled.problem)
        let count = sampler.trialCount
        let all = try sampler.suggestions(for: 0..<count, history: [])
        for number in (0..<count).reversed() {
            #expect(try sampler.suggestions(for: number..<number + 1, history: []) == [all[number]])
        }
        let fresh = try sampled.make(sampled.problem)
        #expect(try fresh.suggestions(for: count / 2..<count, history: []) == Array(all[(count / 2)...]))
    }

    @Test("heeds no history, unless it has a lag", arguments: SamplerCase.all)
    func history(_ sampled: SamplerCase) throws {
        let sampler = try sampled.make(sampled.problem)
        guard sampler.lag == nil else { return }
        let numbers = 0..<sampler.trialCount
        let all = try sampler.suggestions(for: numbers, history: [])
        let history = all.enumerated().map {
            ObservedTrial(number: $0.offset, configuration: $0.element, objective: Double($0.offset))
        }
        #expect(try sampler.suggestions(for: numbers, history: history) == all)
    }

    @Test("suggests only what the constraints admit", arguments: SamplerCase.all)
    func admissible(_ sampled: SamplerCase) throws {
        let sampler = try sampled.make(sampled.problem)
        for configuration in try sampler.suggestions(for: 0..<sampler.trialCount, history: []) {
            #expect(sampled.problem.space.admits(configuration), "\(configuration.summary)")
        }
    }

    @Test("keeps to the ranges and names exactly the active parameters", arguments: SamplerCase.all.filter(\.draws))
    func bounds(_ sampled: SamplerCase) throws {
        let sampler = try sampled.make(sampled.problem)
        let space = sampled.problem.space
        for configuration in try sampler.suggestions(for: 0..<sampler.trialCount, history: []) {
            #expect(space.configuration(fromAll: configuration.dictionary) == configuration)
            let isAdam = configuration["algorithm"] == .text("adam")
            #expect((configuration["step"] != nil) == isAdam)
            for (name, value) in configuration.values {
                let distribution = try #require(space[name]).distribution
                #expect(distribution.holds(value), "\(name) = \(value.text)")
            }
        }
    }
}

extension Distribution {
    /// Whether a value is one that the distribution can give.
    func holds(_ value: Scalar) -> Bool {
        if let values = enumerated { return values.contains(value) }
        switch self {
        case .integerLogUniform(let low, let high, let step):
            guard case .integer(let whole) = value else { return false }
            return (low...high).contains(whole) && (whole - low).isMultiple(of: step)
        case .uniform(let low, let high, _), .logUniform(let low, let high), .reverseLogUniform(let low, let high):
            guard case .real(let real) = value else { return false }
            return (low...high).contains(real)
        case .normal(_, _, let low, let high), .logNormal(_, _, let low, let high):
            guard case .real(let real) = value, real.isFinite else { return false }
            return real >= low ?? -.infinity && real <= high ?? .infinity
        default: return false
        }
    }
}
