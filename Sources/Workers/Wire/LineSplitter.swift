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
        var rest = bytes[...]
        while !hasGivenUp, !rest.isEmpty {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                pending.append(contentsOf: rest)
                if pending.count > longest { giveUp(piece) }
                return
            }
            pending.append(contentsOf: rest[..<end])
            rest = rest[(end + 1)...]
            if pending.count > longest { return giveUp(piece) }
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
