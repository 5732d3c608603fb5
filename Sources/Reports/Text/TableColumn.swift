/// A column of a table: its cells as text, and how much it matters where not all columns fit.
struct TableColumn {
    let title: String
    /// Takes the title's place where that is what makes the column too wide.
    var shortTitle: String?
    var isRightAligned = true
    /// The greater, the longer the column stays; `always` stays in any case.
    let priority: Int
    /// Whether title and cells may be cut.
    var canShrink = false
    var cells: [String]

    static let always = 100
    /// Columns below are given up before others are cut.
    static let minor = 60

    var width: Int { max(TerminalText.width(title), cellWidth) }
    /// How far the column may be cut: a number that is not whole would be another number.
    var leastWidth: Int { isRightAligned ? max(6, cellWidth) : 6 }
    var cellWidth: Int { cells.reduce(0) { max($0, TerminalText.width($1)) } }

    func cut(to width: Int) -> TableColumn {
        var column = TableColumn(
            title: TerminalText.cut(title, to: width), isRightAligned: isRightAligned, priority: priority,
            cells: cells.map { TerminalText.cut($0, to: width) })
        column.canShrink = canShrink
        return column
    }
}

/// Columns chosen and cut so that they fit a width.
struct FittedColumns {
    private(set) var columns: [TableColumn]
    /// The titles of those that had no room.
    private(set) var omitted: [String] = []
    static let gap = 2

    init(_ columns: [TableColumn], width: Int) {
        self.columns = columns
        var full = columns.map(\.title)
        if isWider(than: width) { shortenTitles() }
        while isWider(than: width), let index = leastImportant(below: TableColumn.minor) { remove(index, &full) }
        while isWider(than: width), let index = widestShrinkable {
            self.columns[index] = self.columns[index].cut(to: self.columns[index].width - 1)
        }
        while isWider(than: width), let index = leastImportant(below: TableColumn.always) { remove(index, &full) }
    }

    private func isWider(than width: Int) -> Bool {
        columns.reduce(0) { $0 + $1.width } + Self.gap * max(0, columns.count - 1) > width
    }

    private mutating func shortenTitles() {
        columns = columns.map { column in
            guard let short = column.shortTitle, TerminalText.width(column.title) > column.cellWidth else {
                return column
            }
            return TableColumn(
                title: short, isRightAligned: column.isRightAligned, priority: column.priority,
                canShrink: column.canShrink, cells: column.cells)
        }
    }

    /// The rightmost of the columns with the least priority.
    private func leastImportant(below limit: Int) -> Int? {
        let least = columns.map(\.priority).min() ?? limit
        return least < limit ? columns.lastIndex { $0.priority == least } : nil
    }

    private var widestShrinkable: Int? {
        columns.indices.filter { columns[$0].canShrink && columns[$0].width > columns[$0].leastWidth }
            .max { columns[$0].width < columns[$1].width }
    }

    private mutating func remove(_ index: Int, _ full: inout [String]) {
        omitted.append(full.remove(at: index))
        columns.remove(at: index)
    }
}
