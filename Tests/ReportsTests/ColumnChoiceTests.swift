import StudyCore
import Testing

@testable import Reports

@Suite("Chosen columns")
struct ColumnChoiceTests {
    private static let titles = [
        "rank", "trial", "validation.accuracy", "test.accuracy", "test.loss", "with best", "a",
    ]

    @Test(
        "are those that patterns fit, the last of which counts",
        arguments: [
            ("trial,test.*", [1, 3, 4]), ("!test.*", [0, 1, 2, 5, 6]), ("!*, trial", [1]),
            ("*,!*.accuracy", [0, 1, 4, 5, 6]),
            ("?", [6]), ("[!vt]*", [0, 5, 6]), ("with best", [5]), ("*.accuracy,!test*,test.loss", [2, 4]),
        ])
    func patterns(_ text: String, _ expected: [Int]) throws {
        let choice = try #require(ColumnChoice(text))
        #expect(Self.titles.filter(choice.shows) == expected.map { Self.titles[$0] })
        #expect(choice.unmatched(Self.titles).isEmpty)
    }

    @Test("are refused where a pattern is empty, and known where it was to show a column that there is not")
    func mistakes() throws {
        for text in ["", "a,,b", "!", " "] { #expect(ColumnChoice(text) == nil, "'\(text)'") }
        #expect(try #require(ColumnChoice("trail,test.*,!lose")).unmatched(Self.titles) == ["trail"])
    }

    private func report(_ columns: String) throws -> StudyReport {
        let choice = try #require(ColumnChoice(columns))
        return StudyReport(
            Fixtures.mixed, statistics: try StudyStatistics(Fixtures.mixed, predictions: NoPredictions()),
            columns: choice)
    }

    @Test("are alone in the table, in Markdown and in CSV, in the usual order; JSON is the same")
    func formats() throws {
        let report = try report("wide,rank,trial,low")
        let csv = report.text(.csv).split(separator: "\r\n")
        #expect(csv.first == "rank,trial,wide,low")
        #expect(csv.dropFirst().allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 4 })
        #expect(report.text(.markdown).contains("\n| \\# | trial | wide |\n"))
        #expect(report.text(.table, style: TextStyle(width: 200)).contains("\n#  trial  wide\n"))
        #expect(report.text(.json) == StudyReport(Fixtures.mixed, statistics: report.statistics).text(.json))
        #expect(report.unmatchedColumns(.markdown).patterns == ["low"])
        #expect(report.unmatchedColumns(.csv).patterns.isEmpty)
        #expect(report.unmatchedColumns(.csv).names.prefix(4) == ["rank", "trial", "state", "runs"])
        #expect(report.unmatchedColumns(.json).patterns.isEmpty)
    }
}
