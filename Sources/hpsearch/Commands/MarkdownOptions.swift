import ArgumentParser
import Reports

/// What a Markdown report holds.
struct MarkdownOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Of markdown: only these parts, with commas between: "
                + "\(ReportPart.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "list"),
        transform: MarkdownOptions.parts)
    var parts: Set<ReportPart>?
    @Option(help: "Of markdown: the level of the title, from 1 to \(MarkdownLayout.greatestHeadingLevel).")
    var headingLevel = 1

    var layout: MarkdownLayout { MarkdownLayout(parts: parts, headingLevel: headingLevel) }
    /// Whether nothing was asked for.
    var isUsual: Bool { parts == nil && headingLevel == 1 }
    /// Whether all trials are needed: provenance tells the hosts and seeds of their runs.
    var needsRecords: Bool { parts?.contains(.provenance) ?? false }

    func validate() throws {
        guard (1...MarkdownLayout.greatestHeadingLevel).contains(headingLevel) else {
            throw ValidationError(
                "--heading-level takes a number from 1 to \(MarkdownLayout.greatestHeadingLevel) (got \(headingLevel))."
            )
        }
    }

    private static func parts(_ text: String) throws(ValidationError) -> Set<ReportPart> {
        var parts: Set<ReportPart> = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let part = ReportPart(rawValue: String(name)) else {
                let names = ReportPart.allCases.map(\.rawValue)
                throw ValidationError(
                    "no report has a part '\(name)'; write names with commas between them: \(names.joined(separator: ", "))"
                )
            }
            parts.insert(part)
        }
        return parts
    }
}
