import Foundation

/// Reads the beginning of a file of the system's own, up to 8 KiB.
public func withFile<Value>(_ path: String, _ body: (Slice<UnsafeRawBufferPointer>) -> Value?) -> Value? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 1) { buffer in
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        return count > 0 ? body(UnsafeRawBufferPointer(buffer)[..<count]) : nil
    }
}

/// The number that follows a name at the beginning of a line: `oom_kill 3`, `RssAnon:	  112 kB`.
public func number(after name: String, in text: Slice<UnsafeRawBufferPointer>) -> Int? {
    for line in text.split(separator: UInt8(ascii: "\n")) {
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if words.count > 1, words[0].elementsEqual(name.utf8) { return Int(String(decoding: words[1], as: UTF8.self)) }
    }
    return nil
}
