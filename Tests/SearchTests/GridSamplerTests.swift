import StudyCore
import Testing

@testable import Search

@Suite("Grid")
struct GridSamplerTests {
    private func summaries(_ space: SearchSpace) throws -> [String] {
        let sampler = try GridSampler(TestSpaces.problem(space))
        return sampler.suggestions(for: 0..<sampler.trialCount, history: []).map(\.summary)
    }

    @Test("visits every combination in the order written, the last parameter fastest")
    func order() throws {
        let space = SearchSpace(parameters: [TestSpaces.integers("a", 3, 1), TestSpaces.integers("b", 5, 4, 6)])
        #expect(try summaries(space) == ["a 3, b 5", "a 3, b 4", "a 3, b 6", "a 1, b 5", "a 1, b 4", "a 1, b 6"])
    }

    @Test("counts what differs in inactive parameters only once, and leaves out what is refused")
    func conditional() throws {
        #expect(
            try summaries(TestSpaces.finite) == [
                "algorithm sgd, narrow 1, wide 1", "algorithm sgd, narrow 1, wide 2", "algorithm sgd, narrow 2, wide 2",
                "algorithm adam, narrow 1, wide 1, step 0.001", "algorithm adam, narrow 1, wide 1, step 0.01",
                "algorithm adam, narrow 1, wide 1, step 0.1", "algorithm adam, narrow 1, wide 2, step 0.001",
                "algorithm adam, narrow 1, wide 2, step 0.01", "algorithm adam, narrow 1, wide 2, step 0.1",
                "algorithm adam, narrow 2, wide 2, step 0.001", "algorithm adam, narrow 2, wide 2, step 0.01",
                "algorithm adam, narrow 2, wide 2, step 0.1",
            ])
    }

    @Test("counts a grid of a thousand million trials without visiting it")
    func huge() throws {
        let parameters = ["a", "b", "c"].map {
            Parameter(name: $0, distribution: .integerUniform(low: 1, high: 1000, step: 1))
        }
        let sampler = try GridSampler(TestSpaces.problem(SearchSpace(parameters: parameters)))
        #expect(sampler.trialCount == 1_000_000_000)
        #expect(
            sampler.suggestions(for: 999_999_998..<1_000_000_001, history: []).map(\.summary)
                == ["a 1000, b 1000, c 999", "a 1000, b 1000, c 1000"])
    }

    @Test(
        "names the parameter that cannot be enumerated",
        arguments: [
            (Distribution.logUniform(low: 0.1, high: 1), "log_uniform"),
            (.uniform(low: 0, high: 1, step: nil), "uniform"),
            (.integerLogUniform(low: 1, high: 9, step: 1), "int_log_uniform"),
            (.normal(mean: 0, standardDeviation: 1, low: nil, high: nil), "normal"),
        ])
    func continuous(_ distribution: Distribution, keyword: String) {
        let position = SourcePosition(line: 4, column: 3)
        let space = SearchSpace(parameters: [
            TestSpaces.integers("a", 1), Parameter(name: "x", distribution: distribution, position: position),
        ])
        #expect(throws: SearchError.notEnumerable(parameter: "x", keyword: keyword, position: position)) {
            try GridSampler(TestSpaces.problem(space))
        }
    }

    @Test("refuses a space without parameters, and one whose constraints refuse everything")
    func empty() {
        #expect(throws: SearchError.empty(method: "grid")) {
            try GridSampler(TestSpaces.problem(SearchSpace(parameters: [])))
        }
        let space = SearchSpace(
            parameters: [TestSpaces.integers("a", 3, 4), TestSpaces.integers("b", 1, 2)],
            constraints: [TestSpaces.ordered("b", "a"), TestSpaces.ordered("a", "b")])
        #expect(
            throws: SearchError.nothingAdmissible(
                constraint: "a <= b", position: SourcePosition(line: 3, column: 5))
        ) { try GridSampler(TestSpaces.problem(space)) }
    }
}

@Suite("List")
struct ListSamplerTests {
    @Test("gives the listed configurations as they are written")
    func order() throws {
        let sampler = try ListSampler(TestSpaces.problem(TestSpaces.finite, configurations: TestSpaces.listed))
        #expect(sampler.suggestions(for: 1..<9, history: []) == Array(TestSpaces.listed[1...]))
    }

    @Test("refuses an empty list and a configuration that a constraint refuses")
    func refusals() {
        #expect(throws: SearchError.empty(method: "list")) { try ListSampler(TestSpaces.problem(TestSpaces.finite)) }
        let configurations = [
            TestSpaces.listed[0], Configuration([("narrow", .integer(2)), ("wide", .integer(1))]),
        ]
        let error = SearchError.inadmissible(
            configuration: 1, constraint: "narrow <= wide", position: SourcePosition(line: 3, column: 5))
        #expect(throws: error) {
            try ListSampler(TestSpaces.problem(TestSpaces.finite, configurations: configurations))
        }
    }
}
