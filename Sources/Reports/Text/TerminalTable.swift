import TextTable

/// Columns set side by side for a terminal.
enum TerminalTable {
    /// The table's lines; rows are painted whole.
    /// - Parameter colour: of a row, by its index.
    static func text(
        _ columns: [TableColumn], style: TextStyle, colour: @escaping (Int) -> TextStyle.Colour? = { _ in nil }
    ) -> String {
        guard let first = columns.first else { return "" }
        let widths = columns.map(\.width)
        // Row −1 stands for the header, so that a table without rows has one too.
        let table = TextTable<Int> { row in
            zip(columns, widths).map { column, width in
                Column(
                    title: padded(column.title, column, width),
                    value: row < 0 ? "" : padded(column.cells[row], column, width), width: width)
            }
        }
        let rows = first.cells.isEmpty ? [-1] : Array(first.cells.indices)
        let lines = (table.string(for: rows, style: Lines.self) ?? "").split(separator: "\n").map(trimmed)
        let head = lines.prefix(2).enumerated().map { style.paint($1, $0 == 0 ? .bold : .faint) }
        guard !first.cells.isEmpty else { return head.joined(separator: "\n") + "\n" }
        let body = lines.dropFirst(2).enumerated().map { row, line in
            colour(row).map { style.paint(line, $0) } ?? line
        }
        return (head + body).joined(separator: "\n") + "\n"
    }

    private static func padded(_ text: String, _ column: TableColumn, _ width: Int) -> String {
        TerminalText.padded(text, to: width, right: column.isRightAligned)
    }

    private static func trimmed(_ line: Substring) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return String(line)
    }

    /// Cells come padded by the columns they take on a terminal, which are not the characters they have.
    private enum Lines: TextTableStyle {
        static func prepare(_ text: String, for column: Column) -> String { text }
        static func escape(_ text: String) -> String { text }
        static func begin(_ table: inout String, index: Int, columns: [Column]) {}
        static func end(_ table: inout String, index: Int, columns: [Column]) {}

        static func header(_ table: inout String, index: Int, columns: [Column]) {
            table += join(columns.map { $0.headerString(for: self) })
            table += join(columns.map { $0.repeated("─") })
        }

        static func row(_ table: inout String, index: Int, columns: [Column]) {
            table += join(columns.map { $0.string(for: self) })
        }

        private static func join(_ cells: [String]) -> String {
            cells.joined(separator: String(repeating: " ", count: FittedColumns.gap)) + "\n"
        }
    }
}
