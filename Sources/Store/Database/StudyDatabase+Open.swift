import Foundation
import GRDB

extension StudyDatabase {
    /// How long one process waits for another to finish its transaction, in seconds.
    public static let defaultBusyTimeout = 10.0

    /// Files up to this size, in bytes, are checked as a whole before they are used: less than a tenth of a second.
    static let quickCheckLimit = 32 << 20

    /// Opens the database at `path`, relative to the working directory, and brings its schema up to date.
    /// - Parameters:
    ///   - processes: how the holders of leases are looked up.
    ///   - busyTimeout: in seconds.
    public static func open(
        path: String, mode: Mode, processes: any ProcessTable = SystemProcessTable(),
        busyTimeout: Double = defaultBusyTimeout
    ) throws(StoreError) -> StudyDatabase {
        try open(path: path, mode: mode, processes: processes, busyTimeout: busyTimeout, schema: .current)
    }

    /// - Parameter quickCheckLimit: files up to this size, in bytes, are checked first.
    static func open(
        path: String, mode: Mode, processes: any ProcessTable, busyTimeout: Double, schema: Schema,
        quickCheckLimit: Int = quickCheckLimit
    ) throws(StoreError) -> StudyDatabase {
        let opening = Opening(
            // A path that begins with a slash is never taken for a URI.
            path: URL(fileURLWithPath: path).standardizedFileURL.path, processes: processes, busyTimeout: busyTimeout,
            schema: schema, quickCheckLimit: quickCheckLimit)
        return switch mode {
        case .readWrite(let create): try opening.forWriting(create: create)
        case .readOnly: try opening.forReading()
        }
    }
}

/// The steps of opening a database.
struct Opening {
    let path: String
    let processes: any ProcessTable
    let busyTimeout: Double
    let schema: Schema
    let quickCheckLimit: Int

    func forWriting(create: Bool) throws(StoreError) -> StudyDatabase {
        let isNew = FileIdentity(path: path) == nil
        if isNew {
            guard create else { throw .missing(path: path) }
            try makeDirectory()
        } else if isDirectory {
            throw .cannotOpen(path: path, reason: "it is a directory")
        } else if access(path, W_OK) != 0 || access(directory, W_OK | X_OK) != 0 {
            throw .readOnly(path: path)
        }
        do {
            if !isNew { try refuseDamagedLog() }
            let queue = try connect(path, readOnly: false)
            try queue.writeWithoutTransaction { db in
                try checkOrigin(db, create: create)
                try refuseDamage(db)
                try useWriteAheadLog(db)
                try schema.migrate(db)
                try checkOrigin(db, create: create)
                // The first look into the log creates it, for the watch to know it.
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM migration")
            }
            if isNew { NewFile.syncDirectory(of: path) }
            return StudyDatabase(
                path: path, queue: queue, access: .readWrite(FileWatch(path: path)), processes: processes)
        } catch {
            throw translated(error)
        }
    }

    var isDirectory: Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    var directory: String { (path as NSString).deletingLastPathComponent }

    private func makeDirectory() throws(StoreError) {
        let parts = (directory as NSString).pathComponents
        for count in 1...max(1, parts.count) {
            let ancestor = NSString.path(withComponents: Array(parts.prefix(count)))
            guard FileIdentity(path: ancestor) == nil, mkdir(ancestor, 0o777) != 0, errno != EEXIST else { continue }
            let reason = String(cString: strerror(errno))
            throw .cannotOpen(path: path, reason: "its directory cannot be created (\(reason))")
        }
        guard access(directory, W_OK | X_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw .cannotOpen(path: path, reason: "its directory cannot be written (\(reason))")
        }
    }

    func connect(_ location: String, readOnly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "hpsearch"
        configuration.prepareDatabase { db in
            // secure_delete, which some distributions turn on, would write zeros over every curve that is dropped. A launch appends,
            // and needs few pages again; a report goes over all of them.
            try db.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA secure_delete = OFF;
                    PRAGMA cache_size = \(readOnly ? -4000 : -2000);
                    """)
        }
        return try DatabaseQueue(path: location, configuration: configuration)
    }

    /// Makes sure that the file is ours and not from the future, before anything is written to it.
    func checkOrigin(_ db: Database, create: Bool) throws {
        switch try schema.state(db) {
        case .empty where create: break
        case .empty: throw StoreError.empty(path: path)
        case .foreign: throw StoreError.notOurs(path: path, isSQLite: true)
        case .version(let version) where version > schema.version:
            throw StoreError.newerSchema(path: path, version: version, known: schema.version)
        case .version: break
        }
    }

    /// What lies behind the damage is missing in what SQLite reads.
    func refuseDamagedLog() throws {
        if let damage = LogFrames.damage(inLogOf: path) { throw StoreError.damaged(path: path, detail: damage) }
    }

    /// Rows of a damaged file may hold what no column allows.
    func refuseDamage(_ db: Database) throws {
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        guard pages * pageSize <= quickCheckLimit else { return }
        let answer = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "the file cannot be checked"
        if answer != "ok" {
            let detail = answer.split(whereSeparator: \.isNewline).joined(separator: " ")
            throw StoreError.damaged(path: path, detail: detail)
        }
    }

    /// SQLite does not wait by itself when two connections switch the mode at once.
    private func useWriteAheadLog(_ db: Database) throws {
        let end = Date().addingTimeInterval(busyTimeout)
        while true {
            do {
                let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else {
                    throw StoreError.cannotOpen(
                        path: path, reason: "its file system does not support SQLite's write-ahead log")
                }
                return
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Date() < end {
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }

    func translated(_ error: any Error) -> StoreError {
        let error = StoreError(error, path: path)
        if case .cannotOpen(let path, "unable to open database file") = error, access(path, R_OK) != 0 {
            return .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        return error
    }
}
