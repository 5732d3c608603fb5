import Foundation

/// Which file a path leads to.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64

    /// Nil when there is no file.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

/// Notices when the files under an open database are removed or replaced: SQLite itself would write on into files that
/// nobody will find again.
struct FileWatch: Sendable {
    private let database: FileIdentity?
    private let log: FileIdentity?

    /// - Parameter path: of a database in WAL mode whose log exists.
    init(path: String) {
        database = FileIdentity(path: path)
        log = FileIdentity(path: path + "-wal")
    }

    func check(_ path: String) throws(StoreError) {
        guard FileIdentity(path: path) == database else { throw .removed(path: path, log: false) }
        guard FileIdentity(path: path + "-wal") == log else { throw .removed(path: path, log: true) }
    }
}

/// What shows that a database file has been written to: its size and time, and whether a log has content.
struct FileStamp: Hashable, Sendable {
    private let identity: FileIdentity?
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int
    let hasLog: Bool

    init(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            (identity, size, seconds, nanoseconds, hasLog) = (nil, -1, 0, 0, false)
            return
        }
        identity = FileIdentity(path: path)
        size = Int(status.st_size)
        seconds = Int(status.st_mtim.tv_sec)
        nanoseconds = Int(status.st_mtim.tv_nsec)
        var log = stat()
        hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
    }
}

/// A directory that goes when its owner goes.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("hpsearch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
