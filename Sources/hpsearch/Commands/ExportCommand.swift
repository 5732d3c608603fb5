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
              hpsearch export mnist-grid --no-curves | jq '.metrics'
              hpsearch export mnist-grid --trials 0,3,7-9 > some.jsonl
              hpsearch export mnist-grid --format csv --output runs.csv
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "json (one object a line) or csv.") var format: RunExport.Format = .json
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @Flag(help: "Leave the curves out of JSON, which are most of it; a CSV has none.") var noCurves = false
    @OptionGroup var choice: TrialChoice
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let study = try store.find(name)
            // A CSV's columns are those that its runs need, so that all of these are looked at first.
            let record = format == .csv || !choice.isEmpty ? try store.study(named: study.name) : nil
            let chosen = try record.flatMap { try choice.numbers(of: $0) }
            let export =
                if format == .csv, let record {
                    RunExport(format, of: chosen.map(record.keeping) ?? record)
                } else {
                    RunExport(format, study: study.name, hasCurves: !noCurves)
                }
            let sink = try ResultSink(output)
            try sink.write(export.header)
            let detail: RecordDetail = format == .csv || noCurves ? .withoutCurves : .everything
            try store.forEachRun(of: study, including: detail) { configuration, run in
                guard chosen?.contains(run.key.trial) ?? true else { return }
                try sink.write(export.line(run, configuration: configuration))
            }
            try sink.close()
        }
    }
}

extension RunExport.Format: ExpressibleByArgument {}
