/// The parts of a report as Markdown, in their order.
public enum ReportPart: String, CaseIterable, Sendable {
    case title
    /// Description, state, counts, objective, data.
    case facts
    case table
    /// The best trial, ties, held-out figures, what failed in sum.
    case notes
    case importance
    /// Failed runs one by one.
    case failures
    case pictures
    case provenance
    /// The study file.
    case file

    /// Those that a report has by itself.
    static let usual: Set<ReportPart> = [.title, .facts, .table, .notes, .importance, .failures]
}

/// What a report as Markdown holds, so that it can stand in a page of its own or within another one.
public struct MarkdownLayout: Sendable {
    /// What is shown; nil for all that there is: with pictures provenance and file as well.
    public let parts: Set<ReportPart>?
    /// Of the title; other headings are one and two deeper.
    public let headingLevel: Int

    /// The deepest that a title may be.
    public static let greatestHeadingLevel = 4

    /// - Parameter headingLevel: 1…`greatestHeadingLevel`.
    public init(parts: Set<ReportPart>? = nil, headingLevel: Int = 1) {
        (self.parts, self.headingLevel) = (parts, headingLevel)
    }

    /// - Parameter depth: 0 for the title.
    func heading(_ text: String, _ depth: Int) -> String {
        "\(String(repeating: "#", count: headingLevel + depth)) \(text)\n"
    }
}
