import StudyCore
import Testing

@Suite("References")
struct ReferenceTests {
    static let names: Set<String> = ["rate", "learning_rate", "learning", "größe", "a b"]

    @Test(
        "cut a text where a name stands, the longest that fits",
        arguments: [
            ("plain", [.literal("plain")]), ("", []), ("$rate", [.reference("rate")]),
            ("${rate}", [.reference("rate")]), ("$learning_rate", [.reference("learning_rate")]),
            ("$learning_rates", [.reference("learning_rate"), .literal("s")]),
            ("$learning_", [.reference("learning"), .literal("_")]), ("$unknown_1", [.reference("unknown_1")]),
            ("${a b}", [.reference("a b")]), ("$größe", [.reference("größe")]),
            (
                "x $rate, ${rate}y",
                [.literal("x "), .reference("rate"), .literal(", "), .reference("rate"), .literal("y")]
            ),
            ("$$rate", [.literal("$rate")]), ("$$$rate", [.literal("$"), .reference("rate")]),
            ("5$", [.literal("5$")]), ("$ 5", [.literal("$ 5")]), ("$5", [.literal("$5")]),
            ("a$-b", [.literal("a$-b")]),
            ("${rate", [.literal("${rate")]), ("$rate$rate", [.reference("rate"), .reference("rate")]),
            ("${}", [.reference("")]),
        ] as [(String, [TextPiece])])
    func cutting(_ text: String, expected: [TextPiece]) { #expect(pieces(of: text, names: Self.names) == expected) }

    @Test("a name of a hundred thousand letters is looked at once", .timeLimit(.minutes(5)))
    func long() {
        let word = String(repeating: "x", count: 100_000)
        #expect(pieces(of: "$" + word, names: Self.names) == [.reference(word)])
    }

    @Test("are found with their places, but not under literal keys")
    func finding() {
        let place = SourcePosition(line: 3, column: 9)
        let node: Node = .map([
            ("run", .list([Node(.text("--lr=$rate"), position: place), "$x"])), ("metrics", ["a": "$y"]),
            ("inner", ["metrics": "$rate"]),
        ])
        let references = node.references(to: Self.names, except: ["metrics"])
        #expect(references.map(\.name) == ["rate", "x", "rate"])
        #expect(references[0].position == place)
    }
}

@Suite("Substitution")
struct SubstitutionTests {
    static let space = SearchSpace(
        parameters: [
            Parameter(name: "rate", distribution: .logUniform(low: 0.001, high: 1)),
            Parameter(name: "width", distribution: .values([.integer(64), .integer(128)], weights: nil)),
            Parameter(
                name: "algorithm",
                distribution: .variants([
                    .init(name: "sgd", piece: ["sgd": ["learning_rate": "$rate"]]),
                    .init(name: "adam", piece: ["adam": ["learning_rate": "$step"]]),
                ])),
            Parameter(name: "step", distribution: .uniform(low: 0, high: 1, step: nil)),
            Parameter(
                name: "late", distribution: .constant(.integer(1)),
                conditions: [.init(parameter: "width", values: [.integer(128), .integer(256)])]),
            Parameter(name: "loop", distribution: .variants([.init(name: "x", piece: ["x": ["$loop", "$loop"]])])),
        ])
    static let configuration = Configuration([
        ("rate", .real(-0.5)), ("width", .integer(64)), ("algorithm", .text("sgd")), ("loop", .text("x")),
    ])

    private func substituted(
        _ node: Node, _ embedded: SubstitutionRules.Embedded = .refused, literalKeys: Set<String> = [],
        errors: [String] = []
    ) -> Node {
        let diagnostics = Diagnostics()
        let result = node.substituting(
            Self.configuration, space: Self.space,
            rules: SubstitutionRules(embedded: embedded, literalKeys: literalKeys), diagnostics: diagnostics)
        #expect(diagnostics.all.map { $0.rendered(file: "f") } == errors)
        return result
    }

    @Test("a whole node keeps its value's type, its place and the parameter's name")
    func whole() {
        let place = SourcePosition(line: 2, column: 4)
        let result = substituted([Node(.text("$width"), position: place), "${rate}", 1, nil])
        #expect(result.json == "[64,-0.5,1,null]")
        #expect(result.listValue?[0].position == place)
        #expect(result.listValue?[0].parameter == "width")
    }

    @Test("a variant's piece takes the place of its name, with its own references replaced")
    func variants() {
        #expect(substituted(["optimizer": "$algorithm"]).json == #"{"optimizer":{"sgd":{"learning_rate":-0.5}}}"#)
    }

