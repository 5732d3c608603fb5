import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A file that could not be written or read.
public struct RunFileError: Error, Hashable, Sendable, CustomStringConvertible {
    enum Access: String {
        case read
        case written
    }

    public let path: String
    /// The system's, or one of our own: `No space left on device`.
    public let reason: String
    private let access: Access

    init(path: String, _ access: Access = .written, reason: String) {
        self.path = path
        self.access = access
        self.reason = reason
    }

    init(path: String, _ access: Access = .written, code: Int32) {
        self.init(path: path, access, reason: String(cString: strerror(code)))
    }

    public var description: String { "'\(path)' cannot be \(access.rawValue) (\(reason))" }
}

extension RunFiles {
    /// Puts a run's file in place of the one before.
    /// - Parameters:
    ///   - pieces: the content, in order.
    ///   - durably: whether it is on the disk before it gets the name, so that a loss of power leaves either of them whole.
    ///     Waiting for the disk takes longer than a short run; without, `sync` makes up for it where the file turns out
    ///     to be worth it.
    /// - Throws: `RunFileError`; the file before is untouched then.
    public func write(
        _ pieces: [UnsafeRawBufferPointer], to sort: Sort, of key: RunKey, durably: Bool
    ) throws(RunFileError) {
        let target = path(sort, of: key)
        let folder = (target as NSString).deletingLastPathComponent
        if access(folder, F_OK) != 0 {
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // The names of the new directories stand in those above them.
            if durably { Self.syncAbove(folder, levels: 3) }
        }
        let partial = "\(target)\(Self.partialEnding)"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RunFileError(path: target, code: errno) }
        var code: Int32?
        for piece in pieces where code == nil { code = Self.write(piece, to: descriptor) }
        if code == nil, durably, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == nil, rename(partial, target) != 0 { code = errno }
        if let code {
            unlink(partial)
            throw RunFileError(path: target, code: code)
        }
        if durably { Self.sync(folder) }
    }

    /// Brings a run's file and its name to the disk.
    /// - Returns: whether there is such a file.
    @discardableResult
    public func sync(_ sort: Sort, of key: RunKey) -> Bool {
        let isThere = Self.sync(path(sort, of: key))
        Self.sync(folder(sort))
        return isThere
    }

    private static func syncAbove(_ folder: String, levels: Int) {
        var path = folder
        for _ in 0..<levels {
            path = (path as NSString).deletingLastPathComponent
            sync(path)
        }
    }

    /// Brings what a file or directory holds to the disk.
    @discardableResult
    private static func sync(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        fsync(descriptor)
        close(descriptor)
        return true
    }

    /// Removes the directories that hold no file. Nobody may be writing.
    public func removeEmptyDirectories() {
        for sort in Sort.allCases { rmdir(folder(sort)) }
        rmdir(runFolder)
        // Others may be about to make theirs beside it, so that what is above stays.
        rmdir(directory)
    }

    /// Removes what processes that are gone left half written. Nobody may be writing.
    public func removePartialFiles() {
        for sort in Sort.allCases {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(sort))) ?? []
            for name in names where name.hasSuffix(Self.partialEnding) { unlink("\(folder(sort))/\(name)") }
        }
    }

    private static let partialEnding = ".partial"

    /// The error's number where not all could be written.
    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, start, rest.count)
            #else
                let count = Darwin.write(descriptor, start, rest.count)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return nil
    }
}
