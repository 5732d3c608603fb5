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
    ) throws -> [String] {
        guard let specification = CommandSpecification(description, diagnostics: diagnostics) else { return [] }
        _ = try specification.programFile(in: environment)
        return []
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

extension CommandSpecification {
    /// Where the program runs, as an absolute path.
    func directory(in environment: TrialEnvironment) -> String {
        let base = absolutePath(environment.directory, in: FileManager.default.currentDirectoryPath)
        return workingDirectory.map { absolutePath($0, in: base) } ?? base
    }

    /// The program's file.
    /// - Throws: `MissingInput` where it, or the directory it is to run in, is not there.
    func programFile(in environment: TrialEnvironment) throws(MissingInput) -> String {
        let directory = directory(in: environment)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw MissingInput(CommandSentences.directoryMissing(directory))
        }
        switch program {
        case .shell: return ProgramFile.shell
        case .words(let words): return try ProgramFile.find(words[0], in: directory, path: searchPath)
        }
    }

    /// The program's own `PATH`.
    private var searchPath: String {
        environment.last { $0.name == "PATH" }?.value ?? ProcessInfo.processInfo.environment["PATH"]
            ?? "/usr/local/bin:/usr/bin:/bin"
    }

    /// Without the program's name.
    var arguments: [String] {
        switch program {
        case .shell(let text): ["-c", text]
        case .words(let words): Array(words.dropFirst())
        }
    }

    /// As it could be typed.
    var commandText: String {
        switch program {
        case .shell(let text): text
        case .words(let words): words.map(ShellText.quoted).joined(separator: " ")
        }
    }
}
