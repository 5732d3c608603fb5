import Search
import StudyCore
import StudyFiles
import Testing

/// Reads with the methods that the program has.
private func readGrid(_ parameters: String, require: String) throws -> Study {
    try StudyFileReader(kinds: [FakeTrial()], methods: SearchCatalog.methods)
        .read(
            text: """
                parameters: \(parameters)
                require: \(require)
                search: {method: grid}
                trial: {fake: {run: [$a, $b, $c]}}
                """, file: "s.yaml", environment: TrialEnvironment(directory: "/somewhere"))
}

@Suite("A large grid")
struct LargeGridTests {
    private static let values = "{int_uniform: [1, 200]}"

    @Test("with constraints is read without being visited, and previewed", .timeLimit(.minutes(5)))
    func reading() throws {
        let study = try readGrid(
            "{a: \(Self.values), b: \(Self.values), c: \(Self.values)}", require: #"["a + b + c > 10"]"#)
        #expect(study.space.combinationCount == 8_000_000)
        let method = try #require(SearchCatalog.methods.first { $0.name == study.search.method })
        #expect(method.asksFirst(study.space))
        let preview = try method.make(SearchProblem(study)).preview()
        #expect(!preview.isExact)
        #expect(preview.trials == 8_000_000)
        #expect(preview.examples.first?.configuration.summary == "a 1, b 1, c 9")
    }

    @Test("of a million or fewer combinations is taken for intended")
    func intended() throws {
        let study = try readGrid("{a: \(Self.values), b: \(Self.values), c: [1]}", require: #"["a <= b"]"#)
        for method in SearchCatalog.methods { #expect(!method.asksFirst(study.space), "\(method.name)") }
    }

    @Test(
        "beyond ten million combinations is refused with a sentence, whatever else is wrong",
        arguments: [
            (
                "{a: \(values), b: \(values), c: {int_uniform: [0, 999]}}",
                "s.yaml:3:18: 'search': the grid has 40000000 combinations, and 10000000 is the most that is taken; "
                    + "give fewer values, or use method: random"
            ),
            (
                "{a: {int_uniform: [0, 999999999999]}, b: {int_uniform: [0, 999999999999]}, c: [1]}",
                "s.yaml:3:18: 'search': the grid has more combinations than can be counted, and 10000000 is the most "
                    + "that is taken; give fewer values, or use method: random"
            ),
        ])
    func refused(_ parameters: String, sentence: String) {
        for require in [#"["a <= b"]"#, #"["a <= d"]"#] {
            do {
                _ = try readGrid(parameters, require: require)
                Issue.record("must be refused")
            } catch {
                #expect((error as? StudyFileError)?.sentences.contains(sentence) == true, "\(error)")
            }
        }
    }
}
