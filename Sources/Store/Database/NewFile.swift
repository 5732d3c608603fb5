import Foundation

/// Files that have just been made.
enum NewFile {
    /// Brings a file and its name to the disk.
    static func sync(_ path: String) {
        sync(path, O_RDONLY)
        syncDirectory(of: path)
    }

    /// Without this a new file's name may not survive a loss of power, whatever its content.
    static func syncDirectory(of path: String) {
        sync((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY)
    }

    private static func sync(_ path: String, _ kind: Int32) {
        let descriptor = open(path, kind | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
