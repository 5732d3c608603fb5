import Foundation

/// The pages that a write-ahead log holds, as SQLite would read them after a crash: the frames up to the last commit
/// before the first frame that is not whole.
struct LogFrames {
    let pageSize: Int
    /// Where the newest content of each page lies in the log.
    private(set) var offsets: [Int: Int] = [:]
    /// The database's size in pages after the last commit; nil where there is no whole transaction.
    private(set) var pageCount: Int?
    /// Transactions of the same log behind the first frame that is not whole, which SQLite passes over without a word.
    /// A loss of power may leave one, the one that was being written; each is on the disk before the next begins.
    private(set) var transactionsPassedOver = 0

    private static let headerSize = 32
    private static let frameHeaderSize = 24

    /// Nil where there is no log.
    init?(_ file: FileBytes) {
        let header = file.bytes(at: 0, count: Self.headerSize)
        guard header.count == Self.headerSize, let magic = header.bigEndian32(at: 0), magic & ~1 == 0x377F_0682,
            let size = header.bigEndian32(at: 8).map(Int.init), (512...65536).contains(size),
            size.nonzeroBitCount == 1
        else { return nil }
        pageSize = size
        var sum = LogChecksum(isBigEndian: magic & 1 == 1)
        sum.add(header[0..<24])
        guard sum.matches(header, at: 24) else { return nil }
        var uncommitted: [Int: Int] = [:]
        var offset = Self.headerSize
        while true {
            let frame = file.bytes(at: offset, count: Self.frameHeaderSize + size)
            guard Self.isFrame(frame, of: header, pageSize: size), let page = frame.bigEndian32(at: 0),
                let commit = frame.bigEndian32(at: 4)
            else { break }
            sum.add(frame[0..<8])
            sum.add(frame[Self.frameHeaderSize...])
            guard sum.matches(frame, at: 16) else { break }
            uncommitted[Int(page)] = offset + Self.frameHeaderSize
            if commit > 0 {
                offsets.merge(uncommitted) { $1 }
                uncommitted = [:]
                pageCount = Int(commit)
            }
            offset += frame.count
        }
        let length = Self.frameHeaderSize + size
        while offset + length <= file.size {
            offset += length
            let frame = file.bytes(at: offset, count: length)
            if Self.isFrame(frame, of: header, pageSize: size), frame.bigEndian32(at: 4) != 0 {
                transactionsPassedOver += 1
            }
        }
    }

    /// Whether this is a frame of this log, and not what an earlier one has left: by its numbers, not its checksum, which
    /// covers all frames before it.
    private static func isFrame(_ frame: [UInt8], of header: [UInt8], pageSize: Int) -> Bool {
        frame.count == frameHeaderSize + pageSize && frame[8..<16] == header[16..<24] && frame.bigEndian32(at: 0) != 0
    }

    /// What is wrong with a database's log, as a clause; nil where nothing is.
    static func damage(inLogOf path: String) -> String? {
        // A log that is begun anew meanwhile has another header then.
        while let file = FileBytes(path: path + "-wal") {
            let header = file.bytes(at: 0, count: headerSize)
            let count = LogFrames(file)?.transactionsPassedOver ?? 0
            guard file.bytes(at: 0, count: headerSize) == header else { continue }
            return count < 2
                ? nil : "a page of its log '\(path)-wal' is damaged, behind which \(count) transactions lie"
        }
        return nil
    }
}

/// The running checksum of a write-ahead log.
private struct LogChecksum {
    let isBigEndian: Bool
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// - Parameter bytes: a multiple of eight.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { raw in
            for offset in stride(from: 0, to: raw.count - 7, by: 8) {
                first = first &+ word(raw, offset) &+ second
                second = second &+ word(raw, offset + 4) &+ first
            }
        }
    }

    private func word(_ raw: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
    }

    func matches(_ bytes: [UInt8], at offset: Int) -> Bool {
        bytes.bigEndian32(at: offset) == first && bytes.bigEndian32(at: offset + 4) == second
    }
}
