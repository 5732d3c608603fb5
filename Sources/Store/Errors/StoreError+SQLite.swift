import Foundation
import GRDB

extension StoreError {
    /// What an error of SQLite means for who uses the database at `path`.
    init(_ error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .inputOutput(path: path, reason: "\(error)")
            return
        }
        let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notOurs(path: path, isSQLite: false)
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .locked(path: path)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_CORRUPT: self = .damaged(path: path, detail: message)
        case .SQLITE_READONLY:
            self =
                error.extendedResultCode == .SQLITE_READONLY_DBMOVED
                ? .removed(path: path, log: false) : .readOnly(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen(path: path, reason: message)
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_NOLFS:
            self = .inputOutput(path: path, reason: "\(message) (\(error.extendedResultCode.rawValue))")
        default: self = .inconsistent("\(message) [\(error.sql ?? "no statement")]")
        }
    }
}
