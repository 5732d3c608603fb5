import Fuzzing
import Search
import StudyCore
import Testing
import Trials

@testable import StudyFiles

/// Files that nobody writes by accident, made to cost a reader its time, its memory or its stack. Each is read within
/// seconds and ends in the sentence given, or is a study.
@Suite("Files made to be expensive")
struct HostileFileTests {
    private static func network(
        hidden: String = "[$x]", parameters: String = "x: [8, 16]", search: String = "{method: grid}",
        data: String = "digits",
        before: String = ""
    ) -> String {
        """
        \(before)
        parameters: {\(parameters)}
        search: \(search)
        trial:
          network: {data: \(data), hidden: \(hidden), optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 32, epochs: 1}

        """
    }

    private static func expression(_ body: String) -> String {
        """
        parameters: {x: [1, 2]}
        search: {method: grid}
        trial: {expression: {\(body), optimizer: {sgd: {learning_rate: 0.1}}, iterations: 1}}

        """
    }

    private static func many(_ count: Int, _ separator: String = ", ", _ piece: (Int) -> String) -> String {
        (0..<count).map(piece).joined(separator: separator)
    }

    private func errors(_ text: String) -> [String] {
        let reader = StudyFileReader(kinds: [NetworkTrial(), ExpressionTrial()], methods: SearchCatalog.methods)
        do throws(StudyFileError) {
            _ = try reader.read(text: text, file: "h.yaml", environment: TrialEnvironment(directory: "/nowhere"))
            return []
        } catch {
            // What stands on standard error is never more than a screen or two.
            #expect(error.description.utf8.count < 200_000)
            return error.sentences
        }
    }

    private func first(_ text: String) -> String? { errors(text).first }

    @Test(
        "brackets, braces, dashes and indentation without end",
        arguments: ["[", "{a: ", "- ", "a: ["].map { String(repeating: $0, count: 200_000) }
            + [many(1000, "\n") { String(repeating: " ", count: $0) + "a:" }])
    func nesting(text: String) throws {
        #expect(
            try #require(first(text)).hasSuffix("nested deeper than 64 levels; check the brackets and the indentation"))
    }

    @Test(
        "counts and sizes beyond anything",
        arguments: ["1e18", "9223372036854775807", "9223372036854775808", "1e400", "-1", ".inf"])
    func numbers(value: String) {
        let texts = [
            Self.network(parameters: "x: {linspace: [0, 1, \(value)]}"), Self.network(hidden: "[$x, \(value)]"),
            Self.network(parameters: "x: {int_uniform: [8, 16]}", search: "{method: random, trials: \(value)}"),
            Self.network(search: "{method: grid, repeats: \(value)}"),
            Self.network(data: "{name: digits, train: \(value)}"),
            Self.expression(
                "data: {rows: \(value), columns: {u: {normal: [0, 1]}}}, minimize: (a-u)^2*$x, parameters: {a: 0}"),
        ]
        for text in texts {
            let found = errors(text)
            #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("h.yaml:") }, "\(text)")
        }
    }

