import Foundation

/// The beginning of a file that is being downloaded. Held by one process at a time.
final class PartialFile: @unchecked Sendable {
    let path: String
    private let descriptor: Int32

    /// Opens what an earlier attempt left, or starts anew. Makes `directory` if need be.
    /// - Throws: `alreadyDownloading`, `unwritableFile`.
    init(path: String, directory: String) throws(DatasetError) {
        self.path = path
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw .unwritableFile(path: path, reason: systemMessage(errno)) }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
                close(descriptor)
                throw .alreadyDownloading(path: path)
            }
            // Whoever held the file before may have renamed it since it was opened here; then it is not ours to touch.
            var opened = stat()
            if fstat(descriptor, &opened) == 0, FileIdentity(path: path)?.inode == UInt64(opened.st_ino) {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Leaves no empty file behind, nor a directory made for it alone.
    func removeIfEmpty() {
        guard length == 0 else { return }
        unlink(path)
        // A directory made for nothing goes too; one that holds anything stays.
        rmdir(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// In bytes.
    var length: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Adds `bytes` at the end; the system's reason if it cannot.
    func append(_ bytes: UnsafeRawBufferPointer) -> String? {
        lseek(descriptor, 0, SEEK_END)
        return writeFully(bytes, to: descriptor) ? nil : systemMessage(errno)
    }

    /// Forgets what is there.
    func discard() throws(DatasetError) {
        guard ftruncate(descriptor, 0) == 0 else { throw .unwritableFile(path: path, reason: systemMessage(errno)) }
    }

    func checksum() throws(DatasetError) -> String { try DataBytes(mapping: path).checksum }

    /// Gives the file its name, after its content is on the disk.
    func move(to target: String) throws(DatasetError) {
        guard fsync(descriptor) == 0, rename(path, target) == 0 else {
            throw .unwritableFile(path: target, reason: systemMessage(errno))
        }
    }
}
