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
            A study may be reported on at any time, also while it runs.

            Examples:
              hpsearch report mnist-grid
              hpsearch report mnist-grid --top 5 --format markdown --output report.md
              hpsearch report mnist-grid --format json | jq '.trials[0].parameters'
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "Show the best N trials only.") var top: Int?
    @Option(help: "table, markdown, csv or json.") var format: StudyReport.Format = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @OptionGroup var database: DatabaseOption

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top takes a number of at least 1 (got \(top)).") }
    }

    func run() throws {
        try CommandFailure.catching {
            let report = StudyReport(try database.forReading().study(named: name), options: database.argument)
            let style = output == nil ? Terminal.style : TextStyle()
            try Terminal.deliver(report.text(format, top: top, style: style), to: output)
        }
    }
}

extension StudyReport.Format: ExpressibleByArgument {}
