import Foundation

/// What tells one state of a file from another without reading it.
public struct FileIdentity: Hashable, Sendable {
    /// Absolute.
    public let path: String
    /// In bytes.
    public let size: Int
    let modifiedSeconds: Int
    let modifiedNanoseconds: Int
    let inode: UInt64

    /// The identity of the regular file at `path`; nil if there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        self.path = path
        size = Int(status.st_size)
        #if canImport(Darwin)
            modifiedSeconds = status.st_mtimespec.tv_sec
            modifiedNanoseconds = status.st_mtimespec.tv_nsec
        #else
            modifiedSeconds = status.st_mtim.tv_sec
            modifiedNanoseconds = status.st_mtim.tv_nsec
        #endif
        inode = UInt64(status.st_ino)
    }

    /// The file's state in a few words, for the names of what is derived from it.
    var fingerprint: String { "\(size)-\(modifiedSeconds)-\(modifiedNanoseconds)-\(inode)" }
}
