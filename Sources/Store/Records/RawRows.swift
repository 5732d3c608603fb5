import GRDB
import GRDBSQLite
import StudyCore

/// The rows of a query, read column by column from SQLite itself: what a study of very many runs is read with. Columns count
/// from 0; what is read is that of the row at which the rows stand.
final class RawRows {
    private let statement: Statement
    private let handle: OpaquePointer
    private let connection: OpaquePointer?
    /// Whether there is a row to read.
    private(set) var isAtRow = false

    /// Stands at the first row, where there is one.
    init(_ db: Database, sql: String, arguments: StatementArguments) throws {
        statement = try db.makeStatement(sql: sql)
        try statement.setArguments(arguments)
        handle = statement.sqliteStatement
        connection = db.sqliteConnection
        try advance()
    }

    // A statement that is not at its end would keep the transaction from ending.
    deinit { sqlite3_reset(handle) }

    func advance() throws {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: isAtRow = true
        case SQLITE_DONE: isAtRow = false
        default:
            isAtRow = false
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: sqlite3_errmsg(connection).map { String(cString: $0) })
        }
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }

    /// A text's bytes until the rows are advanced; nil for NULL.
    func text(_ column: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// A blob's bytes until the rows are advanced; none for NULL.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// The run that trial and repeat in the first two columns name; nil at the end.
    var key: RunKey? { isAtRow ? RunKey(trial: integer(0), repeat: integer(1)) : nil }
}

/// A text that is mostly the same from row to row, made only where it changes.
struct RepeatedText {
    private var bytes: [UInt8] = []
    private var text = ""

    mutating func take(_ found: UnsafeBufferPointer<UInt8>?) -> String? {
        guard let found else { return nil }
        if !found.elementsEqual(bytes) {
            bytes = Array(found)
            text = String(decoding: found, as: UTF8.self)
        }
        return text
    }
}

/// The states of runs, which are looked up only where they change.
struct RepeatedState {
    private var text = RepeatedText()
    private var known: (text: String, state: RunState)?

    mutating func take(_ found: UnsafeBufferPointer<UInt8>?) throws -> RunState {
        let name = text.take(found) ?? ""
        if let known, known.text == name { return known.state }
        let state = try StoredState.run(name)
        known = (name, state)
        return state
    }
}
