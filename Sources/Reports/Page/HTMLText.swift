import StudyCore

/// Text and data inside HTML.
enum HTMLText {
    /// Text that stays text, also within an attribute in double quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in visiblyPrintable(text).unicodeScalars { append(character, to: &result) }
        return result
    }

    /// The same for text of several lines, whose line breaks stay.
    static func escapedLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }.joined(
            separator: "\n")
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }

    /// Data in a script element of their own, which nothing in them can end.
    static func data(_ node: Node, identifier: String) -> String {
        // JSON has this character in strings only.
        let json = node.json.replacing("<", with: "\\u003c")
        return "<script type=\"application/json\" id=\"\(identifier)\">\(json)</script>\n"
    }

    /// A script in place; a text in it that would end the element is written otherwise.
    static func script(_ text: String) -> String {
        "<script>\n\(text.replacing("</script", with: "<\\/script").replacing("<!--", with: "<\\!--"))\n</script>\n"
    }

    /// A list of sentences.
    static func list(_ sentences: [String], class name: String = "") -> String {
        guard !sentences.isEmpty else { return "" }
        let attribute = name.isEmpty ? "" : " class=\"\(name)\""
        return "<ul\(attribute)>\n" + sentences.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n"
    }
}
