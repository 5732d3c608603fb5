/// Markdown with tables, as GitHub reads it.
enum MarkdownText {
    /// Text that stays text: nothing in it becomes a table's edge, an element, a link or emphasis.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in TerminalText.safe(text) {
            if "\\|`*<>[]#~".contains(character) { result += "\\" }
            result.append(character)
        }
        // Underscores within words are harmless, and parameters' names are full of them.
        guard result.hasPrefix("_") || result.hasSuffix("_") || result.contains(" _") || result.contains("_ ") else {
            return result
        }
        return result.replacing("_", with: "\\_")
    }

    static func list(_ items: [String]) -> String { items.map { "- \(escaped($0))\n" }.joined() }

    static func table(_ columns: [TableColumn]) -> String {
        guard let first = columns.first else { return "" }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        var result = line(columns.map { escaped($0.title) })
        result += line(columns.map { $0.isRightAligned ? "---:" : "---" })
        for row in first.cells.indices { result += line(columns.map { escaped($0.cells[row]) }) }
        return result
    }
}
