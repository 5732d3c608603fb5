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
final class FileWatch: Sendable {
    private let path: String
    private let database: FileIdentity?
    private let log: FileIdentity?
    private let index: FileIdentity?
    /// Refers to the database file however it is called by now, without opening it: closing an ordinary descriptor would
    /// take away the locks that SQLite holds on the file (POSIX).
    private let descriptor: Int32

    /// Linux's `O_PATH`, which its C headers show to GNU sources only.
    private static let pathOnly: Int32 = 0o1000_0000

    /// - Parameter path: of a database in WAL mode whose log exists.
    init(path: String) {
        self.path = path
        database = FileIdentity(path: path)
        log = FileIdentity(path: path + "-wal")
        index = FileIdentity(path: path + "-shm")
        descriptor = open(path, Self.pathOnly | O_CLOEXEC)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What is no longer where it was.
    enum Missing: Hashable {
        /// The database itself; the path to which it was moved, where it was not removed.
        case database(movedTo: String?)
        case log
        /// SQLite's index of the log, by which processes share it.
        case index
        /// It cannot be told, because the directory may no longer be looked into: the system's error number.
        case unknown(Int32)
    }

    var missing: Missing? {
        let found = FileIdentity(path: path)
        if found == nil, ![ENOENT, ENOTDIR].contains(errno) { return .unknown(errno) }
        if found != database { return .database(movedTo: whereabouts) }
        if FileIdentity(path: path + "-wal") != log { return .log }
        return FileIdentity(path: path + "-shm") != index ? .index : nil
    }

    /// Where the file is now, as far as the system can tell.
    private var whereabouts: String? {
        guard FileIdentity(descriptor: descriptor) == database,
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)"),
            FileIdentity(path: target) == database
        else { return nil }
        return target
    }

    /// Removes what lies beside the database and belongs to no other than the watched one: a file put in its place would
    /// be read together with them.
    func removeHelperFiles() {
        if FileIdentity(path: path + "-wal") == log { unlink(path + "-wal") }
        if FileIdentity(path: path + "-shm") == index { unlink(path + "-shm") }
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
