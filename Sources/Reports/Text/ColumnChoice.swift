import Foundation

/// Which columns of a table are shown, by patterns of their titles: `trial,test.*` shows these, `!*.loss` all but these. Where
/// several fit a title the last one counts.
public struct ColumnChoice: Sendable {
    private struct Pattern {
        /// As shells have them: `*`, `?`, `[a-z]`, `[!a-z]`.
        let text: String
        let leavesOut: Bool

        func fits(_ title: String) -> Bool { fnmatch(text, title, 0) == 0 }
    }

    private let patterns: [Pattern]

    /// Nil for a text without patterns, or with an empty one.
    public init?(_ text: String) {
        patterns = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            let trimmed = part.trimmingCharacters(in: .whitespaces)
            let leavesOut = trimmed.hasPrefix("!")
            return Pattern(text: leavesOut ? String(trimmed.dropFirst()) : trimmed, leavesOut: leavesOut)
        }
        guard patterns.allSatisfy({ !$0.text.isEmpty }) else { return nil }
    }

    /// Whether a column is shown. Where the first pattern leaves columns out, those are shown that none speaks of.
    func shows(_ title: String) -> Bool {
        let last = patterns.last { $0.fits(title) }
        return last.map { !$0.leavesOut } ?? patterns.first?.leavesOut ?? true
    }

    /// The patterns that were to show something and fit no title. One that leaves nothing out does no harm.
    func unmatched(_ titles: [String]) -> [String] {
        patterns.filter { pattern in !pattern.leavesOut && !titles.contains(where: pattern.fits) }.map(\.text)
    }
}
