import ArgumentParser
import Reports
import Store

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one trial: parameters, runs, curves, failures, provenance.",
        discussion: """
            Examples:
              hpsearch show mnist-grid 17
              hpsearch show mnist-grid 17 --format json
            """)

    @Argument(help: "The study.", completion: .studies) var name: String
    @Argument(help: "The trial's number, from 0.") var trial: Int
    @Option(help: "table or json.") var format: TableFormat = .table
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let study = try store.find(name)
            let detail = TrialDetail(
                study: try store.definition(of: study), trial: try store.trial(trial, of: study))
            Terminal.write(format == .json ? detail.json.prettyJSON : detail.text(style: Terminal.style))
        }
    }
}
