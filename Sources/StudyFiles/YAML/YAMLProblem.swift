import StudyCore

/// What LibYAML says of a text that is not YAML, in words that help.
struct YAMLProblem {
    /// LibYAML's words: `did not find expected key`.
    let problem: String
    /// LibYAML's words for what it was doing: `while parsing a block mapping`.
    let context: String?
    let problemOffset: Int
    let contextOffset: Int

    func diagnostic(_ source: SourceText) -> Diagnostic {
        let here = source.position(ofScalar: problemOffset)
        let begin = source.position(ofScalar: contextOffset)
        func refused(
            _ message: String, at position: SourcePosition? = nil, _ suggestion: String
        ) -> Diagnostic {
            Diagnostic("YAML: \(message)", at: position ?? here, suggestion: suggestion)
        }
        switch (problem, context ?? "") {
        case ("found character that cannot start any token", _):
            let character = source[problemOffset]
            if character == "\t" {
                return refused("a tab stands where spaces must", "indent with spaces")
            }
            return refused(
                "a value cannot begin with '\(character.map { String($0) } ?? "")'", "put the value in quotes")
        case ("found a tab character that violates indentation", _),
            ("found a tab character where an indentation space is expected", _):
            return refused("a tab stands where spaces must", "indent with spaces")
        case ("mapping values are not allowed in this context", _):
            return refused(
                "':' makes a key where none can stand",
                "check the indentation, or put a text that holds ': ' in quotes")
        case ("block sequence entries are not allowed in this context", _):
            return refused("a list cannot begin here", "put '- ' on a line of its own")
        case ("did not find expected key", "while parsing a block mapping"):
            return refused(
                "a key is expected here, as in the map that begins at \(begin.line):\(begin.column)",
                "check the indentation and the quotes")
        case ("did not find expected '-' indicator", _):
            return refused(
                "'- ' is expected here, as in the list that begins at \(begin.line):\(begin.column)",
                "check the indentation and the quotes")
        case ("did not find expected ',' or ']'", _) where isBracedReference(source),
            ("did not find expected ',' or '}'", _) where isBracedReference(source):
            return refused(
                "'${' cannot stand bare between brackets or braces", at: source.position(ofScalar: problemOffset - 1),
                "write $name, or put \"${name}\" in quotes")
        case ("did not find expected ',' or ']'", _):
            return refused(
                "',' or ']' is expected here, for the list opened at \(begin.line):\(begin.column)",
                "close the bracket, or put a text that holds brackets, braces or commas in quotes")
        case ("did not find expected ',' or '}'", _):
            return refused(
                "',' or '}' is expected here, for the map opened at \(begin.line):\(begin.column)",
                "close the brace, or put a text that holds brackets, braces or commas in quotes")
        case ("found unexpected end of stream", "while scanning a quoted scalar"):
            return refused("a text in quotes is not closed", at: begin, "close the quotes")
        case ("could not find expected ':'", _):
            return refused(
                "a key without ':'", at: begin, "write 'key: value', and check the indentation of what stands around")
        case ("found unknown escape character", _):
            return refused("unknown escape in double quotes", "use single quotes, or write '\\\\' for a backslash")
        case ("did not find expected node content", _):
            return refused("a value is expected here", "put the value in quotes")
        case ("did not find expected <document start>", _):
            return refused("nothing may follow here", "check the indentation")
        case ("did not find expected alphabetic or numeric character", "while scanning an anchor"),
            ("did not find expected alphabetic or numeric character", "while scanning an alias"):
            return refused("a value cannot begin with '&' or '*'", at: begin, "put the value in quotes")
        case (let problem, _) where problem.hasPrefix("Maximum nesting level reached"):
            return Diagnostic(
                "nested deeper than \(YAMLReader.greatestDepth) levels", at: here,
                suggestion: "check the brackets and the indentation")
        default:
            let doing = context.map { " (\($0))" } ?? ""
            return refused("\(problem)\(doing)", "check the indentation and the quotes around here")
        }
    }

    private func isBracedReference(_ source: SourceText) -> Bool {
        source[problemOffset] == "{" && source[problemOffset - 1] == "$"
    }
}
