import StudyCore
import Testing
import Trials

/// What is wrong with an expression's description, word for word.
@Suite("Sentences about an expression's description")
struct ExpressionSentenceTests {
    static func sentences(_ description: Node, _ configuration: Configuration = Configuration([])) -> [String] {
        let diagnostics = Diagnostics()
        ExpressionTrial().check(
            description, configuration: configuration, environment: TrialEnvironment(directory: "/"),
            diagnostics: diagnostics)
        return diagnostics.all.map { diagnostic in
            (diagnostic.subject.map { "'\($0)': " } ?? "") + diagnostic.message
                + (diagnostic.suggestion.map { "; \($0)" } ?? "")
        }
    }

    @Test("a valid description has nothing wrong")
    func nothingWrong() {
        #expect(Self.sentences(expression()) == [])
        #expect(
            Self.sentences(
                expression([
                    "let": ["u": "x + w", "w": "2*pi*y", "one": 1], "minimize": "u^2 + one/v",
                    "data": ["rows": 3, "columns": ["v": ["normal": [0, 1]]]],
                    "parameters": ["x": "sqrt(2)", "y": ["uniform": [0, 1]]], "batch_size": 3, "record_every": 5,
                    "schedule": ["cosine": ["warm_up": 5, "minimum": 0.01]], "clip_norm": 1.5,
                    "optimum": ["x": 0, "y": ["mean": "v - 1"]],
                ])) == [])
        #expect(Self.sentences(expression(["batch_size": "full", "data": "none"])) == [])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let changes: [(String, Node)]
        let sentence: String

        init(_ changes: KeyValuePairs<String, Node>, _ sentence: String) {
            self.changes = changes.map { ($0.key, $0.value) }
            self.sentence = sentence
        }

