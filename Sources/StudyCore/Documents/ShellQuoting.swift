/// Puts words into the text of a shell command so that each stays one word, whatever stands around it.
///
/// Follows what POSIX says of quotes (Shell & Utilities, 2.2), of `$(…)` and of backquotes, as far as the text has come.
/// Comments and here-documents are not followed.
struct ShellQuoting {
    private enum Place {
        case bare
        case single
        case double
        case parenthesis
        case backquote
    }

    private(set) var text = ""
    /// What the end of the text stands in, the innermost last.
    private var places: [Place] = [.bare]
    private var isEscaped = false
    private var previous: Character?

    /// Adds a piece of the command as its author wrote it.
    mutating func append(literal: String) {
        for character in literal {
            let wasEscaped = isEscaped
            follow(character)
            text.append(character)
            previous = wasEscaped ? nil : character
        }
    }

    /// Adds words, separated by blanks where they may be.
    mutating func append(words: [String]) {
        switch places.last {
        case .single: text += words.joined(separator: " ").replacing("'", with: "'\\''")
        case .double: text += Self.escapedInDoubleQuotes(words.joined(separator: " "))
        default: text += words.map(Self.quoted).joined(separator: " ")
        }
        isEscaped = false
        previous = nil
    }

    private mutating func follow(_ character: Character) {
        if isEscaped {
            isEscaped = false
            return
        }
        let place = places.last ?? .bare
        if place == .single {
            if character == "'" { places.removeLast() }
            return
        }
        switch character {
        case "\\": isEscaped = true
        case "'" where place != .double: places.append(.single)
        case "\"":
            if place == .double { places.removeLast() } else { places.append(.double) }
        case "`":
            if let last = places.lastIndex(of: .backquote) {
                places.removeSubrange(last...)
            } else {
                places.append(.backquote)
            }
        case "(" where place != .double || previous == "$": places.append(.parenthesis)
        case ")" where place == .parenthesis: places.removeLast()
        default: break
        }
    }

    /// One word, on one line or several.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber || "_-./@:+=,%".contains(character))
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private static func escapedInDoubleQuotes(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\\"$`".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
