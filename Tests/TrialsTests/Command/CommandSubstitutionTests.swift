import Foundation
import StudyCore
import Testing
import Trials

@Suite("Parameters in a command")
struct CommandSubstitutionTests {
    static let values: [String] = [
        "plain", "a b", "it's", "\"quoted\"", "$HOME", "`id`", "back\\slash", "a\nb", "*", "; echo bad", "", "ü€", "-x",
        "$(id)",
    ]
    private static let space = SearchSpace(parameters: [
        Parameter(name: "x", distribution: .values(values.map { .text($0) }, weights: nil)),
        Parameter(name: "n", distribution: .constant(.integer(3))),
        Parameter(
            name: "kind",
            distribution: .variants([
                .init(name: "adam", piece: ["--opt", "ad am", "--n", "$n"]), .init(name: "sgd", piece: "s"),
            ])),
    ])

    private func substituted(_ run: Node, _ value: String = "a b", kind: String = "adam") -> Node? {
        let diagnostics = Diagnostics()
        let node = Node.map([("run", run)]).substituting(
            Configuration([("x", .text(value)), ("n", .integer(3)), ("kind", .text(kind))]), space: Self.space,
            rules: CommandTrial().substitution, diagnostics: diagnostics)
        #expect(diagnostics.isEmpty)
        return node["run"]
    }

    /// What a shell prints.
    private func shell(_ text: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", text]
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    @Test("a value is one word wherever it stands in a shell's text", arguments: values)
    func quoted(_ value: String) throws {
        // Bare, in double quotes, in single quotes, in a command's output, joined to other text.
        let text = #"printf '[%s]' $x "$x" '$x' "$(printf %s $x)" "`printf %s $x`" --a=$x "b${x}c" \"$x"#
        let command = try #require(substituted(.text(text), value)?.textValue)
        // A shell takes line breaks off the end of a command's output.
        let expected = [value, value, value, value, value, "--a=" + value, "b" + value + "c", "\"" + value]
        // Backquotes take one round of backslashes away.
        guard !value.contains("\\"), !value.contains("`"), !value.contains("$"), !value.contains("\"") else {
            let bare = try #require(
                substituted(#"printf '[%s]' $x "$x" '$x' "$(printf %s $x)" --a=$x"#, value)?.textValue)
            #expect(try shell(bare) == [value, value, value, value, "--a=" + value].map { "[\($0)]" }.joined())
            return
        }
        #expect(try shell(command) == expected.map { "[\($0)]" }.joined())
    }

    @Test("$args is all parameters, as words or as elements; $args_json one text; $$ a dollar")
    func derived() throws {
        let words = #"["p","--x=a b","--n=3","--kind=adam","{\"x\":\"a b\",\"n\":3,\"kind\":\"adam\"}","$5"]"#
        #expect(substituted(["p", "$args", "$args_json", "$$5"])?.json == words)
        #expect(substituted("p $args")?.textValue == "p '--x=a b' --n=3 --kind=adam")
        #expect(substituted("p $args_json")?.textValue == #"p '{"x":"a b","n":3,"kind":"adam"}'"#)
        #expect(substituted("echo $$HOME $$1")?.textValue == "echo $HOME $1")
    }

    @Test("a variant may be several arguments")
    func variants() {
        #expect(substituted(["p", "$kind"])?.json == #"["p",["--opt","ad am","--n",3]]"#)
        #expect(substituted("p $kind")?.textValue == "p --opt 'ad am' --n 3")
        #expect(substituted("p $kind", kind: "sgd")?.textValue == "p s")
    }

    @Test("in a list a value inside a longer text is text, without quotes")
    func lists() {
        #expect(substituted(["p", "--x=$x", "$n", "${n}x"])?.json == #"["p","--x=a b",3,"3x"]"#)
    }
}
