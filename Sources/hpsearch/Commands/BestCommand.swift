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
            let store = try database.forReading()
            let reference = try store.find(name)
            let metric = try store.definition(of: reference).objective.metric
            let record = try store.study(named: reference.name, including: .ranking(by: metric))
            let study = try StudyLoading.read(record)
            guard let kind = Catalog.trialKind(study.trial.kind) else {
                throw CommandFailure(.usage, "hpsearch: unknown kind of trial '\(study.trial.kind)'")
            }
            let rules = kind.substitution
            // A trial that is complete stays as it is, so that it may be read after all were ranked.
            let best = try BestStudy(
                record, whole: { try store.trial($0, of: reference, including: .withoutCurves) }, kind: kind.name,
                rules: rules, repeats: study.search.repeats
            ) {
                kind.resolvingPaths(
                    study.description(for: $0, rules: rules),
                    environment: TrialEnvironment(directory: study.directory))
            }
            guard let best else {
                throw CommandFailure(
                    .usage,
                    "hpsearch: study '\(record.name)' has no complete trial yet; carry on with: hpsearch resume"
                        + "\(database.argument) \(ShellText.argument(record.name))")
            }
            try Terminal.write(format == .json ? best.json.prettyJSON : best.yaml)
        }
    }
}
