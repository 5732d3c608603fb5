import ArgumentParser
import Reports
import Store

/// Table or JSON, for the commands that print either.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the studies of a database, their states and progress.",
        discussion: """
            Examples:
              hpsearch list
              hpsearch list --db results/studies.sqlite --format json
            """)

    @Option(help: "table or json.") var format: TableFormat = .table
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let studies = StudyListReport(try database.forReading().list())
            Terminal.write(format == .json ? studies.json().prettyJSON : studies.text(style: Terminal.style))
        }
    }
}
