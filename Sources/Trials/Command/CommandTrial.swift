import Foundation
import StudyCore

/// `trial: command`: runs any program and reads its metrics.
public struct CommandTrial: TrialKind {
    public let name = "command"
    public let defaultObjective: Objective? = nil
    public let substitution = SubstitutionRules(
        embedded: .text, literalKeys: ["metrics"], shellKeys: ["run"], usesEveryParameter: true,
        derived: [
            SubstitutionRules.Derived("args") { CommandEnvironment.arguments($0) },
            SubstitutionRules.Derived("args_json") { [$0.node.json] },
        ])

    public init() {}

    public func metricNames(for description: Node) -> [String]? {
        guard let map = MapReader(description, title: "'command'", diagnostics: Diagnostics()) else { return nil }
        return MetricSource(map)?.names
    }

    public func check(_ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics) {
        _ = CommandSpecification(description, diagnostics: diagnostics)
    }

    public func check(
        _ description: Node, configuration: Configuration, environment: TrialEnvironment, diagnostics: Diagnostics
    ) {
        CommandEnvironment.check(configuration, diagnostics: diagnostics)
        check(description, environment: environment, diagnostics: diagnostics)
    }

    public func checkInputs(
        _ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics
    ) throws -> [InputWarning] {
        guard let specification = CommandSpecification(description, diagnostics: diagnostics) else { return [] }
        _ = try specification.programFile(in: environment)
        try specification.checkProgramOfEnv(in: environment)
        guard case .shell(let text) = specification.program else { return [] }
        return try specification.checkFirstCommand(ShellCommand(text), in: environment)
    }

    public func facts(_ description: Node, environment: TrialEnvironment) -> [(title: String, text: String)] {
        guard let specification = CommandSpecification(description, diagnostics: Diagnostics()) else { return [] }
        var facts = [(title: "command", text: specification.commandText)]
        if let file = try? specification.programFile(in: environment) { facts.append((title: "program", text: file)) }
        facts.append((title: "runs in", text: specification.directory(in: environment)))
        facts.append((title: "metrics", text: specification.metrics.summary))
        return facts
    }

    public func resolvingPaths(_ description: Node, environment: TrialEnvironment) -> Node {
        guard let entries = description.mapValue else { return description }
        let written = description["working_directory"]?.textValue
        let directory = Node.Entry(
            "working_directory",
            .text(written.map { absolutePath($0, in: environment.directory) } ?? environment.directory))
        return Node(
            .map(
                entries.contains { $0.key == directory.key }
                    ? entries.map { $0.key == directory.key ? directory : $0 } : entries + [directory]))
    }

    /// Those of the patterns, by their metrics.
    public func positions(in description: Node) -> [String: SourcePosition] {
        let patterns = description["metrics"]?.mapValue ?? []
        return Dictionary(patterns.compactMap { entry in entry.value.position.map { (entry.key, $0) } }) { $1 }
    }

    public func stepsPerRun(_ description: Node) -> Int? { nil }

    public func run(_ request: RunRequest, monitor: any RunMonitor) throws -> RunResult {
        try run(request, monitor: monitor, trace: nil)
    }

    /// The directories of a study's runs that stay, by a description in which references are replaced.
    public static func directoriesKept(_ description: Node) -> RunDirectoriesKept {
        CommandSpecification(description, diagnostics: Diagnostics())?.keep ?? .always
    }

    /// What the environment of every process begins with that a study's runs have started: a variable and its value.
    public static func runMark(_ files: RunFiles) -> String {
        "HPSEARCH_RUN_DIR=" + files.runDirectory(of: RunKey(trial: 0, repeat: 0)).dropLast("0-0".count)
    }
}
