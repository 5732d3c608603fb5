import StudyCore
import Testing
import Trials

/// What is wrong with a command's description, word for word.
@Suite("Sentences about a command's description")
struct CommandSentenceTests {
    private static let environment = TrialEnvironment(directory: "/")

    static func sentences(_ description: Node, _ configuration: Configuration = Configuration([])) -> [String] {
        let diagnostics = Diagnostics()
        CommandTrial().check(
            description, configuration: configuration, environment: environment, diagnostics: diagnostics)
        return diagnostics.all.map { diagnostic in
            (diagnostic.subject.map { "'\($0)': " } ?? "") + diagnostic.message
                + (diagnostic.suggestion.map { "; \($0)" } ?? "")
        }
    }

    @Test(
        "valid descriptions have nothing wrong",
        arguments: [
            ["run": "echo 1", "metrics": "last_line"],
            ["run": ["prog", 1, 0.5, true, ["--inner", "x"]], "metrics": "json_lines", "keep": "failed"],
            ["run": ["prog"], "metrics": "none", "keep": ["best": 3], "control": "stdin", "resumable": true],
            [
                "run": ["prog"],
                "metrics": ["epoch": "epoch (?<value>[0-9]+)", "loss": "(?<step>[0-9]+) (?<value>.*)"],
                "environment": ["A": 1, "B": nil], "working_directory": "..",
            ],
            ["run": ["prog"], "metrics_file": "out/metrics.CSV"],
        ] as [Node])
    func nothingWrong(description: Node) {
        #expect(Self.sentences(description) == [])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let description: Node
        let sentence: String

        init(_ description: Node, _ sentence: String) {
            self.description = description
            self.sentence = sentence
        }

        var testDescription: String { description.json }
    }

    static let mistakes: [Mistake] = [
        Mistake(["metrics": "none"], "'command' needs the key 'run'"),
        Mistake(["run": "  ", "metrics": "none"], "'run': names no program"),
        Mistake(["run": [], "metrics": "none"], "'run': names no program"),
        Mistake(
            ["run": 5, "metrics": "none"],
            "'run': must be a list of a program and its arguments, or one text for the shell (got 5); "
                + "write run: [python, train.py, --lr, $lr]"),
        Mistake(
            ["run": ["a", ["b": 1]], "metrics": "none"],
            "'run': an argument must be text, a number or a truth value (got a map)"),
        Mistake(
            ["run": ["a", "b\u{0}c"], "metrics": "none"],
            "'run': holds a zero byte, which no program can be given"),
        Mistake(
            ["run": ["a"]],
            "'command' must say how metrics are read; add metrics: json_lines, metrics: {name: 'pattern with (?<value>…)'}, "
                + "metrics: last_line, or metrics_file: metrics.csv"),
        Mistake(
            ["run": ["a"], "metrics": "json_line"],
            "'metrics': must be json_lines, last_line, none, or a map of names to patterns (got text \"json_line\"); "
                + "did you mean 'json_lines'?"),
        Mistake(
            ["run": ["a"], "metrics": "none", "metrics_file": "m.csv"],
            "'command': takes 'metrics' or 'metrics_file', not both; keep one"),
        Mistake(
            ["run": ["a"], "metrics_file": "m.txt"],
            "'metrics_file': must end in .json, .jsonl or .csv (got text \"m.txt\")"),
        Mistake(["run": ["a"], "metrics": [:]], "'metrics': names no metric"),
        Mistake(
            ["run": ["a"], "metrics": ["b": ""]],
            "'b': is empty; write a pattern with the group (?<value>…) for the number"),
        Mistake(
            ["run": ["a"], "metrics": ["acc": "acc [0-9]+"]],
            "'acc': the pattern 'acc [0-9]+' has no group named value; put what holds the number in (?<value>…)"),
        Mistake(
            ["run": ["a"], "metrics": ["acc": .text(String(repeating: "(", count: 200))]],
            "'acc': the pattern is longer than 4096 bytes, or holds more than 100 brackets; look for less"),
        Mistake(
            ["run": ["a"], "metrics": "none", "keep": "faild"],
            "'keep': must be always, failed, never or {best: n} (got text \"faild\"); did you mean 'failed'?"),
        Mistake(
            ["run": ["a"], "metrics": "none", "environment": ["HPSEARCH_SEED": 1]],
            "'environment': 'HPSEARCH_SEED' is set by hpsearch itself; choose another name"),
        Mistake(
            ["run": ["a"], "metrics": "none", "environment": ["A=B": 1]],
            "'environment': 'A=B' cannot be a variable's name"),
        Mistake(
            ["run": ["a"], "metrics": "none", "resumabel": true],
            "'resumabel': unknown key in 'command'; did you mean 'resumable'?"),
    ]

    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(Self.sentences(mistake.description) == [mistake.sentence])
    }

    @Test("a pattern that does not compile says why")
    func badPattern() throws {
        let sentence = try #require(Self.sentences(["run": ["a"], "metrics": ["acc": "val([0-9"]]).first)
        #expect(sentence.hasPrefix("'acc': the pattern 'val([0-9' is no regular expression ("))
    }

    @Test("parameters whose variables would be the same are refused")
    func sameVariables() {
        let sentences = Self.sentences(
            ["run": ["a"], "metrics": "none"], Configuration([("a-b", .integer(1)), ("A.b", .integer(2))]))
        #expect(
            sentences == [
                "'parameters': parameters 'a-b' and 'A.b' would both be the variable HPSEARCH_PARAM_A_B; "
                    + "rename one of them"
            ])
    }

    @Test("the metrics of patterns are known beforehand, those of lines are not")
    func names() {
        let trial = CommandTrial()
        #expect(
            trial.metricNames(for: ["run": "x", "metrics": ["epoch": "(?<value>.)", "loss": "(?<value>.)"]]) == [
                "loss", "seconds",
            ])
        #expect(trial.metricNames(for: ["run": "x", "metrics": "none"]) == ["seconds"])
        #expect(trial.metricNames(for: ["run": "x", "metrics": "json_lines"]) == nil)
        #expect(trial.metricNames(for: ["run": "x", "metrics_file": "m.json"]) == nil)
    }
}
