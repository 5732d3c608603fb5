import GRDB

/// What the rows of a table or index look like in the file, by which stray pages are told apart.
struct TableShape: Sendable {
    struct Column: Sendable {
        let name: String
        let type: String
        let isOptional: Bool
        /// Whether a row that was written before the column was added does without it.
        let mayBeMissing: Bool
        /// Whether the column is the row's number, which stands outside of the row.
        let isRowid: Bool
    }

    let name: String
    /// Whether rows have a number by which they are found; else they are found by their first columns.
    let hasRowids: Bool
    let isIndex: Bool
    /// In the order in which they are stored.
    let columns: [Column]

    func column(_ name: String) -> Int { columns.firstIndex { $0.name == name } ?? -1 }

    /// Whether a row may be one of this table.
    /// - Parameter isKnown: whether the page is known to belong to it; a stray row must have every column.
    func matches(_ row: StoredRow, isKnown: Bool) -> Bool {
        guard hasRowids == (row.rowid != nil), row.values.count <= columns.count,
            columns.dropFirst(row.values.count).allSatisfy({ isKnown && $0.mayBeMissing })
        else { return false }
        return zip(row.values, columns).allSatisfy { value, column in
            switch value.storage {
            case .null: column.isOptional || column.isRowid
            case .int64: !column.isRowid && ["INTEGER", "REAL"].contains(column.type)
            case .double: column.type == "REAL"
            case .string: column.type == "TEXT"
            case .blob: column.type == "BLOB"
            }
        }
    }

    /// The row's place among the others: its number, or its first columns as far as they are integers.
    func key(_ row: StoredRow) -> RowKey {
        if let rowid = row.rowid { return RowKey([rowid]) }
        return RowKey(Array(row.values.indices.prefix(4).map(row.integer).prefix { $0 != nil }.compactMap(\.self)))
    }

    /// All tables and named indexes that a version of the schema makes.
    static func all(of schema: Schema) throws -> [TableShape] {
        try DatabaseQueue().write { db in
            for migration in schema.migrations { try db.execute(sql: migration.statements) }
            let tables = try Row.fetchAll(
                db,
                sql: "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
            ).map { try table($0[0], withoutRowids: $0[1], db) }
            let indexes = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
            ).map { try index($0, tables, db) }
            return tables + indexes
        }
    }

    private static func table(_ name: String, withoutRowids: Bool, _ db: Database) throws -> TableShape {
        let rows = try Row.fetchAll(
            db, sql: "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?)", arguments: [name])
        var columns: [(place: Int, column: Column)] = []
        for (place, row) in rows.enumerated() {
            let key: Int = row[4]
            let isRequired: Bool = row[2]
            let column = Column(
                name: row[0], type: row[1], isOptional: !isRequired && key == 0,
                mayBeMissing: key == 0 && (!isRequired || row[3] as String? != nil),
                isRowid: !withoutRowids && key > 0)
            // Without row numbers, the key's columns come first.
            columns.append((withoutRowids && key > 0 ? key - rows.count : place, column))
        }
        columns.sort { $0.place < $1.place }
        return TableShape(name: name, hasRowids: !withoutRowids, isIndex: false, columns: columns.map(\.column))
    }

    private static func index(_ name: String, _ tables: [TableShape], _ db: Database) throws -> TableShape {
        let owner = try String.fetchOne(db, sql: "SELECT tbl_name FROM sqlite_schema WHERE name = ?", arguments: [name])
        let table = tables.first { $0.name == owner }
        let names = try Row.fetchAll(
            db, sql: "SELECT cid, name FROM pragma_index_xinfo(?) ORDER BY seqno", arguments: [name])
        let columns = names.map { row -> Column in
            let known = (row[1] as String?).flatMap { name in table?.columns.first { $0.name == name } }
            return Column(
                name: known?.name ?? "rowid", type: known?.type ?? "INTEGER", isOptional: known?.isOptional ?? false,
                mayBeMissing: false, isRowid: false)
        }
        return TableShape(name: name, hasRowids: false, isIndex: true, columns: columns)
    }
}

/// Where a row stands among the rows of its table: up to four integers.
struct RowKey: Hashable, Comparable {
    private let first: Int64
    private let second: Int64
    private let third: Int64
    private let fourth: Int64

    /// - Parameter numbers: what is missing stands before all others.
    init(_ numbers: [Int64]) {
        func number(_ place: Int) -> Int64 { place < numbers.count ? numbers[place] : .min }
        (first, second, third, fourth) = (number(0), number(1), number(2), number(3))
    }

    init(study: Int64, trial: Int, repeat number: Int) { self.init([study, Int64(trial), Int64(number)]) }

    static func < (left: RowKey, right: RowKey) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }

    /// The first three, where these name a run.
    var run: RowKey { RowKey([first, second, third]) }
    /// Where the first names a study.
    var study: Int64 { first }
    var trial: Int { Int(second) }
    var `repeat`: Int { Int(third) }
    /// Where it is the number of a row, and where it is the last of an index's entry.
    var rowid: Int64 { first }
    var last: Int64 { fourth }
}
