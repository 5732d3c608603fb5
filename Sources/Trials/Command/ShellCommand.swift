/// What can be told for certain of a shell's text without being a shell: which command it names first.
struct ShellCommand {
    /// The name of the program that is run first; nil where quotes, expansions or the shell's grammar have a say in it.
    ///
    /// Variables that are set before it are passed over, and so are `exec` and `env`.
    let firstWord: String?
    /// Whether nothing of the text can succeed where its first command cannot be run.
    let isAlone: Bool

    init(_ text: String) {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace || first == "#" {
            rest = first == "#" ? rest.drop { !$0.isNewline } : rest.dropFirst()
        }
        var words: [ShellWord] = []
        while let word = ShellWord(&rest) { words.append(word) }
        let tail = rest
        var command = words.drop { $0.variable != nil }
        let isExec = command.first?.isName == true && command.first?.text == "exec" && command.count > 1
        if isExec { command.removeFirst() }
        let hasPath = words.contains { $0.variable == "PATH" }
        // After `name (` a function is made; a number before `<` or `>` is a stream's.
        let isFunction = words.count == 1 && tail.first == "("
        let isStream =
            command.count == 1 && command.first?.isNumber == true && tail.first.map { "<>".contains($0) } == true
        let isOption = isExec && command.first?.text.hasPrefix("-") == true
        if let first = command.first, first.isName, !hasPath, !isFunction, !isStream, !isOption {
            var named: String?
            if EnvArguments.belong(to: first.text) {
                // What is not plain is not certain, and so is what follows it.
                let known = command.dropFirst().prefix {
                    ($0.isPlain || $0.variable != nil) && !$0.text.contains("$")
                }
                named = EnvArguments.program(known.map(\.text))
            }
            firstWord = named ?? first.text
        } else {
            firstWord = nil
        }
        isAlone = Self.isAlone(words, tail, isExec: isExec)
    }

    /// What stands in quotes counts as well: less is certain then.
    private static func isAlone(_ words: [ShellWord], _ tail: Substring, isExec: Bool) -> Bool {
        var tail = words.map(\.text).joined(separator: " ") + " " + tail
        while tail.last?.isWhitespace == true { tail.removeLast() }
        tail = tail.replacing("&&", with: "").replacing(">&", with: "")
        // A shell that is to become a program that is not there ends.
        if isExec { return !tail.replacing("||", with: "").contains { "&|".contains($0) } }
        return !tail.contains { ";&|\n\r".contains($0) }
    }
}

/// A word at the beginning of a shell's text, as far as it can be read without being a shell.
struct ShellWord {
    /// As it is written.
    let text: String
    /// Whether it stands for itself.
    let isPlain: Bool
    /// The variable that it sets, where it has that form.
    let variable: String?

    /// Whether it may be a program's name.
    var isName: Bool { isPlain && text.allSatisfy { Self.isNameCharacter($0) } }
    var isNumber: Bool { text.allSatisfy { $0.isASCII && $0.isNumber } }

    /// Takes a word and the blanks after it; takes nothing and is nil where there is none that can be told.
    init?(_ rest: inout Substring) {
        var end = rest.startIndex
        var isPlain = true
        loop: while end < rest.endIndex {
            let character = rest[end]
            switch character {
            case "'", "\"":
                let inside = rest[rest.index(after: end)...]
                guard let close = inside.firstIndex(of: character),
                    character == "'" || !inside[..<close].contains(where: { "$`\\".contains($0) })
                else { return nil }
                end = close
                isPlain = false
            case "$":
                let next = rest.index(after: end)
                guard next < rest.endIndex, rest[next].isASCII, rest[next].isLetter || rest[next] == "_" else {
                    return nil
                }
                isPlain = false
            case _ where Self.isNameCharacter(character) || "=:,@%".contains(character): break
            case _ where character.isWhitespace || ";&|<>".contains(character): break loop
            // After `name(` a function is made, and of anything else nothing is certain.
            default: return nil
            }
            end = rest.index(after: end)
        }
        guard end > rest.startIndex else { return nil }
        text = String(rest[..<end])
        self.isPlain = isPlain
        let name = text.prefix { $0 != "=" }
        let isVariable =
            name.endIndex < text.endIndex && name.first?.isNumber == false
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        variable = isVariable ? String(name) : nil
        rest = rest[end...].drop { $0 == " " || $0 == "\t" }
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_./+-".contains(character))
    }
}
