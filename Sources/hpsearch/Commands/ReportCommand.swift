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
            filter and, where the chart tool is installed, pictures; it asks nothing of any network. A markdown report \
            with --pictures has its pictures in a folder beside it.

            Examples:
              hpsearch report mnist-grid
              hpsearch report mnist-grid --top 5 --format markdown --output report.md --pictures
              hpsearch report mnist-grid --format html --output report.html
              hpsearch report mnist-grid --format json | jq '.trials[0].parameters'
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "Show the best N trials only.") var top: Int?
    @Option(help: "table, markdown, csv, json or html.") var format: ReportFormat = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @Flag(help: "Draw the pictures into a folder beside a markdown report.") var pictures = false
    @OptionGroup var database: DatabaseOption

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top takes a number of at least 1 (got \(top)).") }
        if pictures, format != .markdown || output == nil {
            throw ValidationError("--pictures goes with --format markdown and --output FILE.")
        }
        if top != nil, format == .html {
            throw ValidationError("--top does not go with --format html, whose table shows all trials page by page.")
        }
    }

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let study = try store.study(named: name)
            if format == .html {
                try writePage(StudyReport(study, options: database.argument), store)
            } else if let output, pictures {
                try writeMarkdown(StudyReport(study, options: database.argument), store, to: output)
            } else if let text = format.text {
                let style = output == nil ? Terminal.style : TextStyle()
                let report = StudyReport(
                    study, options: database.argument,
                    sparklines: style.drawsCurves && format == .table
                        ? try PictureLoading(database: store).sparklines(study, ranking: Ranking(study)) : [:])
                try Terminal.deliver(report.text(text, top: top, style: style), to: output)
            }
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

    /// The report, and its pictures beside it. Where the chart tool is missing these are specifications, and the exit
    /// code is 4.
    private func writeMarkdown(_ report: StudyReport, _ store: StudyDatabase, to path: String) throws {
        let tool = ChartTool()
        let source = try PictureLoading(database: store).source(
            report.study, ranking: report.ranking, withCurves: true)
        let linked = try PictureFolder(besideReport: path).write(source, tool: tool)
        try Terminal.deliver(report.markdown(top: top, pictures: linked), to: path)
        guard tool.canDraw || linked.isEmpty else {
            throw CommandFailure(
                .environment,
                "hpsearch: the pictures are written as Vega-Lite, since the chart tool is missing; \(ChartTool.hint)")
        }
    }
}
