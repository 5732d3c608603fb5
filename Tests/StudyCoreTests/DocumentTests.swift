import StudyCore
import Testing

@Suite("Reading typed values")
struct MapReaderTests {
    enum Choice: String, CaseIterable { case relu, sigmoid, tanh }

    /// What reading gives and the sentences it reports.
    private func sentences(_ node: Node, _ read: (MapReader) -> Void) -> [String] {
        let diagnostics = Diagnostics()
        if let reader = MapReader(node, title: "the study", diagnostics: diagnostics) { read(reader) }
        return diagnostics.all.map { $0.rendered(file: "f") }
    }

    @Test("values are read by their types; absent and empty keys read as nil")
    func values() {
        let node: Node = [
            "i": 3, "whole": 64.0, "r": 0.5, "ri": 2, "t": "x", "b": true, "l": [1], "c": "tanh", "n": nil,
        ]
        let found = sentences(node) { reader in
            #expect(reader.integer("i") == 3)
            #expect(reader.integer("whole") == 64)
            #expect(reader.number("r") == 0.5)
            #expect(reader.number("ri", .positive) == 2)
            #expect(reader.text("t") == "x")
            #expect(reader.boolean("b") == true)
            #expect(reader.list("l")?.count == 1)
            #expect(reader.choice("c", Choice.self) == .tanh)
            #expect(reader.text("n") == nil)
            #expect(reader.text("absent") == nil)
            #expect(reader.has("n") && !reader.has("absent"))
            reader.finish()
        }
        #expect(found.isEmpty)
    }

    /// A value, how it is read, and what is said of it.
    struct WrongType: Sendable {
        let sentence: String
        let value: Node
        let read: @Sendable (MapReader) -> Void

        init(_ value: Node, _ sentence: String, _ read: @escaping @Sendable (MapReader) -> Void) {
            self.sentence = sentence
            self.value = value
            self.read = read
        }
    }

    @Test(
        "a wrong type is told with what stands there",
        arguments: [
            WrongType(0.5, "must be a whole number (got 0.5)") { _ = $0.integer("x") },
            WrongType(-3, "must be a whole number of at least 1 (got -3)") { _ = $0.integer("x", in: 1 ... .max) },
            WrongType(10, "must be a whole number from 1 to 9 (got 10)") { _ = $0.integer("x", in: 1...9) },
            WrongType("much", "must be a finite number (got text \"much\")") { _ = $0.number("x") },
            WrongType(0, "must be a number above 0 (got 0)") { _ = $0.number("x", .positive) },
            WrongType(-0.1, "must be a number of at least 0 (got -0.1)") { _ = $0.number("x", .notNegative) },
            WrongType(1.5, "must be a number from 0 to 1 (got 1.5)") { _ = $0.number("x", .within(0, 1)) },
            WrongType(1, "must be a number from 0 to below 1 (got 1)") { _ = $0.number("x", .halfOpen(0, 1)) },
            WrongType(3, "must be text (got 3); put it in quotes") { _ = $0.text("x") },
            WrongType("yes", "must be true or false (got text \"yes\")") { _ = $0.boolean("x") },
            WrongType([:], "must be a list (got a map)") { _ = $0.list("x") },
            WrongType([1], "must be a number above 0 (got a list)") { _ = $0.number("x", .positive) },
            WrongType("rely", "must be one of relu, sigmoid, tanh (got text \"rely\"); did you mean 'relu'?") {
                _ = $0.choice("x", Choice.self)
            },
            WrongType(3, "must be one of relu, sigmoid, tanh (got 3)") { _ = $0.choice("x", Choice.self) },
            WrongType(
                Node(.text("0.1"), isQuoted: true),
                "must be a number above 0 (got text in quotes \"0.1\"); remove the quotes"
            ) { _ = $0.number("x", .positive) },
            WrongType(
                Node(.integer(-1), parameter: "width"), "must be a whole number of at least 1 (got -1 from $width)"
            ) { _ = $0.integer("x", in: 1 ... .max) },
        ])
    func wrongType(_ wrong: WrongType) {
        #expect(sentences(["x": wrong.value], wrong.read) == ["f: 'x': \(wrong.sentence)"])
    }

