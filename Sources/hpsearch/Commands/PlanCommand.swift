import ArgumentParser
import Foundation
import Reports
import StudyCore

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Checks a study file, counts its trials and shows examples; runs nothing.",
        discussion: """
            Examples:
              hpsearch plan studies/grid.yaml
              hpsearch plan studies/grid.yaml --format json
            """)

    @Argument(help: "The study file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
    @Option(help: "table or json.") var format: TableFormat = .table
    @Option(name: .customLong("data-dir"), help: "Search this directory for data sets before all others.")
    var dataDirectory: String?

    func run() throws {
        let study = try StudyLoading.read(file: file, dataDirectory: dataDirectory)
        guard let kind = Catalog.trialKind(study.trial.kind),
            let method = Catalog.searchMethods.first(where: { $0.name == study.search.method })
        else {
            throw CommandFailure(.usage, "hpsearch: '\(study.search.method)' or '\(study.trial.kind)' is not known")
        }
        do {
            let sampler = try method.make(SearchProblem(study))
            let count = sampler.trialCount
            let examples = try PlanSummary.sampledNumbers(of: count).map { number in
                (number: number, configuration: try sampler.suggestions(for: number..<number + 1, history: [])[0])
            }
            let environment = TrialEnvironment(directory: study.directory, dataDirectory: dataDirectory)
            // The edges of the space stand for all trials.
            let configurations =
                examples.map(\.configuration) + study.space.probes() + study.search.configurations
            try checkInputs(study, configurations, of: kind, in: environment)
            let facts =
                examples.isEmpty
                ? []
                : kind.facts(
                    configurations.map { study.description(for: $0, rules: kind.substitution) },
                    environment: environment)
            let summary = PlanSummary(study, trials: count, configurations: examples, facts: facts)
            try Terminal.write(format == .json ? summary.json().prettyJSON : summary.text(style: Terminal.style))
        } catch let error as SearchError {
            throw CommandFailure(.usage, error.diagnostic.rendered(file: file))
        }
    }

    /// Holds the trials against their data and programs, where that is here: what does not fit is a mistake of the file.
    private func checkInputs(
        _ study: Study, _ configurations: [Configuration], of kind: any TrialKind, in environment: TrialEnvironment
    ) throws {
        let descriptions = configurations.map { study.description(for: $0, rules: kind.substitution) }
        do {
            for warning in try StudyLoading.checkInputs(descriptions, of: kind, file: file, environment: environment) {
                Terminal.writeError("warning: \(warning)".withoutControlCharacters)
            }
        } catch let failure as CommandFailure where failure.code == .environment {
            let sentence = failure.message.trimmingPrefix("hpsearch: ")
            Terminal.writeError("note: \(sentence)".withoutControlCharacters)
        }
    }
}
