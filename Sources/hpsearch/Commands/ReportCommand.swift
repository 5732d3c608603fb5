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
            A study may be reported on at any time, also while it runs. Trials that cannot be told from the best one are \
            marked as tied; docs/statistics.md says how that and the intervals are computed. Choosing by held-out figures \
            spoils them: --held-out best shows the winner's alone.

            --trials and --where show some trials only, with the ranks and ties that they have in the whole study.

            The html is one file with a table to sort and filter and, where the chart tool is installed, pictures; it asks \
            nothing of any network. A markdown report with --pictures has its pictures in a folder beside it.

            Examples:
              hpsearch report mnist-grid
              hpsearch report mnist-grid --level 0.99 --held-out best
              hpsearch report mnist-grid --where 'wide >= 512 and narrow == 64' --top 3
              hpsearch report mnist-grid --columns 'rank,trial,*.accuracy,learning_rate'
              hpsearch report mnist-grid --top 5 --format markdown --output report.md --pictures
              hpsearch report mnist-grid --format markdown --parts table,notes
              hpsearch report mnist-grid --format html --output report.html
              hpsearch report mnist-grid --format json | jq '.trials[0].parameters'
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "Show the best N trials only. By default a table shows \(usualRows), other formats all.")
    var top: Int?
    @Option(help: "table, markdown, csv, json or html.") var format: ReportFormat = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @Flag(help: "Draw the pictures into a folder beside a markdown report.") var pictures = false
    @Option(help: "Of which trials to show held-out figures: all, best or none.") var heldOut: HeldOutColumns = .all
    @Option(
        help: ArgumentHelp(
            "The columns of a table, of markdown or of csv: patterns of their titles such as 'rank,trial,test.*'; '!' before one "
                + "leaves out, as '!*.loss'. JSON always has everything.", valueName: "patterns"),
        transform: ReportCommand.columnChoice)
    var columns: ColumnChoice?
    @OptionGroup var markdown: MarkdownOptions
    @OptionGroup var choice: TrialChoice
    @OptionGroup var levelOption: LevelOption
    @OptionGroup var database: DatabaseOption

    /// More rows than these nobody reads on a terminal, and of very many the intervals and the text take longer than the ranking.
    static let usualRows = 100

    private var shown: Int? { top ?? (format == .table ? Self.usualRows : nil) }

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top takes a number of at least 1 (got \(top)).") }
        if pictures, format != .markdown || output == nil {
            throw ValidationError("--pictures goes with --format markdown and --output FILE.")
        }
        if top != nil, format == .html {
            throw ValidationError("--top does not go with --format html, whose table shows all trials page by page.")
        }
        if !markdown.isUsual, format != .markdown {
            throw ValidationError("--parts and --heading-level go with --format markdown.")
        }
        if let parts = markdown.parts, parts.contains(.pictures), !pictures {
            throw ValidationError("the part 'pictures' goes with --pictures.")
        }
        if columns != nil, format == .html {
            throw ValidationError("--columns goes with table, markdown and csv: a page's table shows all of them.")
        }
        if !choice.isEmpty, format == .html {
            throw ValidationError(
                "--trials and --where do not go with --format html, whose table has filters of its own.")
        }
    }

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            // Pictures show all trials.
            let (study, statistics) = try ReportLoading(store: store, reference: store.find(name)).statistics(
                level: levelOption.level, top: choice.isEmpty ? shown : nil,
                everyRecord: pictures || markdown.needsRecords)
            let style = output == nil ? Terminal.style : TextStyle()
            let drawsCurves = style.drawsCurves && format == .table
            let report = StudyReport(
                study, statistics: statistics, heldOut: heldOut, options: database.argument,
                sparklines: drawsCurves
                    ? try PictureLoading(database: store).sparklines(study, ranking: statistics.ranking) : [:],
                chosen: try choice.numbers(of: study), columns: columns)
            try checkColumns(of: report)
            if format == .html {
                try writePage(report, store)
            } else if let output, pictures {
                try writeMarkdown(report, store, to: output)
            } else if let text = format.text {
                try Terminal.deliver(report.text(text, top: shown, style: style, layout: markdown.layout), to: output)
            }
        }
    }

    private static func columnChoice(_ text: String) throws(ValidationError) -> ColumnChoice {
        guard let choice = ColumnChoice(text) else {
            throw ValidationError("write patterns with commas between them such as 'rank,trial,test.*'")
        }
        return choice
    }

    /// A pattern without a column is most likely a misspelt name.
    private func checkColumns(of report: StudyReport) throws {
        guard columns != nil, let format = format.text else { return }
        if format == .json { Terminal.writeError("hpsearch: --columns does not change JSON, which has everything") }
        let (patterns, names) = report.unmatchedColumns(format, top: shown)
        guard let pattern = patterns.first else { return }
        throw CommandFailure(
            .usage,
            "hpsearch: no column of this report on '\(report.study.name)' fits '\(pattern)'; its columns are \(names.joined(separator: ", "))"
        )
    }

    /// One file with everything in it. Without the chart tool it has no charts, which it says itself.
    private func writePage(_ report: StudyReport, _ store: StudyDatabase) throws {
        let source = try PictureLoading(database: store).source(of: report)
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
        let source = try PictureLoading(database: store).source(of: report)
        let linked = try PictureFolder(besideReport: path).write(source, tool: tool)
        try Terminal.deliver(report.markdown(top: top, pictures: linked, layout: markdown.layout), to: path)
        guard tool.canDraw || linked.isEmpty else {
            throw CommandFailure(
                .environment,
                "hpsearch: the pictures are written as Vega-Lite, since the chart tool is missing; \(ChartTool.hint)")
        }
    }
}
