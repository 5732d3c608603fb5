import Testing

@Suite("What is not YAML, or more YAML than a study needs")
struct SyntaxMistakeTests {
    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(sentences(mistake.text) == mistake.sentences)
    }

    static let mistakes = [
        Mistake(
            "an empty file",
            "",
            "s.yaml:1:1: the file is empty; see docs/study-file.md for what a study file holds"),
        Mistake(
            "a file of comments",
            """
            # nothing here

            """,
            "s.yaml:1:1: the file is empty; see docs/study-file.md for what a study file holds"),
        Mistake(
            "an empty document",
            """
            ---

            """,
            "s.yaml:1:1: the file is empty; see docs/study-file.md for what a study file holds"),
        Mistake(
            "a list instead of a map",
            """
            - a
            - b
            """,
            "s.yaml:1:1: the study must be a map of keys to values (got a list)"),
        Mistake(
            "a bare word",
            "hello",
            "s.yaml:1:1: the study must be a map of keys to values (got text \"hello\")"),
        Mistake(
            "a tab for indentation",
            """
            search:
            \tmethod: grid
            """,
            "s.yaml:2:1: YAML: a tab stands where spaces must; indent with spaces"),
        Mistake(
            "a colon inside a plain text",
            "description: a: b",
            "s.yaml:1:15: YAML: ':' makes a key where none can stand; check the indentation, or put a "
                + "text that holds ': ' in quotes"),
        Mistake(
            "a key without a colon",
            """
            name
            seed: 3
            """,
            "s.yaml:2:5: YAML: ':' makes a key where none can stand; check the indentation, or put a "
                + "text that holds ': ' in quotes"),
        Mistake(
            "a bracket that stays open",
            """
            name: [a, b
            seed: 3
            """,
            "s.yaml:2:5: YAML: ',' or ']' is expected here, for the list opened at 1:7; close the "
                + "bracket, or put a text that holds brackets, braces or commas in quotes"),
        Mistake(
            "a brace that stays open",
            """
            search: {method: grid
            seed: 3}
            """,
            "s.yaml:2:5: YAML: ',' or '}' is expected here, for the map opened at 1:9; close the "
                + "brace, or put a text that holds brackets, braces or commas in quotes"),
        Mistake(
            "quotes that stay open",
            """
            name: "abc
            seed: 3

            """,
            "s.yaml:1:7: YAML: a text in quotes is not closed; close the quotes"),
        Mistake(
            "a closing bracket alone",
            "name: ]",
            "s.yaml:1:7: YAML: a value is expected here; put the value in quotes"),
        Mistake(
            "an indentation that does not fit",
            """
            search:
                method: grid
              trials: 3
            """,
            "s.yaml:3:3: YAML: a key is expected here, as in the map that begins at 1:1; check the "
                + "indentation and the quotes"),
        Mistake(
            "a list item in the wrong column",
            """
            require:
              - a
             - b
            """,
            "s.yaml:3:2: YAML: a key is expected here, as in the map that begins at 1:1; check the "
                + "indentation and the quotes"),
        Mistake(
            "a list behind its key",
            "require: - a",
            "s.yaml:1:10: YAML: a list cannot begin here; put '- ' on a line of its own"),
        Mistake(
            "a reserved character",
            "name: @home",
            "s.yaml:1:7: YAML: a value cannot begin with '@'; put the value in quotes"),
        Mistake(
            "a percent sign",
            "name: %x",
            "s.yaml:1:7: YAML: a value cannot begin with '%'; put the value in quotes"),
        Mistake(
            "an unknown escape",
            "name: \"\\q\"",
            "s.yaml:1:8: YAML: unknown escape in double quotes; use single quotes, or write '\\\\' for "
                + "a backslash"),
        Mistake(
            "text after a closed quote",
            "name: \"a\" b",
            "s.yaml:1:11: YAML: a key is expected here, as in the map that begins at 1:1; check the "
                + "indentation and the quotes"),
        Mistake(
            "a reference in braces between brackets",
            "trial: {fake: {run: [${x}]}}",
            "s.yaml:1:22: YAML: '${' cannot stand bare between brackets or braces; write $name, or put "
                + "\"${name}\" in quotes"),
        Mistake(
            "an asterisk alone",
            "name: *",
            "s.yaml:1:7: YAML: a value cannot begin with '&' or '*'; put the value in quotes"),
        Mistake(
            "an unknown directive",
            """
            %FOO bar
            ---
            name: a
            """,
            "s.yaml:1:5: YAML: found unknown directive name (while scanning a directive); check the "
                + "indentation and the quotes around here"),
        Mistake(
            "an anchor",
            "name: &a b",
            "s.yaml:1:7: '&a': anchors are not allowed in a study file; write the value out where it "
                + "is needed, or put it in quotes if it is text"),
        Mistake(
            "an anchor on a map",
            "search: &s {method: grid}",
            "s.yaml:1:9: '&s': anchors are not allowed in a study file; write the value out where it "
                + "is needed, or put it in quotes if it is text"),
        Mistake(
            "an alias",
            "name: *a",
            "s.yaml:1:7: '*a': aliases are not allowed in a study file; write the value out, or put it "
                + "in quotes if it is text"),
        Mistake(
            "a tag",
            "seed: !!int 3",
            "s.yaml:1:7: '!!int': tags are not allowed in a study file; remove the tag, or put the "
                + "value in quotes if it is text"),
        Mistake(
            "a tag of one's own",
            "name: !secret x",
            "s.yaml:1:7: '!secret': tags are not allowed in a study file; remove the tag, or put the "
                + "value in quotes if it is text"),
        Mistake(
            "a merge key",
            "search: {<<: {method: grid}}",
            "s.yaml:1:10: '<<': merge keys are not allowed in a study file; write the keys out"),
        Mistake(
            "two documents",
            """
            name: a
            ---
            name: b
            """,
            "s.yaml:2:1: a second document begins here, and a study file holds one; put each study "
                + "into a file of its own"),
        Mistake(
            "a key twice",
            """
            seed: 1
            name: a
            seed: 2
            """,
            "s.yaml:3:1: 'seed': the key stands twice, first at 1:1; keep one"),
        Mistake(
            "a key twice, once in quotes",
            "search: {method: grid, \"method\": random}",
            "s.yaml:1:24: 'method': the key stands twice, first at 1:10; keep one"),
        Mistake(
            "a list as a key",
            "[a]: 3",
            "s.yaml:1:1: a list or a map cannot be a key; put a text that begins with a bracket or a "
                + "brace in quotes"),
        Mistake(
            "a map as a key",
            "{a: 1}: 3",
            "s.yaml:1:1: a list or a map cannot be a key; put a text that begins with a bracket or a "
                + "brace in quotes"),
        Mistake(
            "a YAML bomb",
            """
            a: &a [x, x, x, x, x, x, x, x, x]
            b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
            c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
            """,
            "s.yaml:1:4: '&a': anchors are not allowed in a study file; write the value out where it "
                + "is needed, or put it in quotes if it is text"),
        Mistake(
            "a control character",
            "name: a\u{7}b",
            "s.yaml:1:8: the control character U+0007 is not allowed in YAML; remove it, or write it "
                + "as an escape in double quotes"),
        Mistake(
            "a form feed",
            """
            name: a
            \u{C}seed: 3
            """,
            "s.yaml:2:1: the control character U+000C is not allowed in YAML; remove it, or write it "
                + "as an escape in double quotes"),
    ]
}
