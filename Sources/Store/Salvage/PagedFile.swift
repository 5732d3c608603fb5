import Foundation

/// A file that is read as far as it can be.
final class FileBytes {
    private let descriptor: Int32
    let size: Int

    /// Nil where there is no such file, or it may not be read.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fewer than `count` at the end of the file, none where the disk cannot read them.
    func bytes(at offset: Int, count: Int) -> [UInt8] {
        guard offset >= 0, offset < size else { return [] }
        return [UInt8](unsafeUninitializedCapacity: min(count, size - offset)) { buffer, length in
            while length < buffer.count {
                let read = pread(
                    descriptor, buffer.baseAddress! + length, buffer.count - length, off_t(offset + length))
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { break }
                length += read
            }
        }
    }
}

/// The pages of a database, each from the write-ahead log where that has a newer one, without SQLite's help: it refuses
/// to look into a file whose first page is damaged.
final class PagedFile {
    let pageSize: Int
    /// Bytes of a page that hold content; the rest of it is reserved.
    let usableSize: Int
    let pageCount: Int
    /// The version of the schema, where the file's header can be read.
    let schemaVersion: Int?
    private let file: FileBytes
    private let logFile: FileBytes?
    private let log: LogFrames?
    private var last: (number: Int, bytes: [UInt8])?

    /// - Throws: `StoreError` where there is no file, or it may not be read.
    init(path: String) throws(StoreError) {
        guard let file = FileBytes(path: path) else {
            if FileIdentity(path: path) == nil { throw .missing(path: path) }
            throw .cannotOpen(path: path, reason: "it is a directory or may not be read")
        }
        self.file = file
        let logFile = FileBytes(path: path + "-wal")
        let log = logFile.flatMap { LogFrames($0) }.flatMap { $0.pageCount == nil ? nil : $0 }
        (self.logFile, self.log) = (logFile, log)
        // The newest first page tells what the file is.
        var header = file.bytes(at: 0, count: 100)
        if let offset = log?.offsets[1], let logFile { header = logFile.bytes(at: offset, count: 100) }
        let isReadable = header.starts(with: Array("SQLite format 3\0".utf8))
        let told = header.bigEndian16(at: 16).map { $0 == 1 ? 65536 : $0 } ?? 0
        let isPlausible = told.nonzeroBitCount == 1 && (512...65536).contains(told)
        // What every database of hpsearch has, unless the header says otherwise.
        pageSize = log?.pageSize ?? (isPlausible ? told : 4096)
        usableSize =
            pageSize - (isReadable && isPlausible && header.count > 20 ? min(Int(header[20]), pageSize - 480) : 0)
        pageCount = max(log?.pageCount ?? 0, log?.offsets.keys.max() ?? 0, (file.size + pageSize - 1) / pageSize)
        schemaVersion = isReadable ? header.bigEndian32(at: 60).map(Int.init) : nil
    }

    /// The page's content, nil where it is not whole; pages count from 1.
    func page(_ number: Int) -> [UInt8]? {
        guard (1...max(1, pageCount)).contains(number) else { return nil }
        if let last, last.number == number { return last.bytes }
        let bytes =
            if let offset = log?.offsets[number], let logFile {
                logFile.bytes(at: offset, count: pageSize)
            } else {
                file.bytes(at: (number - 1) * pageSize, count: pageSize)
            }
        guard bytes.count == pageSize else { return nil }
        last = (number, bytes)
        return bytes
    }

    /// The pages that hold nothing any more; nil where their list cannot be followed to its end.
    func freePages() -> Set<Int>? {
        guard let header = page(1), var trunk = header.bigEndian32(at: 32).map(Int.init),
            let expected = header.bigEndian32(at: 36).map(Int.init), expected <= pageCount
        else { return nil }
        var free: Set<Int> = []
        while trunk != 0 {
            guard let bytes = page(trunk), free.insert(trunk).inserted, let next = bytes.bigEndian32(at: 0),
                let count = bytes.bigEndian32(at: 4), Int(count) <= usableSize / 4 - 2
            else { return nil }
            for place in 0..<Int(count) {
                guard let leaf = bytes.bigEndian32(at: 8 + 4 * place), (2...max(2, pageCount)).contains(Int(leaf)),
                    free.insert(Int(leaf)).inserted
                else { return nil }
            }
            trunk = Int(next)
        }
        return free.count == expected ? free : nil
    }
}
