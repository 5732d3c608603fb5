import Foundation
import Processes
import StudyCore

/// One stream of a program's output as it is kept: its beginning in a file as it comes, its end in memory until the
/// program has ended. What is between is counted and left out, so that no amount of output takes more than this.
struct KeptOutput {
    /// Bytes of the beginning and of the end that are kept.
    static let greatestPart = 256 << 10

    private let path: String
    private var descriptor: Int32?
    private var headLeft = Self.greatestPart
    /// All bytes that have come.
    private(set) var count = 0
    private var end: [UInt8] = []
    /// Why the file is not whole.
    private(set) var failure: String?

    init(path: String) { self.path = path }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        end.append(contentsOf: bytes.suffix(Self.greatestPart))
        if end.count > 2 * Self.greatestPart { end.removeFirst(end.count - Self.greatestPart) }
        guard headLeft > 0, failure == nil else { return }
        let head = bytes.prefix(headLeft)
        headLeft -= head.count
        write(Array(head))
    }

    /// Writes the end, where the beginning is not all.
    mutating func finish() {
        let rest = count - (Self.greatestPart - headLeft)
        if rest > 0, failure == nil {
            let kept = min(rest, Self.greatestPart)
            if rest > kept { write(Array("\n… \(rest - kept) bytes are left out here …\n".utf8)) }
            write(Array(end.suffix(kept)))
        }
        if let descriptor { close(descriptor) }
        descriptor = nil
    }

    /// At most so many bytes of its end.
    func tail(_ length: Int) -> ArraySlice<UInt8> { end.suffix(length) }

    /// The last lines that hold anything, in order, fit to be quoted.
    func lastLines(_ number: Int) -> [String] {
        var lines: [String] = []
        for line in end.suffix(1 << 16).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).reversed() {
            let text = visiblyPrintable(String(decoding: line.prefix(1200), as: UTF8.self))
            guard text.contains(where: { !$0.isWhitespace }) else { continue }
            lines.append(text.count > 200 ? text.prefix(200) + "…" : text)
            if lines.count == number { break }
        }
        return lines.reversed()
    }

    private mutating func write(_ bytes: [UInt8]) {
        if descriptor == nil {
            let opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            guard opened >= 0 else { return fail() }
            descriptor = opened
        }
        if let descriptor, writeBytes(bytes, to: descriptor) != .whole { fail() }
    }

    private mutating func fail() {
        failure = String(cString: strerror(errno))
    }
}
