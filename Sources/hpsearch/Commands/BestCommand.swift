import ArgumentParser
import Reports
import Store
import StudyCore

struct BestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best",
        abstract: "Prints the best trial as a study file of its own, ready to run alone.",
        discussion: """
            Examples:
              hpsearch best mnist-grid > best.yaml && hpsearch study best.yaml
              hpsearch best mnist-grid --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case yaml
        case json
    }

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Option(help: "yaml or json.") var format: Format = .yaml
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let record = try database.forReading().study(named: name)
            guard let best = Ranking(record).best else {
                throw CommandFailure(
                    .usage,
                    "hpsearch: study '\(record.name)' has no complete trial yet; carry on with it by hpsearch resume")
            }
            let study = try StudyLoading.read(
                text: record.text, name: record.name, directory: record.directory, dataDirectory: nil)
            guard let kind = Catalog.trialKind(study.trial.kind) else {
                throw CommandFailure(.usage, "hpsearch: unknown kind of trial '\(study.trial.kind)'")
            }
            let description = study.description(for: best.trial.configuration, rules: kind.substitution)
            let report = BestTrial(
                record, best: best, kind: study.trial.kind, description: description, repeats: study.search.repeats)
            Terminal.write(format == .json ? report.json.prettyJSON : report.yaml)
        }
    }
}
