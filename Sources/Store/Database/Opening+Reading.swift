import Foundation
import GRDB

extension Opening {
    /// Opens for reading, also where nothing can be written beside the file.
    ///
    /// SQLite reads a database in WAL mode through two helper files. Where these are missing and cannot be made (a
    /// read-only directory), a file without log content is read as one that nobody changes, and a file with log content
    /// as a private copy of both. Either is checked for changes meanwhile.
    func forReading() throws(StoreError) -> StudyDatabase {
        guard FileIdentity(path: path) != nil else { throw .missing(path: path) }
        if isDirectory { throw .cannotOpen(path: path, reason: "it is a directory") }
        do {
            try refuseDamagedLog()
            do {
                return try reader(connect(path, readOnly: true), access: .readOnly)
            } catch let error as DatabaseError where Self.meansHelperFilesMissing(error) {
                return try readerWithoutHelperFiles()
            }
        } catch StoreError.olderSchema(_, let version, _) {
            return try readerAfterMigration(from: version)
        } catch {
            throw translated(error)
        }
    }

    private static func meansHelperFilesMissing(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: true
        case .SQLITE_IOERR:
            [.SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_SHMMAP, .SQLITE_IOERR_SHMSIZE].contains(error.extendedResultCode)
        default: false
        }
    }

    private func reader(_ queue: DatabaseQueue, access: StudyDatabase.Access) throws -> StudyDatabase {
        try queue.read { db in
            try checkOrigin(db, create: false)
            try refuseDamage(db)
            if case .version(let version) = try schema.state(db), version < schema.version {
                throw StoreError.olderSchema(path: path, version: version, known: schema.version)
            }
        }
        return StudyDatabase(path: path, queue: queue, access: access, processes: processes)
    }

    /// A database of an earlier version is brought up to date first, where it can be written.
    private func readerAfterMigration(from version: Int) throws(StoreError) -> StudyDatabase {
        do {
            _ = try forWriting(create: false)
            return try reader(connect(path, readOnly: true), access: .readOnly)
        } catch StoreError.readOnly, StoreError.cannotOpen {
            throw .olderSchema(path: path, version: version, known: schema.version)
        } catch {
            throw translated(error)
        }
    }

    private func readerWithoutHelperFiles() throws -> StudyDatabase {
        // A writer that starts or ends in between shows as a changed stamp: look again.
        for _ in 0..<5 {
            let stamp = FileStamp(path: path)
            let opened: StudyDatabase
            if stamp.hasLog {
                opened = try readerOfCopy()
            } else {
                var location = URLComponents()
                location.scheme = "file"
                location.path = path
                location.queryItems = [URLQueryItem(name: "immutable", value: "1")]
                opened = try reader(
                    connect(location.string ?? path, readOnly: true), access: .unchanging(stamp))
            }
            if FileStamp(path: path) == stamp { return opened }
        }
        throw StoreError.changedWhileRead(path: path)
    }

    private func readerOfCopy() throws -> StudyDatabase {
        let copy = try TemporaryDirectory()
        let target = copy.url.appendingPathComponent("copy.sqlite").path
        try FileManager.default.copyItem(atPath: path, toPath: target)
        try FileManager.default.copyItem(atPath: path + "-wal", toPath: target + "-wal")
        return try reader(connect(target, readOnly: true), access: .copy(copy))
    }
}
