import Randomness
import StudyCore
import Testing

@testable import Search

@Suite("Random")
struct RandomSamplerTests {
    private func suggestions(
        _ space: SearchSpace, _ numbers: Range<Int>, seed: UInt64 = 20
    ) throws -> [Configuration] {
        try RandomSampler(TestSpaces.problem(space, seed: seed, trials: numbers.upperBound))
            .suggestions(for: numbers, history: [])
    }

    @Test("a draw is the quantile at the first uniform of its own stream")
    func stream() throws {
        let distribution = Distribution.logUniform(low: 1e-3, high: 1)
        let space = SearchSpace(parameters: [
            TestSpaces.integers("a", 1, 2), Parameter(name: "x", distribution: distribution),
        ])
        var stream = RandomStream(seed: 20, purpose: .suggestion, index: 7, subindex: 1)
        let expected = distribution.value(atQuantile: stream.uniform())
        #expect(try suggestions(space, 7..<8)[0]["x"] == expected)
    }

    @Test("a refused draw takes the next number of the same streams")
    func rejection() throws {
        let space = SearchSpace(
            parameters: [Parameter(name: "x", distribution: .uniform(low: 0, high: 1, step: nil))],
            constraints: [Constraint(text: "x > 0.75", names: ["x"]) { ($0["x"]?.number ?? 0) > 0.75 }])
        for trial in 0..<20 {
            var stream = RandomStream(seed: 20, purpose: .suggestion, index: UInt32(trial))
            var expected = stream.uniform()
            while expected <= 0.75 { expected = stream.uniform() }
            #expect(try suggestions(space, trial..<trial + 1)[0]["x"] == .real(expected))
        }
    }

    @Test("other seeds and other trials give other values")
    func seeds() throws {
        let values = try [0, 1, 2, 1 << 40].flatMap { try suggestions(TestSpaces.continuous, 0..<50, seed: $0) }
        #expect(Set(values).count == 200)
    }

    @Test("a finite space is used up before anything comes again, in another order each time")
    func withoutRepetition() throws {
        let all = try suggestions(TestSpaces.finite, 0..<36)
        let cycles = [all[0..<12], all[12..<24], all[24..<36]]
        for cycle in cycles { #expect(Set(cycle).count == 12) }
        #expect(cycles[0] != cycles[1] && cycles[1] != cycles[2] && cycles[0] != cycles[2])
        #expect(try suggestions(TestSpaces.finite, 0..<12, seed: 21) != Array(cycles[0]))
    }

    @Test("every configuration of a finite space is equally often the first")
    func uniformOrder() throws {
        let space = SearchSpace(parameters: [TestSpaces.integers("a", 1, 2, 3), TestSpaces.integers("b", 1, 2)])
        var counts: [Configuration: Int] = [:]
        for seed in 0..<6000 as Range<UInt64> { counts[try suggestions(space, 0..<1, seed: seed)[0], default: 0] += 1 }
        #expect(counts.count == 6)
        // 1000 expected, standard deviation 29.
        for count in counts.values { #expect(abs(count - 1000) < 130) }
    }

    @Test("weights decide how often a value of a finite space comes first, and weight 0 never comes")
    func weightedOrder() throws {
        let space = SearchSpace(parameters: [
            Parameter(
                name: "a", distribution: .values([.integer(1), .integer(2), .integer(3)], weights: [3, 0, 1]))
        ])
        var first = 0
        for seed in 0..<4000 as Range<UInt64> {
            let cycle = try suggestions(space, 0..<2, seed: seed).map { $0["a"] }
            #expect(Set(cycle) == [.integer(1), .integer(3)])
            if cycle[0] == .integer(1) { first += 1 }
        }
        // 3000 expected, standard deviation 27.
        #expect(abs(first - 3000) < 130)
    }

    @Test("says which constraint nothing satisfies, in continuous and in finite spaces")
    func nothingAdmissible() throws {
        let never = Constraint(text: "x > 2", names: ["x"], position: SourcePosition(line: 9, column: 4)) {
            ($0["x"]?.number ?? 0) > 2
        }
        let often = Constraint(text: "x > 0.5", names: ["x"]) { ($0["x"]?.number ?? 0) > 0.5 }
        let error = SearchError.nothingAdmissible(constraint: "x > 2", position: SourcePosition(line: 9, column: 4))
        for distribution in [Distribution.uniform(low: 0, high: 1, step: nil), .linspace(low: 0, high: 1, count: 5)] {
            let space = SearchSpace(
                parameters: [Parameter(name: "x", distribution: distribution)], constraints: [often, never])
            #expect(throws: error) { try suggestions(space, 0..<1) }
        }
    }

    @Test("needs a number of trials and something to vary")
    func refusals() {
        #expect(throws: SearchError.trialsMissing(method: "random")) {
            try RandomSampler(TestSpaces.problem(TestSpaces.finite))
        }
        #expect(throws: SearchError.empty(method: "random")) {
            try RandomSampler(TestSpaces.problem(SearchSpace(parameters: []), trials: 3))
        }
        let hollow = SearchSpace(parameters: [Parameter(name: "a", distribution: .values([], weights: nil))])
        #expect(throws: SearchError.empty(method: "random")) {
            try RandomSampler(TestSpaces.problem(hollow, trials: 3))
        }
    }
}
