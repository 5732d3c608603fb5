/// Text as a shell takes it for one word.
public enum ShellText {
    /// The text as an argument that is no option, at the end of a command line.
    public static func argument(_ text: String) -> String {
        text.hasPrefix("-") ? "-- " + quoted(text) : quoted(text)
    }

    /// The text as one word.
    public static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber || "_-./@:+".contains(character))
        }
        if isPlain, !text.isEmpty { return text }
        return visiblyPrintable("'" + text.replacing("'", with: "'\\''") + "'")
    }
}
