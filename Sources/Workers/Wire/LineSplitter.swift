import Foundation

/// Cuts a stream of bytes into lines, and gives up on a line that is longer than a bound.
struct LineSplitter {
    enum Piece {
        /// Without its line feed.
        case line([UInt8])
        /// The beginning of a line that is too long; nothing after it is read.
        case tooLong([UInt8])
    }

    private let longest: Int
    private var pending: [UInt8] = []
    private var hasGivenUp = false

    init(longest: Int = WorkerWire.longestLine) { self.longest = longest }

    mutating func take(_ bytes: UnsafeRawBufferPointer, piece: (Piece) -> Void) {
        var rest = bytes
        while !hasGivenUp, let start = rest.baseAddress, rest.count > 0 {
            let end = memchr(start, 0x0A, rest.count).map { UnsafeRawPointer($0) - start }
            pending.append(contentsOf: rest[..<(end ?? rest.count)])
            if pending.count > longest { return giveUp(piece) }
            guard let end else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
            let line = pending
            pending = []
            piece(.line(line))
        }
    }

    private mutating func giveUp(_ piece: (Piece) -> Void) {
        hasGivenUp = true
        let beginning = Array(pending.prefix(1024))
        pending = []
        piece(.tooLong(beginning))
    }
}
