import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// One SQLite file that holds studies with everything recorded about them. The only writer is whoever holds a study's
/// lease; readers neither block it nor wait for it.
///
/// All methods may be called from any thread and block it; a closure that a method takes must not call the database
/// again.
public final class StudyDatabase: Sendable {
    public enum Mode: Hashable, Sendable {
        /// - Parameter create: whether the file and its directory are made when they are not there.
        case readWrite(create: Bool)
        case readOnly
    }

    /// The file's absolute path.
    public let path: String
    let processes: any ProcessTable
    let queue: DatabaseQueue
    private let access: Access
    /// Found out once: the files are secured by then, and nothing more is written.
    let removal = Mutex<StoreError?>(nil)

    /// How the file was opened.
    enum Access: Sendable {
        case readWrite(FileWatch)
        case readOnly
        /// As a file that nobody changes, because its directory has no room for SQLite's helper files.
        case unchanging(FileStamp)
        /// As a private copy, removed at the end.
        case copy(TemporaryDirectory)
    }

    init(path: String, queue: DatabaseQueue, access: Access, processes: any ProcessTable) {
        self.path = path
        self.queue = queue
        self.access = access
        self.processes = processes
    }

    public var isWritable: Bool { if case .readWrite = access { true } else { false } }

    /// Runs `body` in one BEGIN IMMEDIATE transaction, which is on the disk when this returns.
    func writing<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard case .readWrite(let watch) = access else { throw .readOnly(path: path) }
        do {
            try requirePresence(watch)
            let value = try queue.write(body)
            try requirePresence(watch)
            return value
        } catch {
            // Files that are gone explain any other error.
            try requirePresence(watch)
            throw StoreError(error, path: path, systemError: systemError)
        }
    }

    /// What the system said when reading or writing last failed; 0 where it said nothing.
    private var systemError: Int32 {
        queue.unsafeReentrantRead { db in db.sqliteConnection.map(sqlite3_system_errno) ?? 0 }
    }

    /// Runs `body` on one consistent state of the database.
    func reading<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            guard case .unchanging(let stamp) = access else { return try queue.read(body) }
            let result = Result { try queue.read(body) }
            // A change under a reader that takes no locks may show as anything, even as damage.
            guard FileStamp(path: path) == stamp else { throw StoreError.changedWhileRead(path: path) }
            return try result.get()
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
