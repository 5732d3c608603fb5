import Foundation
import GRDB
import StudyCore

/// Rows of one table in the order of the runs they belong to, taken run by run. The first two columns are trial and
/// repeat.
final class RowsByRun {
    private let cursor: RowCursor
    /// Valid until the cursor moves on.
    private var current: Row?
    private var currentKey = RunKey(trial: -1, repeat: -1)

    init(_ db: Database, sql: String, arguments: StatementArguments) throws {
        cursor = try Row.fetchCursor(db, sql: sql, arguments: arguments)
        try advance()
    }

    private func advance() throws {
        current = try cursor.next()
        if let current { currentKey = RunKey(trial: current[0], repeat: current[1]) }
    }

    /// The rows of a run that comes after all runs asked for before.
    func forEach(of key: RunKey, _ body: (Row) throws -> Void) throws {
        while let row = current, currentKey <= key {
            if currentKey == key { try body(row) }
            try advance()
        }
    }

    /// The next row's run.
    var nextKey: RunKey? { current == nil ? nil : currentKey }
}
