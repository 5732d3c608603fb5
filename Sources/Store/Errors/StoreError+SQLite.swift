import Foundation
import GRDB

extension StoreError {
    /// What an error of SQLite means for who uses the database at `path`.
    /// - Parameter systemError: what the system said, an error number; 0 where it is not known.
    init(_ error: any Error, path: String, systemError: Int32 = 0) {
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
        case .SQLITE_READONLY: self = .readOnly(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen(path: path, reason: message)
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_NOLFS:
            self = Self.failed(path: path, "\(message) (\(error.extendedResultCode.rawValue))", systemError)
        default: self = .inconsistent("\(message) [\(error.sql ?? "no statement")]")
        }
    }

    /// Reading or writing failed, for the reason that the system gives where it gives one.
    private static func failed(path: String, _ message: String, _ systemError: Int32) -> StoreError {
        switch systemError {
        case ENOSPC, EDQUOT: return .diskFull(path: path)
        case EROFS: return .readOnly(path: path)
        case EFBIG where isAtSizeLimit(path), 0 where isAtSizeLimit(path):
            return .inputOutput(path: path, reason: "\(message), the limit of file sizes is reached; see 'ulimit -f'")
        case 0: return .inputOutput(path: path, reason: message)
        default: return .inputOutput(path: path, reason: "\(message), \(String(cString: strerror(systemError)))")
        }
    }

    /// Whether the database or its log may not grow any more. SQLite does not keep the system's reason when a commit
    /// fails.
    private static func isAtSizeLimit(_ path: String) -> Bool {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max)
        else {
            return false
        }
        return ["", "-wal"].contains { ending in
            var status = stat()
            return stat(path + ending, &status) == 0 && Int(status.st_size) + (1 << 16) >= Int(limit.rlim_cur)
        }
    }
}
