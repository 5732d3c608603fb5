import Foundation

/// An advisory lock on a file of its own (flock(2)), which the system gives up when the process ends in any way.
/// The file goes when the lock is released.
final class FileLock: Sendable {
    private let path: String
    private let descriptor: Int32

    enum Failure: Error, Hashable {
        /// Another process, or another part of this one, has it.
        case held
        case system(Int32)
    }

    init(path: String) throws(Failure) {
        self.path = path
        while true {
            // Closed on exec: a worker that inherited it would hold the lock on after our end.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw .system(errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                close(descriptor)
                if code == EINTR { continue }
                throw code == EWOULDBLOCK ? .held : .system(code)
            }
            // The one who had it may have removed the file between our opening and locking it.
            if FileIdentity(descriptor: descriptor) == FileIdentity(path: path) {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    /// Whether somebody has the lock, without taking it or making its file.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    deinit {
        // In this order: whoever opens the file before it goes finds it locked, or its name gone.
        if FileIdentity(descriptor: descriptor) == FileIdentity(path: path) { unlink(path) }
        close(descriptor)
    }
}
