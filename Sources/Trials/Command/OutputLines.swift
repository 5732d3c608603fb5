import Foundation

/// Cuts a program's output into lines, which end with a line feed or a carriage return (as progress bars write it).
/// Of a line that is longer than a bound only the beginning is kept.
struct OutputLines {
    static let longest = 1 << 20

    /// Bytes of which a line must hold one sequence to be of any interest; all lines are where there is none.
    private let needed: [[UInt8]]
    private var pending: [UInt8] = []
    private(set) var hasLongLine = false

    init(needed: [[UInt8]] = []) { self.needed = needed.contains { $0.isEmpty } ? [] : needed }

    /// Takes in the next bytes; calls `line` for each line that has come to its end and may be of interest.
    mutating func take(_ bytes: UnsafeRawBufferPointer, line: (UnsafeRawBufferPointer) -> Void) {
        let hasReturns = bytes.firstPlace(of: 0x0D) != nil
        var rest = bytes
        if !pending.isEmpty {
            guard let end = Self.lineEnd(in: rest, hasReturns) else { return append(rest) }
            append(UnsafeRawBufferPointer(rebasing: rest[..<end]))
            pending.withUnsafeBytes(line)
            pending.removeAll(keepingCapacity: true)
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
        }
        // Most of a flood of output holds nothing that is looked for.
        if !needed.isEmpty, !needed.contains(where: { rest.holds($0) }) {
            if let last = rest.lastIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
                rest = UnsafeRawBufferPointer(rebasing: rest[(last + 1)...])
            }
            return append(rest)
        }
        while let end = Self.lineEnd(in: rest, hasReturns) {
            if end > 0 { line(UnsafeRawBufferPointer(rebasing: rest[..<min(end, Self.longest)])) }
            if end > Self.longest { hasLongLine = true }
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
        }
        append(rest)
    }

    /// The last line, where it has no end.
    mutating func finish(line: (UnsafeRawBufferPointer) -> Void) {
        if !pending.isEmpty { pending.withUnsafeBytes(line) }
        pending = []
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let room = Self.longest - pending.count
        if bytes.count > room { hasLongLine = true }
        pending.append(contentsOf: bytes.prefix(max(0, room)))
    }

    private static func lineEnd(in bytes: UnsafeRawBufferPointer, _ hasReturns: Bool) -> Int? {
        guard hasReturns else { return bytes.firstPlace(of: 0x0A) }
        return bytes.firstIndex { $0 == 0x0A || $0 == 0x0D }
    }
}

extension UnsafeRawBufferPointer {
    /// Where a byte first stands.
    func firstPlace(of byte: UInt8) -> Int? {
        guard let start = baseAddress, count > 0 else { return nil }
        return memchr(start, Int32(byte), count).map { UnsafeRawPointer($0) - start }
    }
}
