import StudyCore
import Testing

@testable import Reports

@Suite("A report within another page")
struct MarkdownLayoutTests {
    private func report() throws -> StudyReport {
        StudyReport(Fixtures.mixed, statistics: try StudyStatistics(Fixtures.mixed, predictions: NoPredictions()))
    }

    @Test("holds the parts that were asked for, in their order, as the whole report has them")
    func parts() throws {
        let report = try report()
        let whole = report.markdown(pictures: [])
        var text = ""
        for part in ReportPart.allCases {
            let alone = report.markdown(pictures: [], layout: MarkdownLayout(parts: [part]))
            if !alone.isEmpty { text += (text.isEmpty ? "" : "\n") + alone }
        }
        #expect(text == whole, "the parts together are the whole")
        let two = report.markdown(layout: MarkdownLayout(parts: [.notes, .table]))
        #expect(two.hasPrefix("| \\# | trial |") && two.contains("\n\n- Best: trial 1 with "))
        #expect(!two.contains("Study") && !two.contains("State:"))
        #expect(
            report.markdown(layout: MarkdownLayout(parts: [.provenance])).hasPrefix(
                "## Provenance\n\n- seed of the study"))
        #expect(!report.markdown().contains("Provenance"), "of itself only beside pictures")
    }

    @Test("has headings as deep as that page needs them")
    func headings() throws {
        let text = try report().markdown(pictures: [], layout: MarkdownLayout(headingLevel: 3))
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }
        #expect(headings == ["### Study mnist-momentum", "#### Provenance"])
    }
}
