import Datasets
import StudyCore

/// Reads `data` of an expression: generated columns, Gaussian classes or columns of a table.
struct ExpressionDataReader {
    /// More numbers than these do not fit into a worker's memory (2 GiB).
    static let greatestCount = 1 << 28

    let configuration: Configuration?
    let diagnostics: Diagnostics

    func read(_ node: Node) -> ExpressionData? {
        if node.textValue == "none" { return ExpressionData.none }
        guard let map = MapReader(node, title: "'data'", diagnostics: diagnostics) else { return nil }
        let forms = ["rows", "gaussian_classes", "csv"].filter(map.has)
        guard let form = forms.first else {
            diagnostics.report(
                "needs 'rows', 'gaussian_classes' or 'csv'", subject: "data", at: node.position,
                suggestion: "write {rows: 100, columns: {x: {uniform: [0, 1]}}}")
            return nil
        }
        guard forms.count == 1 else {
            diagnostics.report(
                "stands beside '\(form)'", subject: forms[1], at: map.keyPosition(forms[1]),
                suggestion: "keep one of the two")
            return nil
        }
        let before = diagnostics.all.count
        let data: ExpressionData? =
            switch form {
            case "rows": generated(map)
            case "csv": table(map)
            default: map.require("gaussian_classes").flatMap(gaussianClasses).map { .gaussianClasses($0) }
            }
        map.finish()
        guard diagnostics.all.count == before, let data else { return nil }
        if let rows = data.rows,
            rows.multipliedReportingOverflow(by: max(1, data.names.count)).overflow
                || rows * max(1, data.names.count) > Self.greatestCount
        {
            diagnostics.report(
                "\(rows) rows of \(data.names.count) columns are more than \(Self.greatestCount) numbers",
                subject: "data", at: node.position, suggestion: "take fewer rows")
            return nil
        }
        return data
    }

    private func generated(_ map: MapReader) -> ExpressionData? {
        let rows = map.integer("rows", in: 1...Self.greatestCount)
        guard let columns = map.require("columns") else { return nil }
        guard let entries = named(columns, "columns") else { return nil }
        let read = entries.compactMap { entry in
            RandomNumber.read(entry.value, named: entry.key, diagnostics)
                .map { ExpressionData.GeneratedColumn(name: entry.key, distribution: $0) }
        }
        return rows.map { .generated(rows: $0, columns: read) }
    }

    private func table(_ map: MapReader) -> ExpressionData? {
        let path = map.take("csv").flatMap(readPath)
        let hasHeader = map.boolean("header") ?? true
        let separator = map.take("separator").map(readSeparator) ?? ","
        guard let columns = map.require("columns"), let entries = named(columns, "columns") else { return nil }
        let read = entries.compactMap { readColumn($0, hasHeader: hasHeader) }
        guard let path, let separator, read.count == entries.count else { return nil }
        return .table(
            NumberTable.Request(path: path, columns: read, hasHeader: hasHeader, separator: separator),
            names: entries.map(\.key))
    }

    private func readPath(_ node: Node) -> String? {
        guard let path = node.text(named: "csv", diagnostics: diagnostics) else { return nil }
        let names = Set(configuration?.values.map(\.name) ?? [])
        for case .reference(let name) in pieces(of: path, names: names) where names.contains(name) {
            diagnostics.report(
                "a reference inside a longer text works in expressions only (got \"\(node.excerpt)\")", subject: "csv",
                at: node.position, suggestion: "let the whole value be the reference")
            return nil
        }
        return path
    }

    private func readSeparator(_ node: Node) -> Character? {
        guard let text = node.textValue, text.count == 1, let character = text.first, character.isASCII else {
            diagnostics.report(
                "must be a single ASCII character (got \(node.described))", subject: "separator", at: node.position,
                suggestion: "write separator: \";\"")
            return nil
        }
        return character
    }

    private func readColumn(_ entry: Node.Entry, hasHeader: Bool) -> CSVOptions.Column? {
        if let index = entry.value.integerValue {
            if index != 0 { return .index(index) }
            diagnostics.report(
                "columns count from 1, or from -1 backwards (got 0)", subject: entry.key, at: entry.value.position)
            return nil
        }
        guard let name = entry.value.text(named: entry.key, diagnostics: diagnostics) else { return nil }
        if !hasHeader {
            diagnostics.report(
                "'header: false' leaves no column names (got \"\(entry.value.excerpt)\")", subject: entry.key,
                at: entry.value.position, suggestion: "give the column's number")
            return nil
        }
        return .name(name)
    }

    /// A map with at least one entry, whose keys can be written in an expression.
    private func named(_ node: Node, _ key: String) -> [Node.Entry]? {
        guard let entries = node.mapValue, !entries.isEmpty else {
            diagnostics.report(
                "must be a map of names (got \(node.mapValue == nil ? node.described : "nothing"))", subject: key,
                at: node.position)
            return nil
        }
        let isSound = entries.map { ExpressionName.check($0.key, at: $0.keyPosition, diagnostics) }
        return isSound.allSatisfy { $0 } ? entries : nil
    }
}
