import Foundation

/// Read-only bytes: a file mapped into memory, and so shared with every process that maps it, or memory of one's own.
final class DataBytes: @unchecked Sendable {
    private let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// The number of bytes.
    var count: Int { bytes.count }

    /// Where the bytes begin: valid only while somebody keeps this object, as an `ExampleTable` keeps its owner.
    var start: UnsafeRawPointer? { bytes.baseAddress }

    /// Calls `body` with the bytes, which stay for as long as it runs.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(bytes)
    }

    /// SHA-256 over all bytes.
    var checksum: String { withBytes { Checksum.sha256($0) } }

    /// Maps the regular file at `path`. Its content must not be cut while it is mapped.
    init(mapping path: String) throws(DatasetError) {
        // Without O_NONBLOCK, opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw DataBytes.error(path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw DataBytes.error(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadableFile(path: path, reason: "it is not a regular file")
        }
        isMapped = true
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw DataBytes.error(path: path, code: errno)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    /// Takes over `allocated`.
    init(owning allocated: UnsafeMutableRawBufferPointer) {
        bytes = UnsafeRawBufferPointer(allocated)
        isMapped = false
    }

    /// A copy of `array`.
    convenience init(copying array: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: array.count, alignment: 64)
        memory.copyBytes(from: array)
        self.init(owning: memory)
    }

    deinit {
        if !isMapped {
            bytes.deallocate()
        } else if let start = bytes.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
        }
    }

    static func error(path: String, code: Int32) -> DatasetError {
        code == ENOENT || code == ENOTDIR
            ? .missingFile(path: path) : .unreadableFile(path: path, reason: systemMessage(code))
    }
}

/// What the system says about an error number: "Permission denied".
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
