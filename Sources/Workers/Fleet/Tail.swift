import StudyCore

/// The end of a stream, since a mark.
struct Tail {
    /// How many bytes the stream has had.
    private(set) var written = 0
    private let capacity = RunFailure.greatestTail
    private var bytes: [UInt8] = []
    private var mark = 0

    mutating func append(_ more: UnsafeRawBufferPointer) {
        written += more.count
        bytes.append(contentsOf: more.suffix(capacity))
        if bytes.count > 2 * capacity { bytes.removeFirst(bytes.count - capacity) }
    }

    /// From now on only what came after so many bytes counts.
    mutating func begin(after written: Int) { mark = written }

    /// Nil when nothing was written.
    var text: String? {
        let fresh = bytes.suffix(min(capacity, written - mark))
        return fresh.isEmpty ? nil : String(decoding: fresh, as: UTF8.self)
    }
}
