import StudyCore
import Testing

@testable import Search

/// A method of the catalog with a problem that it can work on, for the suite that every method must pass.
struct SamplerCase: CustomTestStringConvertible, Sendable {
    let method: SearchMethod
    let title: String
    let problem: SearchProblem

    var testDescription: String { "\(method.name), \(title)" }

    /// Whether values come from the parameters' distributions, not from a list.
    var draws: Bool { !method.keys.contains("configurations") }

    private static let spaces: [(title: String, space: SearchSpace, configurations: [Configuration])] = [
        ("finite, with a constraint and variants", TestSpaces.finite, TestSpaces.listed),
        ("finite, every combination", TestSpaces.plain, TestSpaces.listedPlain),
        ("continuous", TestSpaces.continuous, [TestSpaces.listed[0]]),
    ]

    /// Every method with every problem; what a method needs to be told it is told.
    static let all: [SamplerCase] = SearchCatalog.methods.flatMap { method in
        spaces.map { title, space, configurations in
            let problem = TestSpaces.problem(
                space, trials: method.keys.contains("trials") ? 40 : nil,
                configurations: method.keys.contains("configurations") ? configurations : [])
            return SamplerCase(method: method, title: title, problem: problem)
        }
    }

    /// Those that the method does not refuse.
    static let accepted = all.filter { (try? $0.method.make($0.problem)) != nil }

    /// The configurations of the first trials, as a study gets them: a method with a lag sees the earlier ones.
    func suggestions(of sampler: any Sampler) throws -> [Configuration] {
        guard let lag = sampler.lag else { return try sampler.suggestions(for: 0..<sampler.trialCount, history: []) }
        var all: [Configuration] = []
        for number in 0..<sampler.trialCount {
            let history = all.prefix(max(0, number - lag)).enumerated().map { Self.observed($0.offset, $0.element) }
            all += try sampler.suggestions(for: number..<number + 1, history: history)
        }
        return all
    }

    static func observed(_ number: Int, _ configuration: Configuration) -> ObservedTrial {
        ObservedTrial(number: number, configuration: configuration, objective: Double(number * 7 % 11))
    }
}

@Suite("Every method")
struct SamplerConformance {
    @Test("can search something, and refuses the rest with a reason of its own", arguments: SamplerCase.all)
    func refusals(_ sampled: SamplerCase) throws {
        do {
            _ = try sampled.method.make(sampled.problem)
        } catch {
            #expect(error is SearchError, "\(error)")
        }
        #expect(SamplerCase.accepted.contains { $0.method.name == sampled.method.name })
    }

    @Test("has a name of its own, in the words of a study file")
    func names() {
        let names = SearchCatalog.methods.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(name.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber }, "\(name)") }
    }

    @Test("gives one configuration for each trial", arguments: SamplerCase.accepted)
    func counts(_ sampled: SamplerCase) throws {
        let sampler = try sampled.method.make(sampled.problem)
        #expect(sampler.trialCount > 0)
        #expect(try sampled.suggestions(of: sampler).count == sampler.trialCount)
        #expect(try sampler.suggestions(for: 0..<0, history: []).isEmpty)
        if let trials = sampled.problem.trials { #expect(sampler.trialCount == trials) }
    }

    @Test("gives the same configurations for the same seed", arguments: SamplerCase.accepted)
    func repeats(_ sampled: SamplerCase) throws {
        let first = try sampled.method.make(sampled.problem)
        let second = try sampled.method.make(sampled.problem)
        let suggested = try sampled.suggestions(of: first)
        #expect(try sampled.suggestions(of: second) == suggested)
        #expect(try sampled.suggestions(of: first) == suggested)
    }

    @Test("gives a trial the same configuration in whatever range it is asked for", arguments: SamplerCase.accepted)
    func subranges(_ sampled: SamplerCase) throws {
        let sampler = try sampled.method.make(sampled.problem)
        guard sampler.lag == nil else { return }
        let count = sampler.trialCount
        let all = try sampled.suggestions(of: sampler)
        for number in (0..<count).reversed() {
            #expect(try sampler.suggestions(for: number..<number + 1, history: []) == [all[number]])
        }
        let fresh = try sampled.method.make(sampled.problem)
        #expect(try fresh.suggestions(for: count / 2..<count, history: []) == Array(all[(count / 2)...]))
    }

    @Test("heeds no history, unless it has a lag", arguments: SamplerCase.accepted)
    func history(_ sampled: SamplerCase) throws {
        let sampler = try sampled.method.make(sampled.problem)
        guard sampler.lag == nil else { return }
        let all = try sampled.suggestions(of: sampler)
        let history = all.enumerated().map { SamplerCase.observed($0.offset, $0.element) }
        #expect(try sampler.suggestions(for: 0..<sampler.trialCount, history: history) == all)
    }

    @Test("suggests only what the constraints admit", arguments: SamplerCase.accepted)
    func admissible(_ sampled: SamplerCase) throws {
        for configuration in try sampled.suggestions(of: try sampled.method.make(sampled.problem)) {
            #expect(sampled.problem.space.admits(configuration), "\(configuration.summary)")
        }
    }

    @Test(
        "keeps to the ranges and names exactly the active parameters", arguments: SamplerCase.accepted.filter(\.draws))
    func bounds(_ sampled: SamplerCase) throws {
        let space = sampled.problem.space
        for configuration in try sampled.suggestions(of: try sampled.method.make(sampled.problem)) {
            #expect(!configuration.values.isEmpty)
            #expect(space.configuration(fromAll: configuration.dictionary) == configuration)
            for (name, value) in configuration.values {
                let distribution = try #require(space[name]).distribution
                #expect(distribution.contains(value), "\(name) = \(value.text)")
                // `contains` takes 1 for 1.0; a sampler gives the kind that the distribution has.
                if let values = distribution.enumerated { #expect(values.contains(value), "\(name) = \(value)") }
            }
        }
    }

    @Test("previews what it does", arguments: SamplerCase.accepted)
    func preview(_ sampled: SamplerCase) throws {
        let preview = try sampled.method.make(sampled.problem).preview()
        let all = try sampled.suggestions(of: try sampled.method.make(sampled.problem))
        #expect(preview.isExact ? preview.trials == all.count : preview.trials >= all.count)
        #expect(!preview.examples.isEmpty)
        for (number, configuration) in preview.examples { #expect(all[number] == configuration) }
    }
}