    @Test("inside a longer text: text in commands, kept for expressions, refused in networks")
    func embedded() {
        let node: Node = ["a": "--lr=$rate $$5", "b": "$$5", "c": "$algorithm"]
        #expect(
            substituted(node, .text).json
                == #"{"a":"--lr=-0.5 $5","b":"$5","c":{"sgd":{"learning_rate":-0.5}}}"#)
        #expect(
            substituted(node, .kept).json
                == #"{"a":"--lr=$rate $$5","b":"$5","c":{"sgd":{"learning_rate":-0.5}}}"#)
        #expect(
            substituted(
                ["a": "x$rate"], .refused,
                errors: [
                    "f: a reference inside a longer text works in commands only (got \"x$rate\"); "
                        + "let the whole value be the reference"
                ]
            ).json == #"{"a":"x$rate"}"#)
    }

    @Test("what stands under a literal key stays as it is")
    func literal() {
        #expect(
            substituted(["metrics": ["m": "$rate (.*)$$"], "run": "$rate"], .text, literalKeys: ["metrics"]).json
                == #"{"metrics":{"m":"$rate (.*)$$"},"run":-0.5}"#)
    }

    @Test("a reference to an inactive parameter says why it is inactive")
    func inactive() {
        #expect(
            substituted(
                ["a": "$late"],
                errors: [
                    "f: '$late': refers to 'late', which is inactive where width is not 128 or 256; "
                        + "give 'late' no 'when', or use it only in the variant that goes with it"
                ]
            ).json == #"{"a":null}"#)
        _ = substituted(
            ["a": "$step"],
            errors: [
                "f: '$step': refers to 'step', which is inactive where its variant is not chosen; "
                    + "give 'step' no 'when', or use it only in the variant that goes with it"
            ])
    }

    @Test("a variant within itself is an error, told once and soon", .timeLimit(.minutes(5)))
    func endless() { _ = substituted(["a": "$loop"], errors: ["f: 'loop': variants refer to each other without end"]) }

    @Test("variants that hold each other many times over are an error, told once and soon", .timeLimit(.minutes(5)))
    func bomb() {
        let parameters = (0..<40).map { number in
            let next: Node = number < 39 ? .text("$p\(number + 1)") : 1
            return Parameter(
                name: "p\(number)", distribution: .variants([.init(name: "x", piece: .list([next, next]))]))
        }
        let configuration = Configuration(parameters.map { ($0.name, .text("x")) })
        let diagnostics = Diagnostics()
        let node: Node = "$p0"
        _ = node.substituting(
            configuration, space: SearchSpace(parameters: parameters), rules: SubstitutionRules(embedded: .refused),
            diagnostics: diagnostics)
        #expect(
            diagnostics.all.map { $0.rendered(file: "f") }
                == ["f: variants within variants make more than 10000 pieces"])
    }

    @Test("variants that hold each other many levels down are an error, and never more than the stack takes")
    func depth() {
        let parameters = (0..<250).map { number in
            let next: Node = number < 249 ? .text("$p\(number + 1)") : 1
            let piece = (0..<60).reduce(next) { inner, _ in .list([inner]) }
            return Parameter(
                name: "p\(number)", distribution: .variants([.init(name: "x", piece: piece)]),
                position: SourcePosition(line: number + 2, column: 3))
        }
        let configuration = Configuration(parameters.map { ($0.name, .text("x")) })
        let diagnostics = Diagnostics()
        let node = Node.text("$p0").substituting(
            configuration, space: SearchSpace(parameters: parameters), rules: SubstitutionRules(embedded: .refused),
            diagnostics: diagnostics)
        #expect(
            diagnostics.all.map { $0.rendered(file: "f") } == [
                "f:2:3: variants within variants are nested deeper than 100 levels; take a reference out of a variant"
            ])
        // A worker can read what is left.
        #expect((try? Node(json: node.json)) != nil)
    }

    @Test("an undefined name stays as it is: the reader of the file reports it")
    func undefined() { #expect(substituted(["a": "$nothing"]).json == #"{"a":"$nothing"}"#) }

    @Test("a dollar before a million letters is cut in no time")
    func longWord() {
        let word = String(repeating: "x", count: 1_000_000)
        #expect(
            pieces(of: "$" + word, names: ["a", "xx"]) == [.reference("xx"), .literal(String(word.dropFirst(2)))])
        #expect(pieces(of: "$" + word, names: ["a"]) == [.reference(word)])
    }
}
