import Foundation
import GRDB

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
    private let queue: DatabaseQueue
    private let access: Access

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
            try watch.check(path)
            let value = try queue.write(body)
            do {
                try watch.check(path)
            } catch .removed(_, log: true) {
                // What the lost log holds is still open here: bring it into the database itself.
                try? queue.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
                throw StoreError.removed(path: path, log: true)
            }
            return value
        } catch {
            throw StoreError(error, path: path)
        }
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

    /// What SQLite's quick check finds wrong, nothing when the file is whole. Takes time in proportion to the file.
    public func problems() throws(StoreError) -> [String] {
        do {
            return try reading { db in try Self.problems(db, limit: 100) }
        } catch .damaged(_, let detail) {
            return [detail]
        }
    }

    static func problems(_ db: Database, limit: Int) throws -> [String] {
        let lines = try String.fetchAll(db, sql: "PRAGMA quick_check(\(limit))")
        return lines == ["ok"] ? [] : lines
    }
}
