import CZlib
import Foundation

/// Reading of gzip files (RFC 1952), several members in a row included, with their checksums.
enum Gzip {
    /// Hands the unpacked bytes of `input` to `sink`, block by block, until it returns false.
    /// - Parameter path: named in errors.
    static func inflate(
        _ input: UnsafeRawBufferPointer, path: String,
        into sink: (UnsafeRawBufferPointer) throws(DatasetError) -> Bool
    ) throws(DatasetError) {
        guard let start = input.baseAddress, input.count >= 2, input[0] == 0x1f, input[1] == 0x8b else {
            throw .damagedGzip(path: path, .notGzip)
        }
        var stream = z_stream()
        // 15 bits of window, 16 for the gzip wrapping alone.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .unreadableFile(path: path, reason: systemMessage(ENOMEM))
        }
        defer { inflateEnd(&stream) }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { block.deallocate() }

        var position = 0
        while true {
            // avail_in counts with 32 bits.
            let given = min(input.count - position, 1 << 30)
            stream.next_in = UnsafeMutablePointer(mutating: (start + position).assumingMemoryBound(to: UInt8.self))
            stream.avail_in = UInt32(given)
            stream.next_out = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = UInt32(block.count)
            let status = CZlib.inflate(&stream, Z_NO_FLUSH)
            position += given - Int(stream.avail_in)
            let produced = block.count - Int(stream.avail_out)
            if produced > 0, try !sink(UnsafeRawBufferPointer(rebasing: block[..<produced])) { return }
            switch status {
            case Z_OK:
                continue
            case Z_STREAM_END:
                let rest = UnsafeRawBufferPointer(rebasing: input[position...])
                // Padding with zeros is what tapes and block devices leave.
                if rest.allSatisfy({ $0 == 0 }) { return }
                guard rest.count >= 2, rest[0] == 0x1f, rest[1] == 0x8b, inflateReset(&stream) == Z_OK else {
                    throw .damagedGzip(path: path, .trailingBytes)
                }
            case Z_BUF_ERROR where position == input.count:
                throw .damagedGzip(path: path, .truncated)
            case Z_MEM_ERROR:
                throw .unreadableFile(path: path, reason: systemMessage(ENOMEM))
            default:
                throw .damagedGzip(path: path, .corrupt)
            }
        }
    }

    /// The first `count` unpacked bytes, fewer if there are not so many.
    static func prefix(_ count: Int, of input: UnsafeRawBufferPointer, path: String) throws(DatasetError) -> [UInt8] {
        var prefix: [UInt8] = []
        try inflate(input, path: path) { block throws(DatasetError) in
            prefix.append(contentsOf: block.prefix(count - prefix.count))
            return prefix.count < count
        }
        return prefix
    }

    /// All of it, in memory.
    /// - Parameter limit: unpacking stops once there are more bytes than this.
    static func unpacked(_ input: UnsafeRawBufferPointer, limit: Int? = nil, path: String) throws(DatasetError)
        -> [UInt8]
    {
        var unpacked: [UInt8] = []
        // A header may declare anything; DEFLATE makes at most 1,032 bytes of one.
        if let limit { unpacked.reserveCapacity(min(limit / 1032 + 1, input.count) * 1032) }
        try inflate(input, path: path) { block throws(DatasetError) in
            unpacked.append(contentsOf: block)
            return unpacked.count <= limit ?? .max
        }
        return unpacked
    }
}