    @Test("a missing key, an unknown one and one of a later version are told")
    func keys() {
        let place = SourcePosition(line: 4, column: 3)
        let node = Node(
            .map([
                Node.Entry("epoch", 3, keyPosition: place), Node.Entry("pruner", 1, keyPosition: place),
                Node.Entry("zzz", 1),
            ]), position: SourcePosition(line: 1, column: 1))
        let found = sentences(node) { reader in
            #expect(reader.require("epochs") == nil)
            _ = reader.take("batch_size")
            reader.finish(later: ["pruner"])
        }
        #expect(
            found == [
                "f:1:1: the study needs the key 'epochs'",
                "f:4:3: 'epoch': unknown key in the study; did you mean 'epochs'?",
                "f:4:3: 'pruner': not yet supported in this version; remove the key",
                "f: 'zzz': unknown key in the study; known here: epochs, batch_size",
            ])
    }

    @Test("what is no map is told")
    func noMap() {
        #expect(sentences([1]) { _ in } == ["f: the study must be a map of keys to values (got a list)"])
        #expect(sentences(nil) { _ in } == ["f: the study must be a map of keys to values (got nothing)"])
    }

    @Test("a name with or without options")
    func named() {
        let known = ["sgd", "adam"]
        func read(_ node: Node) -> (String?, Node?, [String]) {
            let diagnostics = Diagnostics()
            let found = node.named("optimizer", among: known, diagnostics: diagnostics)
            return (found?.name, found?.options, diagnostics.all.map { $0.rendered(file: "f") })
        }
        #expect(read("sgd").0 == "sgd" && read("sgd").1 == nil)
        #expect(read(["adam": ["x": 1]]).0 == "adam" && read(["adam": ["x": 1]]).1 == ["x": 1])
        #expect(read("adem").2 == ["f: unknown optimizer 'adem'; did you mean 'adam'?"])
        #expect(read("momentum").2 == ["f: unknown optimizer 'momentum'; known here: sgd, adam"])
        #expect(
            read(["sgd": 1, "adam": 2]).2
                == ["f: 'optimizer': takes exactly one of sgd, adam (got sgd, adam); keep one"])
        #expect(read(3).2 == ["f: 'optimizer': must be one of sgd, adam (got 3)"])
    }

    @Test("long values are cut in sentences")
    func excerpts() {
        let long = String(repeating: "x", count: 80)
        #expect(Node.text(long).excerpt == String(repeating: "x", count: 57) + "…")
        #expect(Node.text(long).described == "text \"\(String(repeating: "x", count: 57))…\"")
    }
}

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test("what a file brings into a sentence is cut where nobody reads on")
    func cut() {
        let long = String(repeating: "x", count: 5000)
        let sentence = Diagnostic("unknown '\(long)'", subject: long, at: nil, suggestion: long).rendered(file: "f")
        let (x99, x590, x599) = (long.prefix(99), long.prefix(590), long.prefix(599))
        #expect(sentence == "f: '\(x99)…': unknown '\(x590)…; \(x599)…")
        let controls = String(repeating: "\u{1}", count: 5000)
        #expect(Diagnostic(controls, at: nil).rendered(file: "f").unicodeScalars.count == 603)
    }

    @Test("are told once, in the order of the file, those without a place at the end")
    func order() {
        let diagnostics = Diagnostics()
        #expect(diagnostics.isEmpty)
        diagnostics.report("nowhere", at: nil)
        for (line, column) in [(3, 1), (1, 9), (1, 2), (3, 1)] {
            diagnostics.report("x", at: SourcePosition(line: line, column: column))
        }
        diagnostics.report("nowhere else", at: nil)
        #expect(diagnostics.all.count == 5)
        #expect(
            diagnostics.inOrder.map { $0.rendered(file: "f") }
                == ["f:1:2: x", "f:1:9: x", "f:3:1: x", "f: nowhere", "f: nowhere else"])
    }
}

@Suite("The nearest name")
struct NearestNameTests {
    @Test(
        "is the one with the fewest edits, swapped letters counting once",
        arguments: [
            ("learnig_rate", "learning_rate"), ("lerning_rat", "learning_rate"), ("bata", "beta"), ("BETA", "beta"),
            ("epcohs", "epochs"), ("momentun", "momentum"), ("be", nil), ("xyz", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(_ name: String, expected: String?) {
        #expect(
            nearestName(to: name, among: ["learning_rate", "beta", "epochs", "momentum", "batch_size"]) == expected)
    }

    @Test("a name is not near to itself, and a very long one to nothing")
    func limits() {
        #expect(nearestName(to: "beta", among: ["beta"]) == nil)
        let long = String(repeating: "a", count: 100_000)
        #expect(nearestName(to: long, among: [long + "b"]) == nil)
        #expect(nameSuggestion(for: "x", among: []) == nil)
    }
}
