import Foundation

/// A new file that becomes visible under its name only when it is whole; removed if it never is.
final class TemporaryFile {
    private static let ending = ".hpsearch-tmp"
    private let path: String
    private let descriptor: Int32
    private var isMoved = false

    /// Makes `directory` if need be. Nil if a file cannot be made there.
    init?(directory: String) {
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        path = directory + "/" + UUID().uuidString + TemporaryFile.ending
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if descriptor < 0 { return nil }
    }

    /// Whether all of `bytes` was written.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool { writeFully(bytes, to: descriptor) }

    /// Gives the file its name, after its content is on the disk.
    func move(to target: String) -> Bool {
        guard fsync(descriptor) == 0, rename(path, target) == 0 else { return false }
        isMoved = true
        return true
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isMoved { unlink(path) }
    }

    /// Whether `path` is a temporary file that nobody has written to for an hour.
    static func isLeftOver(_ path: String) -> Bool {
        guard path.hasSuffix(ending), let identity = FileIdentity(path: path) else { return false }
        return identity.modifiedSeconds < time(nil) - 3600
    }
}

/// Writes all of `bytes`; false with `errno` set if it cannot.
func writeFully(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    guard let start = bytes.baseAddress else { return true }
    var written = 0
    while written < bytes.count {
        let count = write(descriptor, start + written, bytes.count - written)
        if count < 0 {
            if errno == EINTR { continue }
            return false
        }
        written += count
    }
    return true
}
