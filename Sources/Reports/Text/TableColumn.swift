/// A column of a table: its cells as text, and how much it matters where not all columns fit.
struct TableColumn {
    var title: String
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
    var cellWidth: Int { cells.reduce(0) { max($0, TerminalText.width($1)) } }

    func cut(to width: Int) -> TableColumn {
        var column = self
        column.title = TerminalText.cut(title, to: width)
        column.cells = cells.map { TerminalText.cut($0, to: width) }
        return column
    }
}

/// Columns chosen and cut so that they fit a width.
struct FittedColumns {
    private(set) var columns: [TableColumn] = []
    /// The titles of those that had no room.
    private(set) var omitted: [String] = []
    static let gap = 2

    init(_ columns: [TableColumn], width: Int) {
        var candidates = columns.map(Candidate.init)
        func isWider() -> Bool {
            candidates.reduce(0) { $0 + $1.width } + Self.gap * max(0, candidates.count - 1) > width
        }
        /// Gives up the rightmost of the columns with the least priority.
        func giveUp(below limit: Int) -> String? {
            let least = candidates.map(\.column.priority).min() ?? limit
            guard least < limit, let index = candidates.lastIndex(where: { $0.column.priority == least }) else {
                return nil
            }
            return candidates.remove(at: index).fullTitle
        }
        /// Takes a character from the widest of the columns that can spare it.
        func cutWidest() -> Bool {
            let spare = candidates.indices.filter { candidates[$0].width > candidates[$0].leastWidth }
            guard let widest = spare.max(by: { candidates[$0].width < candidates[$1].width }) else { return false }
            candidates[widest].width -= 1
            return true
        }
        if isWider() { candidates = candidates.map { $0.shortened() } }
        while isWider(), let title = giveUp(below: TableColumn.minor) { omitted.append(title) }
        while isWider(), cutWidest() {}
        while isWider(), let title = giveUp(below: TableColumn.always) { omitted.append(title) }
        self.columns = candidates.map(\.result)
    }

    /// A column with its widths, measured once: a table may have very many rows.
    private struct Candidate {
        var column: TableColumn
        let fullTitle: String
        let cellWidth: Int
        var width: Int
        private let naturalWidth: Int

        init(_ column: TableColumn) { self.init(column, fullTitle: column.title, cellWidth: column.cellWidth) }

        private init(_ column: TableColumn, fullTitle: String, cellWidth: Int) {
            self.column = column
            self.fullTitle = fullTitle
            self.cellWidth = cellWidth
            width = max(TerminalText.width(column.title), cellWidth)
            naturalWidth = width
        }

        /// How far the column may be cut: a number that is not whole would be another number.
        var leastWidth: Int { column.canShrink ? (column.isRightAligned ? max(6, cellWidth) : 6) : width }

        /// With the short title, where the title is what makes the column wide.
        func shortened() -> Candidate {
            guard let short = column.shortTitle, TerminalText.width(column.title) > cellWidth else { return self }
            var column = column
            column.title = short
            return Candidate(column, fullTitle: fullTitle, cellWidth: cellWidth)
        }

        var result: TableColumn { width < naturalWidth ? column.cut(to: width) : column }
    }
}
