import Foundation
import Search
import StudyCore
import StudyFiles
import Trials

/// A study of the project's, whose trials are run here and now.
struct StudyInProject {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "studies")

    static let reader = StudyFileReader(
        kinds: [ExpressionTrial()],
        methods: SearchCatalog.methods, pruners: PrunerCatalog.methods)

    let study: Study
    let configurations: [Configuration]

    /// - Parameter changes: parts of the text to put others in place of.
    init(_ path: String, changes: KeyValuePairs<String, String> = [:]) throws {
        var text = try String(contentsOf: Self.directory.appending(path: path), encoding: .utf8)
        for (old, new) in changes { text.replace(old, with: new) }
        let environment = TrialEnvironment(directory: Self.directory.path)
        study = try Self.reader.read(text: text, file: path, environment: environment)
        let problem = SearchProblem(
            space: study.space, seed: study.seed, objective: study.objective, trials: study.search.trials,
            configurations: study.search.configurations)
        let sampler: any Sampler =
            study.search.method == "list" ? try ListSampler(problem) : try GridSampler(problem)
        configurations = try sampler.suggestions(for: 0..<sampler.trialCount, history: [])
    }

    /// The number of the trial with these values.
    func number(_ values: [String: String]) -> Int? {
        configurations.firstIndex { configuration in
            values.allSatisfy { configuration[$0.key]?.text == $0.value }
        }
    }

    func request(_ number: Int, repeat count: Int = 0) -> RunRequest {
        let configuration = configurations[number]
        return RunRequest(
            study: study.name, key: RunKey(trial: number, repeat: count), attempt: 1, kind: "expression",
            description: study.trial.node.substituting(
                configuration, space: study.space, rules: ExpressionTrial().substitution, diagnostics: Diagnostics()),
            configuration: configuration, seed: repeatSeedForTests(study.seed, count), objective: study.objective,
            environment: TrialEnvironment(directory: Self.directory.path))
    }

    /// Runs a trial; also gives its curve.
    func run(_ number: Int, repeat count: Int = 0) throws -> (result: RunResult, curve: [StudyCore.Measurement]) {
        let monitor = RecordingMonitor()
        return (try ExpressionTrial().run(request(number, repeat: count), monitor: monitor), monitor.recorded)
    }

    private func repeatSeedForTests(_ seed: UInt64, _ count: Int) -> UInt64 { seed &* 1000 &+ UInt64(count) }
}

extension StudyCore.Measurement {
    subscript(name: String) -> Double? { values.first { $0.name == name }?.value }
}
