import StudyCore

/// A picture that has been written to a file.
public struct LinkedPicture: Sendable {
    let picture: Picture
    /// From the report's place, with `/` between its parts.
    let path: String

    public init(_ picture: Picture, path: String) {
        self.picture = picture
        self.path = path
    }
}

extension MarkdownText {
    /// A path as the target of a link.
    static func destination(_ path: String) -> String {
        path.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain =
                character.isASCII && (character.isLetter || character.isNumber || "-._~/@".contains(character))
            return isPlain ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// Text of several lines that stays as it is, between fences that do not occur in it.
    static func block(_ text: String, language: String) -> String {
        var fence = "```"
        while text.contains(fence) { fence += "`" }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { visiblyPrintable(String($0)) }
        return "\(fence)\(language)\n\(lines.joined(separator: "\n"))\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }
}
