import Testing

@testable import Expressions

private func value(_ text: String, _ values: [String: Value] = [:]) throws -> Value {
    try Expression(parsing: text).value(values)
}

@Suite("What expressions mean")
struct EvaluationTests {
    @Test(
        "arithmetic follows the usual precedence",
        arguments: [
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("-2^2", -4), ("(-2)^2", 4), ("2^-1", 0.5), ("2^3^2", 512),
            ("2**3", 8), ("7 - 2 - 1", 4), ("8 / 4 / 2", 1), ("--3", 3), ("+3", 3), ("2 * -3", -6), (".5 + 1.", 1.5),
            ("1e-3 * 1000", 1), ("1.5E2", 150), ("10 - -2", 12),
        ] as [(String, Double)])
    func arithmetic(text: String, expected: Double) throws {
        #expect(try value(text) == .number(expected))
    }

    @Test(
        "functions give what their names say",
        arguments: [
            ("abs(-3)", 3), ("min(3, 1, 2)", 1), ("max(3, 1, 2)", 3), ("log(exp(2))", 2), ("sqrt(16)", 4),
            ("floor(-1.5)", -2), ("ceil(1.2)", 2), ("max(min(5, 3), abs(-1))", 3), ("sin(0) + cos(0)", 1),
            ("tanh(0)", 0), ("sigmoid(0)", 0.5), ("relu(-2) + relu(2)", 2), ("log(e)", 1), ("cos(pi)", -1),
        ] as [(String, Double)])
    func functions(text: String, expected: Double) throws {
        #expect(try value(text) == .number(expected))
    }

    @Test(
        "comparisons and logic give truth values",
        arguments: [
            ("1 < 2", true), ("2 <= 2", true), ("1 > 2", false), ("2 >= 3", false), ("1 == 1.0", true),
            ("1 != 1", false), ("0 < 1 < 2", true), ("0 < 3 < 2", false), ("1 < 2 == true", false), ("not 1 > 2", true),
            ("true or false and false", true), ("(true or false) and false", false), ("not false and false", false),
            ("not not true", true), ("'a' == 'a'", true), ("'a' != \"b\"", true), ("true != false", true),
            ("1 / 0 > 1e300", true), ("0 / 0 == 0 / 0", false), ("'it\\'s' == \"it's\"", true),
        ])
    func truth(text: String, expected: Bool) throws {
        // A chain compares neighbours: 1 < 2 == true is 1 < 2 and 2 == true, which cannot be.
        if text == "1 < 2 == true" {
            #expect(throws: ExpressionError.self) { try value(text) }
        } else {
            #expect(try value(text) == .truth(expected))
        }
    }

    @Test("names are bare, with a dollar or in braces, in any script")
    func names() throws {
        let values: [String: Value] = [
            "a": .number(2), "größe": .number(3), "batch size": .number(4), "and": .number(5), "min": .number(6),
        ]
        #expect(try value("a * $größe + ${batch size} + $and + min", values) == .number(21))
        #expect(try Expression(parsing: "a + $a * ${a}").names.map(\.offset) == [0, 4, 9])
    }

    @Test("pi and e are constants where nothing else has their names, and never as references")
    func constants() throws {
        #expect(try value("pi") == .number(.pi))
        #expect(try value("e + $e", ["e": .number(2)]) == .number(4))
        #expect(try Expression(parsing: "pi * e").unknownNames(known: []).isEmpty)
        #expect(try Expression(parsing: "pi + e < 6").kind([:]) == .truth)
        #expect(try Expression(parsing: "$e + x").unknownNames(known: []).map(\.offset) == [0, 5])
    }

    @Test("a value of null equals only null")
    func nothing() throws {
        let values: [String: Value] = ["x": .nothing, "y": .nothing, "z": .number(1), "t": .text("a")]
        #expect(try value("x == y", values) == .truth(true))
        #expect(try value("x == z", values) == .truth(false))
        #expect(try value("x != t", values) == .truth(true))
    }

    @Test("what is not needed for the answer is not evaluated")
    func shortCircuit() throws {
        #expect(try value("false and missing > 1") == .truth(false))
        #expect(try value("true or missing > 1") == .truth(true))
    }

    @Test("kinds are found before anything is evaluated, and agree with what evaluation gives")
    func kinds() throws {
        let kinds: [String: ValueKind] = ["n": .number, "t": .text, "b": .truth]
        for (text, expected) in [
            ("n + 1", ValueKind.number), ("n < 2", .truth), ("t == 'a'", .truth), ("b and n > 1", .truth), ("t", .text),
        ] {
            #expect(try Expression(parsing: text).kind(kinds) == expected)
        }
    }
}
