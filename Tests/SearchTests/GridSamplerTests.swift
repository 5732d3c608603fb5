import StudyCore
import Synchronization
import Testing

@testable import Search

/// How often something was called.
final class CallCount: Sendable {
    private let calls = Atomic(0)
    var count: Int { calls.load(ordering: .relaxed) }
    func add() { calls.add(1, ordering: .relaxed) }
}

@Suite("Grid")
struct GridSamplerTests {
    private func summaries(_ space: SearchSpace) throws -> [String] {
        let sampler = try GridSampler(TestSpaces.problem(space))
        return try sampler.suggestions(for: 0..<sampler.trialCount, history: []).map(\.summary)
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

    private func parameters(_ counts: Int...) -> [Parameter] {
        zip(["a", "b", "c"], counts).map { name, count in
            Parameter(name: name, distribution: .integerUniform(low: 1, high: count, step: 1))
        }
    }

    @Test("counts the largest grid without visiting it")
    func large() throws {
        let sampler = try GridSampler(TestSpaces.problem(SearchSpace(parameters: parameters(1000, 1000, 10))))
        #expect(sampler.trialCount == 10_000_000)
        #expect(
            try sampler.suggestions(for: 9_999_998..<10_000_001, history: []).map(\.summary)
                == ["a 1000, b 1000, c 9", "a 1000, b 1000, c 10"])
        let preview = try sampler.preview()
        #expect(preview.isExact && preview.trials == 10_000_000)
        #expect(preview.examples.last?.configuration.summary == "a 1000, b 1000, c 10")
    }

    @Test("refuses a grid beyond the largest, also where its size is beyond counting")
    func tooLarge() {
        #expect(throws: SearchError.tooManyCombinations(count: 10_010_000, largest: 10_000_000)) {
            try GridSampler(TestSpaces.problem(SearchSpace(parameters: parameters(1000, 1001, 10))))
        }
        let many = (0..<70).map { TestSpaces.integers("p\($0)", 1, 2) }
        #expect(throws: SearchError.tooManyCombinations(count: .max, largest: 10_000_000)) {
            try GridSampler(
                TestSpaces.problem(SearchSpace(parameters: many, constraints: [TestSpaces.ordered("p0", "p1")])))
        }
    }

    /// Holds where the parameter is over `bound`, and counts how often it is asked.
    private func over(_ bound: Double, _ name: String, asked: CallCount) -> Constraint {
        Constraint(text: "\(name) > \(bound)", names: [name]) { values in
            asked.add()
            return (values[name]?.number ?? 0) > bound
        }
    }

    @Test("is made and previewed in little time, however large; what is asked for is looked for then")
    func lazy() throws {
        let asked = CallCount()
        let space = SearchSpace(parameters: parameters(200, 200, 40), constraints: [over(3, "c", asked: asked)])
        let sampler = try GridSampler(TestSpaces.problem(space))
        #expect(asked.count < 10)
        let preview = try sampler.preview()
        #expect(!preview.isExact)
        #expect(preview.trials == 1_600_000)
        #expect(preview.examples.map(\.number) == Array(0..<8))
        #expect(preview.examples.first?.configuration.summary == "a 1, b 1, c 4")
        #expect(asked.count <= GridSampler.quickLooks + 100)
        let before = asked.count
        #expect(try sampler.preview().trials == 1_600_000)
        #expect(asked.count <= before + 8)
        // The 1st combination of the 2,000th pair.
        #expect(try sampler.suggestions(for: 73963..<73964, history: []).map(\.summary) == ["a 10, b 200, c 4"])
        #expect(asked.count < 100_000)
    }

    @Test("steps over what the first parameters rule out")
    func stepping() throws {
        let asked = CallCount()
        let space = SearchSpace(parameters: parameters(200, 200, 40), constraints: [over(199, "a", asked: asked)])
        let sampler = try GridSampler(TestSpaces.problem(space))
        #expect(asked.count <= 200)
        let preview = try sampler.preview()
        #expect(preview.isExact)
        #expect(preview.trials == 8000)
        #expect(sampler.trialCount == 8000)
        #expect(try sampler.suggestions(for: 0..<1, history: []).map(\.summary) == ["a 200, b 1, c 1"])
    }

    @Test("a large grid that nothing satisfies says so when it is asked for trials")
    func lateRefusal() throws {
        let never = Constraint(text: "a + c > 900", names: ["a", "c"]) { _ in false }
        let space = SearchSpace(parameters: parameters(60, 2, 900), constraints: [never])
        let sampler = try GridSampler(TestSpaces.problem(space))
        #expect(try sampler.preview().examples.isEmpty)
        #expect(sampler.trialCount == 0)
        #expect(throws: SearchError.nothingAdmissible(constraint: "a + c > 900", position: nil)) {
            try sampler.suggestions(for: 0..<0, history: [])
        }
        #expect(throws: SearchError.nothingAdmissible(constraint: "a + c > 900", position: nil)) {
            try sampler.preview()
        }
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