        var testDescription: String { changes.map { "\($0.0): \($0.1.json)" }.joined(separator: ", ") }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            ["let": ["width": "x"], "minimize": "widht + y"],
            "'minimize': unknown name 'widht' in \"widht + y\"; did you mean 'width'?"),
        Mistake(
            ["minimize": "x + y + qq"],
            "'minimize': unknown name 'qq' in \"x + y + qq\"; known here: x, y, pi, e"),
        Mistake(["minimize": "x + y +"], "'minimize': the expression ends after '+' in \"x + y +\"; complete it"),
        Mistake(["minimize": "(x + y"], "'minimize': a parenthesis is not closed in \"(x + y\"; add ')'"),
        Mistake(["minimize": ""], "'minimize': the expression is empty in \"\"; write an expression such as (1 - x)^2"),
        Mistake(
            ["minimize": "sine(x) + y"],
            "'minimize': unknown function 'sine' in \"sine(x) + y\"; did you mean 'sin'?"),
        Mistake(
            ["minimize": "sqrt(x, y)"], "'minimize': 'sqrt' takes 1 argument (got 2) in \"sqrt(x, y)\""),
        Mistake(
            ["minimize": "x + y < 2"],
            "'minimize': a number is needed here (got true or false) in \"x + y < 2\""),
        Mistake(["minimize": "x + y + 'a'"], "'minimize': a number is needed here (got a text) in \"x + y + 'a'\""),
        Mistake(
            ["minimize": ["x"]],
            "'minimize': must be an expression (got a list); write it as text, such as (1 - x)^2"),
        Mistake(["minimize": nil], "'expression' needs the key 'minimize'"),
        Mistake(
            ["minimize": "y^2 + 1/x"],
            "'minimize': division by zero at the start in \"y^2 + 1/x\"; start elsewhere, or keep the divisor away from 0"
        ),
        Mistake(
            ["let": ["u": "y / (2*x)"], "minimize": "u^2"],
            "'u': division by zero at the start in \"y / (2*x)\"; start elsewhere, or keep the divisor away from 0"),
        Mistake(
            ["minimize": "log(x) + y"], "'minimize': is not finite at the start (got -infinity); start elsewhere"),
        Mistake(
            ["minimize": "sqrt(x - y)"], "'minimize': is not finite at the start (got not a number); start elsewhere"),
        Mistake(
            ["let": ["a": "b + x", "b": "c", "c": "a*y"], "minimize": "a"],
            "'a': leads back to itself (a → b → c → a); take one of the names out"),
        Mistake(
            ["minimize": "x^2"],
            "'y': is learnt, but 'minimize' does not depend on it; use it, or remove it"),
        Mistake(
            ["data": ["rows": 5, "columns": ["x": ["uniform": [0, 1]]]]],
            "'x': stands under both 'parameters' and 'data'; rename one of the two"),
        Mistake(
            ["let": ["x": "y"], "minimize": "x + y"],
            "'x': stands under both 'let' and 'parameters'; rename one of the two"),
        Mistake(
            ["data": ["rows": 5, "columns": ["u": ["uniform": [0, 1]]]], "let": ["u": "y"], "minimize": "x + u"],
            "'u': stands under both 'let' and 'data'; rename one of the two"),
        Mistake(
            ["data": ["rows": 5, "columns": ["u": ["uniform": [0, 1]]]], "batch_size": 6],
            "'batch_size': is larger than the data, which has 5 rows (got 6); take at most 5, or full"),
        Mistake(["batch_size": 5], "'batch_size': goes with 'data' only; remove the key"),
        Mistake(
            ["batch_size": "all"], "'batch_size': must be a whole number of at least 1, or full (got text \"all\")"),
        Mistake(
            ["data": ExpressionRunTests.classes, "minimize": "x*u + y"],
            "'gaussian_classes' needs a batch_size, since each batch is drawn anew; write batch_size: 8"),
        Mistake(["let": "x"], "'let': must be a map of names to expressions (got text \"x\"); write let: {u: 1 - x}"),
        Mistake(
            ["let": ["2u": "x"]],
            "'2u': must be a word of letters, digits and underscores that begins with no digit"),
        Mistake(["let": ["sin": "x"]], "'sin': is the name of a function; choose another name"),
        Mistake(["let": ["and": "x"]], "'and': is a word of the language; choose another name"),
        Mistake(
            ["parameters": ["loss": 1], "minimize": "loss^2"],
            "'loss': is the name of a measurement; choose another name"),
        Mistake(
            ["parameters": []],
            "'parameters': must be a map of the learnt names to where they start (got a list); write parameters: {x: 0}"
        ),
        Mistake(["parameters": ["x": true, "y": 0]], "'x': must be a finite number (got true)"),
        Mistake(
            ["parameters": ["x": ["unifrom": [0, 1]], "y": 0]],
            "'x': takes {uniform: [low, high]} or {normal: [mean, sd]} (got 'unifrom'); did you mean 'uniform'?"),
        Mistake(["parameters": ["x": ["uniform": [1, 0]], "y": 0]], "'uniform': low must be below high (got 1, 0)"),
        Mistake(
            ["parameters": ["x": ["normal": [0]], "y": 0]],
            "'normal': takes two numbers (got 1); write normal: [mean, sd]"),
        Mistake(
            ["parameters": ["x": ["normal": [0, -1]], "y": 0]], "'normal': must be a number of at least 0 (got -1)"),
        Mistake(
            ["parameters": ["x": "y + 1", "y": 0]], "'x': unknown name 'y' in \"y + 1\"; known here: pi, e"),
        Mistake(
            ["parameters": ["x": "1/0", "y": 0]], "'x': must be a finite number (got inf from \"1/0\")"),
        Mistake(["iterations": 0], "'iterations': must be a whole number from 1 to 1000000000 (got 0)"),
        Mistake(["record_every": 0], "'record_every': must be a whole number from 1 to 1000000000 (got 0)"),
        Mistake(["optimum": ["x": 1]], "'optimum': needs a number for 'y'"),
        Mistake(["optimum": ["x": 1, "y": 1, "z": 1]], "'z': is no learnt name; known here: x, y"),
        Mistake(
            ["optimum": 1],
            "'optimum': must be a map of the learnt names to numbers (got 1); write optimum: {x: 1}"),
        Mistake(["optimum": ["x": ["median": "u"], "y": 0]], "'x': takes a number or {mean: expression}"),
        Mistake(
            ["optimum": ["x": ["mean": "u"], "y": 0]], "'mean': unknown name 'u' in \"u\"; known here: pi, e"),
        Mistake(
            ["schedule": "step"],
            "'step': needs its settings; write schedule: {step: {every: 1000, factor: 0.1}}"),
        Mistake(
            ["schedule": "exponential"],
            "'exponential': needs its settings; write schedule: {exponential: {factor: 0.999}}"),
        Mistake(["schedule": ["step": ["factor": 0.1]]], "'step' needs the key 'every'"),
        Mistake(["schedule": "cosin"], "unknown schedule 'cosin'; did you mean 'cosine'?"),
        Mistake(
            ["schedule": ["cosine": ["per": "epoch"]]],
            "'per': an expression has no epochs: a period of its schedule is an iteration; remove the key"),
        Mistake(["clip_norm": 0], "'clip_norm': must be a number above 0 (got 0)"),
        Mistake(["clip_norm": "none"], "'clip_norm': must be a number above 0 (got text \"none\")"),
        Mistake(
            ["minimise": "x"],
            "'minimise': unknown key in 'expression'; did you mean 'minimize'?"),
        Mistake(
            ["data": ["columns": ["u": ["uniform": [0, 1]]]]],
            "'data': needs 'rows', 'gaussian_classes' or 'csv'; write {rows: 100, columns: {x: {uniform: [0, 1]}}}"),
        Mistake(
            ["data": ["rows": 5, "csv": "t.csv", "columns": ["u": "a"]]],
            "'csv': stands beside 'rows'; keep one of the two"),
        Mistake(["data": ["rows": 5]], "'data' needs the key 'columns'"),
        Mistake(["data": ["rows": 5, "columns": [:]]], "'columns': must be a map of names (got nothing)"),
        Mistake(
            ["data": ["rows": 200_000_000, "columns": ["u": ["uniform": [0, 1]], "v": ["uniform": [0, 1]]]]],
            "'data': 200000000 rows of 2 columns are more than 268435456 numbers; take fewer rows"),
        Mistake(
            ["data": ["csv": "t.csv", "columns": ["u": 0]]],
            "'u': columns count from 1, or from -1 backwards (got 0)"),
        Mistake(
            ["data": ["csv": "t.csv", "header": false, "columns": ["u": "a"]]],
            "'u': 'header: false' leaves no column names (got \"a\"); give the column's number"),
        Mistake(
            ["data": ["csv": "t.csv", "separator": "ab", "columns": ["u": 1]]],
            "'separator': must be a single ASCII character (got text \"ab\"); write separator: \";\""),
    ]

    @Test("each mistake has its sentence", arguments: mistakes)
    func says(mistake: Mistake) {
        #expect(Self.sentences(expression(changing: mistake.changes)) == [mistake.sentence])
    }

    static func classes(_ changes: KeyValuePairs<String, Node>) -> Node {
        var entries: [(String, Node)] = [
            ("dimensions", ["u", "v"]), ("label", "t"), ("samples", 5),
            ("classes", [["mean": 0, "sd": 1], ["mean": 1, "sd": 1]]),
        ]
        for (key, value) in changes {
            entries.removeAll { $0.0 == key }
            entries.append((key, value))
        }
        return expression(["data": ["gaussian_classes": .map(entries)], "batch_size": 2])
    }

    @Test("each mistake in Gaussian classes has its sentence")
    func gaussianClasses() {
        func says(_ changes: KeyValuePairs<String, Node>, _ sentence: String) {
            #expect(Self.sentences(Self.classes(changes)) == [sentence])
        }
        #expect(Self.sentences(Self.classes([:])) == [])
        says(["classes": [["mean": 0, "sd": 1]]], "'classes': needs at least two classes (got 1)")
        says(
            ["classes": [["mean": 0, "sd": [1]], ["mean": 0, "sd": 1]]],
            "'sd': needs one number for each of the 2 dimensions (got 1)")
        says(
            ["classes": [["mean": 0, "sd": -1], ["mean": 0, "sd": 1]]], "'sd': must be a number of at least 0 (got -1)")
        says(["classes": [["mean": 0], ["mean": 0, "sd": 1]]], "a class needs the key 'sd'")
        says(["label": "u"], "'u': stands under 'dimensions' and as 'label'; rename one of the two")
        says(["dimensions": ["u", "u"]], "'dimensions': 'u' stands twice; keep one")
        says(["dimensions": []], "'dimensions': needs at least one name; write dimensions: [x, y]")
        says(["samples": 0], "'samples': must be a whole number from 1 to 268435456 (got 0)")
        says(["sampels": 5], "'sampels': unknown key in 'gaussian_classes'; did you mean 'samples'?")
    }

    @Test("mistakes in the expressions are told beside those in the data and the starts")
    func together() {
        #expect(
            Self.sentences(
                expression([
                    "let": ["u": "2*(x + "], "minimize": "x +", "parameters": ["x": ["unifrom": [0, 1]]],
                    "data": ["rows": 0, "columns": ["v": ["uniform": [1, 0]]]], "iterations": 0, "schedule": "cosin",
                ])) == [
                    "'x': takes {uniform: [low, high]} or {normal: [mean, sd]} (got 'unifrom'); did you mean 'uniform'?",
                    "'rows': must be a whole number from 1 to 268435456 (got 0)",
                    "'uniform': low must be below high (got 1, 0)",
                    "unknown schedule 'cosin'; did you mean 'cosine'?",
                    "'iterations': must be a whole number from 1 to 1000000000 (got 0)",
                    "'u': the expression ends after '+' in \"2*(x + \"; complete it",
                    "'minimize': the expression ends after '+' in \"x +\"; complete it",
                ])
    }

    @Test("references stand for numbers of the study's parameters")
    func references() {
        let configuration = Configuration([("scale", .real(2)), ("word", .text("relu"))])
        func sentences(_ text: Node) -> [String] { Self.sentences(expression(["minimize": text]), configuration) }
        #expect(sentences("$scale*x + y") == [])
        #expect(
            sentences("scale*x + y") == ["'minimize': unknown name 'scale' in \"scale*x + y\"; write $scale"])
        #expect(
            sentences("$word*x + y") == [
                "'minimize': '$word' stands for text \"relu\", where a number is needed; let the whole value be the "
                    + "reference, or give the parameter numbers"
            ])
        #expect(
            sentences("$scale_2*x + y") == ["'$scale_2': no parameter has this name; did you mean '$scale'?"])
        #expect(
            Self.sentences(
                expression(["data": ["csv": "$word.csv", "columns": ["u": 1]], "minimize": "x*u + y"]), configuration)
                == [
                    "'csv': a reference inside a longer text works in expressions only (got \"$word.csv\"); let the "
                        + "whole value be the reference"
                ])
        // Where no parameter is near, the whole file's check tells.
        #expect(sentences("$other*x + y") == [])
    }
}