    @Test("what is wide but would need more memory than there is")
    func memory() throws {
        let widths = Self.many(2000) { _ in "16777216" }
        #expect(
            try #require(first(Self.network(hidden: "[$x, \(widths)]"))).contains("MiB of memory, and this machine has")
        )
        let rows = "{rows: 1000000, columns: {\(Self.many(5000) { "c\($0): {normal: [0, 1]}" })}}"
        #expect(
            try #require(first(Self.expression("data: \(rows), minimize: (a*$x-c0)^2, parameters: {a: 1}")))
                .hasSuffix("1000000 rows of 5000 columns are more than 268435456 numbers; take fewer rows"))
    }

    @Test("variants that hold each other without bound, in number and in depth")
    func variants() {
        func file(_ count: Int, _ piece: (Int) -> String) -> String {
            Self.network(
                hidden: "$p0",
                parameters: Self.many(count) { "p\($0): {variants: {v: \(piece($0 + 1))}}" } + ", p\(count): [1]")
        }
        #expect(
            errors(file(30) { "[$p\($0), $p\($0)]" }).allSatisfy {
                $0.contains("variants within variants make more than")
            })
        let deep = String(repeating: "[", count: 58)
        let told = errors(file(250) { "\(deep)$p\($0)\(deep.replacing("[", with: "]"))" })
        #expect(told.contains { $0.contains("variants within variants are nested deeper than 100 levels") })
    }

    @Test("mistakes without end are told up to a hundred, and the rest is counted")
    func flood() {
        let reader = StudyFileReader(kinds: [NetworkTrial()], methods: SearchCatalog.methods)
        let text = Self.many(5000, "\n") { "key\($0): 1" } + Self.network()
        let error = #expect(throws: StudyFileError.self) {
            try reader.read(text: text, file: "h.yaml", environment: TrialEnvironment(directory: "/nowhere"))
        }
        #expect(error?.diagnostics.count == 5000)
        let lines = error?.description.split(separator: "\n") ?? []
        #expect(lines.count == 101)
        #expect(lines.last == "h.yaml: 4900 more mistakes are not shown; mend these first")
    }

    @Test("a word of nearly a mebibyte in every place where a word stands", .timeLimit(.minutes(5)))
    func words() async {
        let word = String(repeating: "a", count: 900_000)
        let texts = [
            Self.network(data: word), Self.network(search: "{method: \(word)}"), Self.network(hidden: "[$\(word)]"),
            Self.network(parameters: "\(word): [1]"), Self.network(before: "objective: {maximize: \(word)}"),
            Self.network(before: "\(word): 1"), Self.network(parameters: "x: [\(word)]"),
            Self.network(before: "require: [\"\(word) < 1\"]"), Self.network(before: "limits: {wall_time: \(word)}"),
            Self.network(parameters: "x: {\(word): 1}"), Self.expression("minimize: \(word), parameters: {a: 1}"), word,
        ]
        for found in await onOwnThread({ texts.map { errors($0) } }) {
            #expect(!found.isEmpty)
            #expect(found.allSatisfy { $0.unicodeScalars.count < 1500 })
        }
    }

    @Test("thousands of parameters, values, layers, references, constraints and definitions", .timeLimit(.minutes(10)))
    func crowds() async {
        let texts = [
            Self.network(hidden: "[$x\(String(repeating: ", 1", count: 20_000))]"),
            Self.network(hidden: "[\(Self.many(20_000) { _ in "$x" })]"),
            Self.network(hidden: "[\"\(String(repeating: "$x", count: 100_000))\"]"),
            Self.network(hidden: "[\(Self.many(20_000) { "$y\($0)" })]"),
            Self.network(parameters: "x: [\(Self.many(50_000) { "\($0 + 1)" })]"),
            Self.network(parameters: "x: {variants: {\(Self.many(20_000) { "v\($0): \($0 + 1)" })}}"),
            Self.network(
                hidden: "[\(Self.many(100) { "$x\($0)" })]", parameters: Self.many(100) { "x\($0): [1, 2, 3, 4]" }),
            Self.network(before: "require: [\(Self.many(10_000) { _ in "x < 100" })]"),
            Self.network(before: "require: [\"x < 100\(String(repeating: " + 1", count: 100_000))\"]"),
            Self.network(before: "require: [\"\(String(repeating: "(", count: 200_000))x\"]"),
            Self.expression(
                "let: {\(Self.many(3000) { "l\($0): l\($0 + 1) + l\($0 + 1)" }), l3000: a*$x}, minimize: l0^2, parameters: {a: 1}"
            ),
            Self.expression(
                "let: {\(Self.many(3000) { "l\($0): l\(($0 + 1) % 3000) + a" })}, minimize: l0^$x, parameters: {a: 1}"),
        ]
        let seconds = await onOwnThread {
            texts.map { text in
                let began = ContinuousClock.now
                _ = errors(text)
                return (ContinuousClock.now - began) / .seconds(1)
            }
        }
        #expect(seconds.allSatisfy { $0 < 30 }, "\(seconds)")
    }

    @Test("what is not text, in its many forms")
    func encodings() {
        let good = Array(Self.network().utf8)
        let reader = StudyFileReader(kinds: [NetworkTrial()], methods: SearchCatalog.methods)
        func sentence(_ bytes: [UInt8]) -> String? {
            do throws(StudyFileError) {
                _ = try reader.read(bytes: bytes, file: "h.yaml", environment: TrialEnvironment(directory: "/nowhere"))
                return nil
            } catch {
                return error.sentences.first
            }
        }
        #expect(sentence([0xEF, 0xBB, 0xBF] + good) == nil)
        #expect(sentence(good.flatMap { $0 == 10 ? [13, 10] : [$0] }) == nil)
        #expect(sentence(good.flatMap { $0 == 10 ? [13] : [$0] }) == nil)
        #expect(sentence(good + [0xFF]) == "h.yaml:6:1: the file is not valid UTF-8 here (byte 0xFF); save it as UTF-8")
        #expect(
            sentence([0xFF, 0xFE] + good.flatMap { [$0, 0] }) == "h.yaml:1:1: the file is UTF-16; save it as UTF-8")
        #expect(
            sentence([0] + good)
                == "h.yaml:1:1: the control character U+0000 is not allowed in YAML; "
                + "remove it, or write it as an escape in double quotes")
        #expect(sentence([UInt8](repeating: 0x23, count: 1 << 21))?.contains("1048576 bytes") == true)
    }
}
