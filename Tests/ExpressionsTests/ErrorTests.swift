import Testing

@testable import Expressions

/// The sentence for a text with the offset in front and the way out behind, as `3: … → …`.
private func complaint(_ text: String) -> String? {
    do throws(ExpressionError) {
        let expression = try Expression(parsing: text)
        let names = ["n": ValueKind.number, "m": .number, "t": .text, "b": .truth, "z": .nothing]
        if let unknown = expression.unknownNames(known: Set(names.keys)).first { throw unknown }
        let kind = try expression.kind(names)
        if kind != .truth { throw ExpressionError(.resultType(needs: .truth, found: kind), at: 0) }
        return nil
    } catch {
        return "\(error.offset): \(error.sentence)" + (error.suggestion.map { " → \($0)" } ?? "")
    }
}

@Suite("What is wrong with an expression, and where")
struct ErrorTests {
    @Test(
        "every mistake has its sentence and its place",
        arguments: [
            ("", "0: the expression is empty → write a comparison such as narrow <= wide"),
            ("   ", "0: the expression is empty → write a comparison such as narrow <= wide"),
            ("n <", "2: the expression ends after '<' → complete it"),
            ("n < m +", "6: the expression ends after '+' → complete it"),
            ("not", "0: the expression ends after 'not' → complete it"),
            ("n < 1 and", "6: the expression ends after 'and' → complete it"),
            ("(n < 1", "0: a parenthesis is not closed → add ')'"),
            ("(", "0: a parenthesis is not closed → add ')'"),
            ("max(n, 1 < m", "3: a parenthesis is not closed → add ')'"),
            ("n < 1)", "5: a parenthesis is closed that was never opened → remove ')'"),
            ("n # 1", "2: unexpected character '#'"),
            ("n < 1 && m < 2", "6: unexpected '&&' → write 'and'"),
            ("n < 1 || m < 2", "6: unexpected '||' → write 'or'"),
            ("!b", "0: unexpected '!' → write 'not'"),
            ("n = 1", "2: unexpected '=' → write '=='"),
            (
                "n < 1 2",
                "6: an operator is expected (got '2') → write one before '2', such as '*' or '<', or remove '2'"
            ),
            ("n, m", "1: an operator is expected (got ',') → remove ','"),
            ("n m", "2: an operator is expected (got 'm') → write one before 'm', such as '*' or '<', or remove 'm'"),
            ("n < * m", "4: a value is expected (got '*')"),
            ("n < and", "4: a value is expected (got 'and')"),
            ("()", "1: a value is expected (got ')')"),
            ("n < 1.2.3", "4: '1.2.3' is no number"),
            ("n < 12ab", "4: '12ab' is no number"),
            ("n < 1e999", "4: '1e999' is no number"),
            ("t == 'a", "5: a text in quotes is not closed"),
            ("${n < 1", "0: '${' is not closed"),
            ("$ < 1", "0: unexpected character '$'"),
            ("${} < 1", "0: unexpected character '$'"),
            ("sine(n) < 1", "0: unknown function 'sine'"),
            ("n < wide", "4: unknown name 'wide'"),
            ("abs(n, m) < 1", "0: 'abs' takes 1 argument (got 2)"),
            ("min(n) < 1", "0: 'min' takes at least 2 arguments (got 1)"),
            ("abs() < 1", "0: 'abs' takes 1 argument (got 0)"),
            (
                "max(n, 1 m) < 1",
                "9: an operator is expected (got 'm') → write one before 'm', such as '*' or '<', or remove 'm'"
            ),
            ("t < 'b'", "2: '<' cannot compare a text with a text → texts compare with == and != only"),
            ("n == 'b'", "2: '==' cannot compare a number with a text → put both in quotes, or neither"),
            ("b == 1", "2: '==' cannot compare true or false with a number"),
            ("t + 1 < 2", "2: '+' needs numbers (got a text)"),
            ("-t < 2", "0: '-' needs numbers (got a text)"),
            ("abs(t) < 2", "0: 'abs' needs numbers (got a text)"),
            ("n and b", "2: 'and' needs truth values (got a number)"),
            ("not n", "0: 'not' needs truth values (got a number)"),
            ("z < 1", "2: '<' cannot compare null with a number"),
            ("n + 1", "0: must give true or false (gives a number) → write a comparison such as narrow <= wide"),
            ("größe < 1", "0: unknown name 'größe'"),
            ("n < 1 and ключ > 2", "10: unknown name 'ключ'"),
        ])
    func mistake(text: String, expected: String) {
        #expect(complaint(text) == expected)
    }

    @Test("depth and length have limits, so that no text overflows the stack")
    func limits() {
        let deep = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
        #expect(complaint(String(deep.prefix(900))) == "101: the expression is nested deeper than 100 levels")
        #expect(complaint(deep) == "1000: the expression is longer than 1000 words and signs")
        #expect(
            complaint(Array(repeating: "not", count: 800).joined(separator: " "))
                == "404: the expression is nested deeper than 100 levels")
        let long = Array(repeating: "n", count: 490).joined(separator: " + ") + " > 0"
        #expect(complaint(long) == nil)
    }

    @Test("no text crashes the parser")
    func mutations() {
        let words = [
            "n", "$n", "${", "}", "(", ")", "<", "==", "and", "not", "'", "\"", "\\", "1e", ".", "-", "^", ",",
        ]
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += words[Int(state >> 33) % words.count] + ((state >> 20) & 1 == 0 ? " " : "")
            }
            if let complaint = complaint(text) { #expect(!complaint.isEmpty) }
        }
    }
}
