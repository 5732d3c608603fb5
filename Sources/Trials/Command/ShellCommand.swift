import Foundation

/// What can be told for certain of a shell's text without being a shell: which command it names first.
struct ShellCommand {
    /// The name of the program that is run first; nil where quotes, expansions, assignments or the shell's grammar have a
    /// say in it.
    let firstWord: String?
    /// Whether nothing of the text can succeed where its first command cannot be run.
    let isAlone: Bool

    init(_ text: String) {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace || first == "#" {
            rest = first == "#" ? rest.drop { !$0.isNewline } : rest.dropFirst()
        }
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_./+-".contains($0)) }
        let after = rest[word.endIndex...]
        // After `name (` a function is made.
        let isWhole = after.first.map { $0.isWhitespace || ";&|<>".contains($0) } ?? true
        let isFunction = after.first { $0 != " " && $0 != "\t" } == "("
        firstWord = isWhole && !isFunction && !word.isEmpty ? String(word) : nil
        var tail = after
        while tail.last?.isWhitespace == true { tail.removeLast() }
        // What stands in quotes counts as well: less is certain then.
        isAlone = !tail.replacing("&&", with: "").contains { ";&|\n\r".contains($0) }
    }
}
