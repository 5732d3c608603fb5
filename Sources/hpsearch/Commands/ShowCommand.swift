import ArgumentParser
import Reports
import Store
import StudyCore

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
    @OptionGroup var levelOption: LevelOption
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let reference = try store.find(name)
            let shown = try store.trial(trial, of: reference)
            let study = try store.study(named: name).replacing(shown)
            let statistics = try StudyStatistics(
                study, level: levelOption.level,
                predictions: StoredPredictions(store: store, study: reference, record: study),
                importance: false)
            guard let report = TrialReport(study, trial: trial, statistics: statistics) else {
                throw CommandFailure(.usage, "hpsearch: study '\(study.name)' has no trial \(trial)")
            }
            try Terminal.write(format == .json ? report.json().prettyJSON : report.text(style: Terminal.style))
        }
    }
}

extension StudyRecord {
    /// The same study with one trial told in more detail.
    fileprivate func replacing(_ trial: TrialRecord) -> StudyRecord {
        StudyRecord(
            name: name, description: description, seed: seed, state: state, objective: objective, text: text,
            directory: directory, toolVersion: toolVersion, created: created, elapsed: elapsed,
            trials: trials.map { $0.number == trial.number ? trial : $0 }, provenance: provenance)
    }
}
