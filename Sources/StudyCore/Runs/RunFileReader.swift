import Foundation

#if canImport(Glibc)
    import Glibc
#endif

extension RunFiles {
    /// Calls `body` with a run's file, which is mapped into memory meanwhile: its pages need no memory of the process.
    /// - Returns: nil where there is no such file.
    /// - Throws: `RunFileError` where it cannot be read or is no regular file.
    public func withContent<Result>(
        _ sort: Sort, of key: RunKey, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(RunFileError) -> Result? {
        let path = path(sort, of: key)
        // Without O_NONBLOCK, opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw RunFileError(path: path, .read, code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw RunFileError(path: path, .read, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw RunFileError(path: path, .read, reason: "it is not a regular file")
        }
        let size = Int(status.st_size)
        guard size > 0 else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw RunFileError(path: path, .read, code: errno)
        }
        defer { munmap(start, size) }
        return body(UnsafeRawBufferPointer(start: start, count: size))
    }
}
