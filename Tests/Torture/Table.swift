/// Rows under titles, in columns; numbers to the right.
struct Table {
    private var rows: [[String]]

    /// - Parameter rows: the titles first.
    init(_ rows: [[String]]) { self.rows = rows }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return cell.first?.isNumber ?? false ? padding + cell : cell + padding
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension Tally {
    /// Kills by victim and signal, over the moments.
    var killTable: String {
        var lines = [["victim", "signal"] + Kill.Moment.allCases.map(\.rawValue) + ["kills"]]
        for victim in Kill.Victim.allCases {
            for blow in Kill.Blow.allCases {
                let counts = Kill.Moment.allCases.map {
                    kills[KillClass(victim: victim, blow: blow, moment: $0)] ?? 0
                }
                let sum = counts.reduce(0, +)
                if sum > 0 { lines.append([victim.rawValue, blow.rawValue] + counts.map(String.init) + ["\(sum)"]) }
            }
        }
        return Table(lines).text
    }
}
