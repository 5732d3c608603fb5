/// Changes bytes: what a failing disk, a bad transfer, a wrong editor or ill will makes of a file or a line.
public struct ByteMutator: Sendable {
    /// Pieces that mean something in the format at hand.
    private let pieces: [[UInt8]]
    /// Nothing grows beyond this.
    private let longest: Int

    /// Numbers at the edges of what numbers can be.
    private static let numbers = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "99999999999999999999999999", "1e999",
        "-1e999",
        "1e-999", "0", "-0", "-1", "1e18", "4294967296", "0.1", "nan", "inf",
    ].map { Array($0.utf8) }

    /// Pieces that many readers stumble over.
    private static let hostile: [[UInt8]] =
        [
            [0x00], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xFF], [0x1B, 0x5B, 0x31, 0x6D], [0x0D], [0x0D, 0x0A], [0x0A], [0x09], [0x7F],
            [0x1A],
        ] + ["\u{2028}", "\u{85}", "é", "e\u{301}", "🙂", "\u{202E}"].map { Array($0.utf8) } + numbers

    public init(pieces: [String] = [], longest: Int = 1 << 17) {
        self.pieces = pieces.map { Array($0.utf8) }
        self.longest = longest
    }

    /// The bytes with one to `changes` changes.
    public func mutated(
        _ original: [UInt8], changes: Int = 4, using generator: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = original
        for _ in 0...generator.below(changes) { change(&bytes, &generator) }
        return bytes.count > longest ? Array(bytes.prefix(longest)) : bytes
    }

    private func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else {
            bytes = piece(&generator)
            return
        }
        let place = generator.below(bytes.count)
        switch generator.below(14) {
        case 0: bytes[place] ^= 1 << UInt8(generator.below(8))
        case 1: bytes[place] = UInt8(generator.below(256))
        case 2: bytes.remove(at: place)
        case 3: bytes.removeSubrange(generator.range(in: bytes.count))
        case 4, 5: bytes.insert(contentsOf: piece(&generator), at: place)
        case 6: bytes.replaceSubrange(generator.range(in: bytes.count), with: piece(&generator))
        case 7:
            let copied = Array(bytes[generator.range(in: bytes.count)])
            bytes.insert(contentsOf: copied, at: place)
        case 8: swapRanges(&bytes, &generator)
        case 9: moveLine(&bytes, &generator)
        case 10: replaceNumber(&bytes, &generator)
        case 11:
            guard generator.once(in: 4) else { return replaceNumber(&bytes, &generator) }
            bytes.removeSubrange(place...)
        case 12:
            guard generator.once(in: 8) else { return bytes.insert(bytes[place], at: place) }
            repeatPiece(&bytes, &generator)
        default:
            guard generator.once(in: 8) else { return bytes.insert(UInt8(generator.below(256)), at: place) }
            bytes = changeLineEnds(bytes, &generator)
        }
    }

    private func piece(_ generator: inout SeededGenerator) -> [UInt8] {
        pieces.isEmpty || generator.once(in: 3) ? generator.pick(Self.hostile) : generator.pick(pieces)
    }

    private func swapRanges(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let (one, other) = (generator.range(in: bytes.count), generator.range(in: bytes.count))
        let (first, second) = one.lowerBound <= other.lowerBound ? (one, other) : (other, one)
        guard first.upperBound <= second.lowerBound else { return }
        let (earlier, later) = (Array(bytes[first]), Array(bytes[second]))
        // The later one first, so that the earlier one's place stays what it is.
        bytes.replaceSubrange(second, with: earlier)
        bytes.replaceSubrange(first, with: later)
    }

    private func moveLine(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let line = lines.remove(at: generator.below(lines.count))
        lines.insert(line, at: generator.below(lines.count + 1))
        bytes = Array(lines.joined(separator: [0x0A]))
    }

    /// Puts another number in the place of one.
    private func replaceNumber(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let start = generator.below(bytes.count)
        guard let first = bytes[start...].firstIndex(where: digits.contains) else { return }
        let end = bytes[first...].firstIndex { !digits.contains($0) } ?? bytes.count
        bytes.replaceSubrange(first..<end, with: generator.pick(Self.numbers))
    }

    /// Long lines, deep nesting, many entries.
    private func repeatPiece(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let range = generator.range(in: bytes.count)
        let piece = generator.once(in: 2) ? Array(bytes[range]) : self.piece(&generator)
        let times = min(1 << (1 + generator.below(14)), longest / max(1, piece.count))
        bytes.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: range.lowerBound)
    }

    private func changeLineEnds(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let ending = generator.pick([[0x0D, 0x0A], [0x0D], [0x0A, 0x0D], [0x00], [0xE2, 0x80, 0xA8]] as [[UInt8]])
        return bytes.flatMap { $0 == 0x0A ? ending : [$0] }
    }
}
