import Foundation
import StudyCore

/// Reads metrics from a file that a program writes: as it grows where each line stands for itself, else at the end.
struct MetricFile {
    let path: String
    private let format: MetricFileFormat
    private var lines = OutputLines()
    private var table = MetricTable()
    private var past = Past()
    /// Rows or objects with a number that have been read.
    private var rowCount = 0
    /// The file as it was before the program began: what was there already is not its own.
    private let before: Identity?

    /// What tells a file from what it was.
    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
        let size: off_t
        let seconds: Int
        let nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = off_t(status.st_size)
            #if os(Linux)
                seconds = status.st_mtim.tv_sec
                nanoseconds = status.st_mtim.tv_nsec
            #else
                seconds = status.st_mtimespec.tv_sec
                nanoseconds = status.st_mtimespec.tv_nsec
            #endif
        }
    }

    /// What has been read of the file, to know it again.
    private struct Past {
        /// Of the beginning, so many bytes are compared at each look, all that was read at the end.
        static let greatestBeginning = 4 << 10

        var inode: UInt64?
        var offset: off_t = 0
        var beginning: [UInt8] = []
        var checksum = Checksum()

        mutating func take(_ bytes: UnsafeRawBufferPointer) {
            offset += off_t(bytes.count)
            beginning += bytes.prefix(Self.greatestBeginning - beginning.count)
            checksum.take(bytes)
        }
    }

    /// FNV-1a of 64 bits: Fowler, Noll and Vo's.
    private struct Checksum: Equatable {
        private var value: UInt64 = 0xCBF2_9CE4_8422_2325

        mutating func take(_ bytes: UnsafeRawBufferPointer) {
            for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
    }

    /// At most so many bytes of a file that is read as a whole.
    static let greatestWhole = 64 << 20

    /// - Parameter continues: whether what is there is the run's own, of an earlier start.
    init(path: String, _ format: MetricFileFormat, continues: Bool) {
        self.path = path
        self.format = format
        before = continues ? nil : Identity(path)
    }

    /// What a program adds between two looks is read at the next ones where it is more than so many bytes.
    private static let greatestAddition = 16 << 20

    /// Reads what has been added; a file that has been written anew is read from its beginning.
    /// - Parameters:
    ///   - restarted: called where all that was read before does not count any more.
    ///   - goesOn: asked often whether to read on.
    mutating func follow(
        restarted: () -> Void = {}, goesOn: () -> Bool = { true },
        _ take: ([(name: String, value: Double)], [Step]) -> Void
    ) {
        follow(isLast: false, restarted, goesOn, take)
    }

    private mutating func follow(
        isLast: Bool, _ restarted: () -> Void, _ goesOn: () -> Bool,
        _ take: ([(name: String, value: Double)], [Step]) -> Void
    ) {
        guard format != .json, isOwn, let handle = open() else { return }
        defer { close(handle) }
        var status = stat()
        guard fstat(handle, &status) == 0 else { return }
        let inode = UInt64(status.st_ino)
        if past.offset > 0, past.inode != inode || !holdsPast(handle, whole: isLast) {
            past = Past()
            rowCount = 0
            lines = OutputLines()
            table = MetricTable()
            restarted()
        }
        past.inode = inode
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            let end = isLast ? off_t.max : past.offset + off_t(Self.greatestAddition)
            while past.offset < end, goesOn() {
                let count = pread(handle, buffer.baseAddress, buffer.count, past.offset)
                guard count > 0 else { return }
                let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
                past.take(bytes)
                var lines = self.lines
                self.lines = OutputLines()
                lines.take(bytes) { line in read(line, take) }
                self.lines = lines
            }
        }
    }

    /// Whether the file still holds what was read of it.
    /// - Parameter whole: whether all of that is compared, or its beginning alone and that nothing is missing.
    private func holdsPast(_ handle: Int32, whole: Bool) -> Bool {
        var status = stat()
        guard fstat(handle, &status) == 0, off_t(status.st_size) >= past.offset else { return false }
        return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            let beginning = pread(handle, buffer.baseAddress, past.beginning.count, 0)
            guard beginning == past.beginning.count,
                UnsafeRawBufferPointer(buffer)[..<beginning].elementsEqual(past.beginning)
            else { return false }
            guard whole else { return true }
            var checksum = Checksum()
            var offset: off_t = 0
            while offset < past.offset {
                let count = pread(
                    handle, buffer.baseAddress, min(buffer.count, Int(past.offset - offset)), offset)
                guard count > 0 else { return false }
                checksum.take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
                offset += off_t(count)
            }
            return checksum == past.checksum
        }
    }

    /// Reads what is left when the program has ended: the last values are those of the file as it then is.
    mutating func finish(
        restarted: () -> Void = {}, goesOn: () -> Bool = { true },
        _ take: ([(name: String, value: Double)], [Step]) -> Void
    ) {
        guard format == .json else {
            follow(isLast: true, restarted, goesOn, take)
            var lines = self.lines
            self.lines = OutputLines()
            lines.finish { read($0, take) }
            table.finish()
            return
        }
        guard isOwn, let bytes = contents() else { return }
        if let whole = JSONMetrics.node(bytes) {
            for node in whole.listValue ?? [whole] {
                tell(JSONMetrics(node), take)
            }
            return
        }
        // Several objects, one a line.
        var lines = OutputLines()
        bytes.withUnsafeBytes { lines.take($0) { readObject($0, take) } }
        lines.finish { readObject($0, take) }
    }

    /// What somebody who watches should know of the rows that were read; nil where all is well.
    var remark: String? { table.misfitCount == 0 ? nil : CommandSentences.misfits(table.misfitCount, in: path) }

    /// What was found, in words: `there is no file '…'`.
    var summary: String {
        if let kind = irregularKind { return CommandSentences.metricsFileIrregular(path, kind) }
        if rowCount > 0 { return CommandSentences.metricsFileHolds(path, rowCount, isTable: format == .csv) }
        if Identity(path) == nil { return CommandSentences.metricsFileMissing(path) }
        return isOwn ? CommandSentences.metricsFileHoldsNothing(path) : CommandSentences.metricsFileUnchanged(path)
    }

    private var isOwn: Bool { before == nil || Identity(path) != before }

    /// What is there in place of a regular file; nil where that is one, or nothing.
    private var irregularKind: String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return nil
        case S_IFDIR: return "a directory"
        case S_IFIFO: return "a named pipe"
        case S_IFSOCK: return "a socket"
        default: return "a device"
        }
    }

    /// Opens a regular file; a device may have no end, and of a pipe nothing can be read twice.
    private func open() -> Int32? {
        // Without waiting, should it be a named pipe.
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private func contents() -> [UInt8]? {
        guard let handle = open() else { return nil }
        defer { close(handle) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= Self.greatestWhole {
            let count = Foundation.read(handle, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        return nil
    }

    private mutating func read(
        _ line: UnsafeRawBufferPointer, _ take: ([(name: String, value: Double)], [Step]) -> Void
    ) {
        if format == .jsonLines { return readObject(line, take) }
        guard let row = table.row(endingWith: line) else { return }
        if !row.values.isEmpty { rowCount += 1 }
        take(row.values, row.steps)
    }

    private mutating func readObject(
        _ line: UnsafeRawBufferPointer, _ take: ([(name: String, value: Double)], [Step]) -> Void
    ) {
        if let found = JSONMetrics(line: Array(line)) { tell(found, take) }
    }

    private mutating func tell(
        _ found: JSONMetrics, _ take: ([(name: String, value: Double)], [Step]) -> Void
    ) {
        if !found.values.isEmpty { rowCount += 1 }
        take(found.values, found.steps)
    }
}
