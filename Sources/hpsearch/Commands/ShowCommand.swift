import ArgumentParser
import Foundation
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
            guard
                let report = TrialReport(
                    study, trial: trial, statistics: statistics, outputs: outputs(shown, store.files(of: reference)))
            else {
                throw CommandFailure(.usage, "hpsearch: study '\(study.name)' has no trial \(trial)")
            }
            try Terminal.write(format == .json ? report.json().prettyJSON : report.text(style: Terminal.style))
        }
    }
}

extension ShowCommand {
    /// What the programs of a trial's runs have written, where that is kept on this machine.
    private func outputs(_ trial: TrialRecord, _ files: RunFiles) -> [RunKey: RunOutput] {
        var outputs: [RunKey: RunOutput] = [:]
        for run in trial.runs {
            let directory = files.runDirectory(of: run.key)
            guard FileManager.default.fileExists(atPath: directory) else { continue }
            outputs[run.key] = RunOutput(
                directory: directory, output: end(of: "\(directory)/stdout.log"),
                errors: end(of: "\(directory)/stderr.log"))
        }
        return outputs
    }

    /// The last lines of a file; nil where there are none.
    private func end(of file: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: file), let size = try? handle.seekToEnd() else { return nil }
        let length = min(size, 16 << 10)
        guard (try? handle.seek(toOffset: size - length)) != nil, let bytes = try? handle.readToEnd() else {
            return nil
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .suffix(RunOutput.lineCount)
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
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
