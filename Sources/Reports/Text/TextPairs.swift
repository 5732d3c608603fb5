/// Titles and texts, one pair a line, the texts below each other.
enum TextPairs {
    static func lines(_ pairs: [(title: String, text: String)]) -> [String] {
        let width = pairs.reduce(0) { max($0, TerminalText.width($1.title)) }
        return pairs.map { "  " + TerminalText.padded($0.title, to: width, right: false) + "  " + $0.text }
    }
}

/// Which steps of a long curve to show.
enum Thinning {
    static let greatestCount = 20

    /// The indices to show of so many steps: all where these are few, else evenly spread, the first and the last among
    /// them.
    static func indices(of count: Int) -> [Int] {
        guard count > greatestCount else { return Array(0..<max(0, count)) }
        return (0..<greatestCount).map { ($0 * (count - 1) + (greatestCount - 1) / 2) / (greatestCount - 1) }
    }
}
