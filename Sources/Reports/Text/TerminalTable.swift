/// Columns set side by side for a terminal.
enum TerminalTable {
    /// The table's lines; rows are painted whole.
    /// - Parameter colour: of a row, by its index.
    static func text(
        _ columns: [TableColumn], style: TextStyle, colour: (Int) -> TextStyle.Colour? = { _ in nil }
    ) -> String {
        guard let first = columns.first else { return "" }
        let widths = columns.map(\.width)
        var lines = Lines(widths: widths, isRightAligned: columns.map(\.isRightAligned))
        lines.append(columns.map(\.title)) { style.paint($0, .bold) }
        lines.append(widths.map { String(repeating: "─", count: $0) }) { style.paint($0, .faint) }
        var cells = columns.map(\.title)
        for row in first.cells.indices {
            for (place, column) in columns.enumerated() { cells[place] = column.cells[row] }
            if let colour = colour(row) {
                lines.append(cells) { style.paint($0, colour) }
            } else {
                lines.append(cells, paint: nil)
            }
        }
        return String(decoding: lines.bytes, as: UTF8.self)
    }

    /// Lines as they grow, in bytes: a table may have very many rows.
    private struct Lines {
        let widths: [Int]
        let isRightAligned: [Bool]
        var bytes: [UInt8] = []

        /// Cells padded by the columns they take on a terminal, which are not the characters they have.
        mutating func append(_ cells: [String], paint: ((String) -> String)?) {
            let start = bytes.count
            for (place, cell) in cells.enumerated() {
                if place > 0 { appendBlanks(FittedColumns.gap) }
                let missing = widths[place] - TerminalText.width(cell)
                if isRightAligned[place] { appendBlanks(missing) }
                bytes.append(contentsOf: cell.utf8)
                if !isRightAligned[place] { appendBlanks(missing) }
            }
            while bytes.count > start, bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
            if let paint {
                let line = paint(String(decoding: bytes[start...], as: UTF8.self))
                bytes.replaceSubrange(start..., with: line.utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }

        private mutating func appendBlanks(_ count: Int) {
            if count > 0 { bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count)) }
        }
    }
}
