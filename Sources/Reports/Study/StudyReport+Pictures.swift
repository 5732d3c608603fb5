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

extension StudyReport {
    /// The report as Markdown with pictures, and with all that the results depend on.
    /// - Parameters:
    ///   - top: how many trials to show; all where nil.
    public func markdown(top: Int? = nil, pictures: [LinkedPicture]) -> String {
        var result = markdown(top: top)
        if !pictures.isEmpty { result += "\n## Pictures\n" }
        for linked in pictures {
            let path = MarkdownText.destination(linked.path)
            let title = linked.picture.kind.title
            // A specification is no image: it can only be linked to.
            let link =
                linked.path.hasSuffix(".json") ? "[\(title) (Vega-Lite)](\(path))" : "![\(title)](\(path))"
            result += "\n### \(title)\n\n\(link)\n\n\(MarkdownText.escaped(linked.picture.summary))\n"
        }
        result += "\n## Provenance\n\n"
        for (name, value) in provenance {
            result += "- \(MarkdownText.escaped(name)): \(MarkdownText.escaped(value))\n"
        }
        guard !study.text.isEmpty else { return result }
        return result + "\n## The study file\n\n" + MarkdownText.block(study.text, language: "yaml")
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
