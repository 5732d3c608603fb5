import ArgumentParser
import Foundation
import Reports
import Store
import StudyCore

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Ranks a study's trials by its objective, with the held-out figures beside it.",
        discussion: """
            A study may be reported on at any time, also while it runs. The html is one file with a table to sort and \
            filter and, where the chart tool is installed, pictures; it asks nothing of any network.

            Examples:
              hpsearch report mnist-grid
              hpsearch report mnist-grid --top 5 --format markdown --output report.md
              hpsearch report mnist-grid --format html --output report.html
              hpsearch report mnist-grid --format json | jq '.trials[0].parameters'
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "Show the best N trials only.") var top: Int?
    @Option(help: "table, markdown, csv, json or html.") var format: ReportFormat = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @OptionGroup var database: DatabaseOption

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top takes a number of at least 1 (got \(top)).") }
    }

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let report = StudyReport(try store.study(named: name), options: database.argument)
            guard let text = format.text else { return try writePage(report, store) }
            let style = output == nil ? Terminal.style : TextStyle()
            try Terminal.deliver(report.text(text, top: top, style: style), to: output)
        }
    }

    /// One file with everything in it. Without the chart tool it has no charts, which it says itself.
    private func writePage(_ report: StudyReport, _ store: StudyDatabase) throws {
        let source = try PictureLoading(database: store).source(
            report.study, ranking: report.ranking, withCurves: true)
        let script = ChartTool().script
        try Terminal.deliver(
            StudyPage(report, source: source, script: script, hint: ChartTool.hint).html, to: output)
        if script == nil {
            Terminal.writeError("hpsearch: the page has no charts, since the chart tool is missing; \(ChartTool.hint)")
        }
    }
}
