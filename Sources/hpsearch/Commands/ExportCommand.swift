import ArgumentParser
import Foundation
import Reports
import Store
import StudyCore

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes every run of a study, one JSON object a line, or CSV.",
        discussion: """
            Runs come in the order of trial and repeat. Everything but attempts, host, worker, started, finished and \
            seconds is the same however often and wherever the study is run.

            Examples:
              hpsearch export mnist-grid > runs.jsonl
              hpsearch export mnist-grid --format csv --output runs.csv
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json
        case csv
    }

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "json (one object a line) or csv.") var format: Format = .json
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let study = try store.find(name)
            let sink = try TextSink(output)
            switch format {
            case .json:
                try store.forEachRun(of: study) { configuration, run in
                    try sink.write(StudyExport.json(study: study.name, run: run, configuration: configuration) + "\n")
                }
            case .csv:
                let export = StudyExport.CSV(try store.study(named: study.name))
                try sink.write(export.header)
                try export.rows { try sink.write($0) }
            }
            try sink.close()
        }
    }
}
