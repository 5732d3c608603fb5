import GRDB

/// Writes rows, as they were read, into the table of the same name.
struct RowWriter {
    let db: Database
    let shapes: [String: TableShape]
    private(set) var written: [String: Int] = [:]

    init(_ db: Database, _ shapes: [String: TableShape]) {
        self.db = db
        self.shapes = shapes
    }

    /// - Parameter changes: values in place of those read, by column.
    mutating func write(_ row: StoredRow, to table: String, changes: [String: DatabaseValue] = [:]) throws {
        guard let shape = shapes[table] else { throw StoreError.inconsistent("there is no table '\(table)'") }
        let columns = shape.columns.prefix(row.values.count)
        let values = zip(columns, row.values).map { column, value in
            changes[column.name] ?? (column.isRowid ? (row.rowid?.databaseValue ?? .null) : value)
        }
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        try db.cachedStatement(
            sql: "INSERT INTO \(table) (\(columns.map(\.name).joined(separator: ", "))) VALUES (\(marks))"
        ).execute(arguments: StatementArguments(values))
        written[table, default: 0] += 1
    }

    /// Several rows, all or none.
    mutating func together(_ body: (inout RowWriter) throws -> Void) throws {
        let before = written
        do {
            try db.inSavepoint {
                try body(&self)
                return .commit
            }
        } catch {
            written = before
            throw error
        }
    }
}
