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

            Examples:
              hpsearch report mnist-grid
              hpsearch report mnist-grid --level 0.99 --held-out best
              hpsearch report mnist-grid --top 5 --format markdown --output report.md
              hpsearch report mnist-grid --format json | jq '.trials[0].parameters'
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "Show the best N trials only.") var top: Int?
    @Option(help: "table, markdown, csv or json.") var format: StudyReport.Format = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @Option(help: "Of which trials to show held-out figures: all, best or none.") var heldOut: HeldOutColumns = .all
    @OptionGroup var levelOption: LevelOption
    @OptionGroup var database: DatabaseOption

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top takes a number of at least 1 (got \(top)).") }
    }

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let reference = try store.find(name)
            let study = try store.study(named: reference.name)
            let report = StudyReport(
                study,
                statistics: try StudyStatistics(
                    study, level: levelOption.level,
                    predictions: StoredPredictions(store: store, study: reference, record: study),
                    top: top), heldOut: heldOut, options: database.argument)
            let style = output == nil ? Terminal.style : TextStyle()
            try Terminal.deliver(report.text(format, top: top, style: style), to: output)
        }
    }
}

extension StudyReport.Format: ExpressibleByArgument {}
