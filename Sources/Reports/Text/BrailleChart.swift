/// A curve drawn with braille dots, two by four to a character, with the values of its edges beside it.
struct BrailleChart {
    /// The chart's lines, none wider than `width`; empty where there is nothing to draw or no room.
    let lines: [String]

    /// - Parameters:
    ///   - points: in ascending order of x; those that are not finite are left out.
    ///   - height: in lines, without the line of the x axis.
    ///   - label: how a value is written.
    init(_ points: [(x: Int, y: Double)], width: Int, height: Int, label: (Double) -> String) {
        let points = points.filter(\.y.isFinite)
        guard points.count > 1, let first = points.first, let last = points.last, last.x > first.x,
            let low = points.map(\.y).min(), let high = points.map(\.y).max()
        else {
            lines = []
            return
        }
        let (top, bottom) = (label(high), label(low))
        let margin = max(TerminalText.width(top), TerminalText.width(bottom))
        let columns = width - margin - 2
        guard columns >= 8, height >= 2 else {
            lines = []
            return
        }
        var grid = Grid(columns: columns, rows: height)
        func place(_ point: (x: Int, y: Double)) -> (x: Int, y: Int) {
            let across = Double(point.x - first.x) / Double(last.x - first.x) * Double(columns * 2 - 1)
            let up = high > low ? (point.y - low) / (high - low) : 0.5
            return (Int(across.rounded()), Int(((1 - up) * Double(height * 4 - 1)).rounded()))
        }
        var before = place(first)
        for point in points {
            let next = place(point)
            grid.draw(from: before, to: next)
            before = next
        }
        var lines = grid.lines.enumerated().map { row, dots in
            let text = row == 0 ? top : row == height - 1 ? bottom : ""
            return TerminalText.padded(text, to: margin, right: true) + " ┤" + dots
        }
        let (left, right) = (String(first.x), String(last.x))
        let gap = columns - left.count - right.count
        if gap > 0 {
            lines.append(String(repeating: " ", count: margin + 2) + left + String(repeating: " ", count: gap) + right)
        }
        self.lines = lines
    }

    /// Dots that are set, in characters of two by four.
    private struct Grid {
        private var cells: [[UInt32]]
        private let columns: Int
        /// The bits of a braille pattern by row and column of its dots.
        private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

        init(columns: Int, rows: Int) {
            self.columns = columns
            cells = Array(repeating: Array(repeating: 0, count: columns), count: rows)
        }

        mutating func draw(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
            let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
            for step in 0...steps {
                let x = start.x + (end.x - start.x) * step / steps
                let y = start.y + (end.y - start.y) * step / steps
                cells[y / 4][x / 2] |= Self.bits[y % 4][x % 2]
            }
        }

        var lines: [String] {
            cells.map { row in
                String(String.UnicodeScalarView(row.map { Unicode.Scalar(0x2800 + $0) ?? " " }))
            }
        }
    }
}
