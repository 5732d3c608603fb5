import StudyCore

/// What a command trial's description says, read and checked.
struct CommandSpecification {
    enum Program {
        /// A program and its arguments; no shell is involved.
        case words([String])
        /// A text for `sh -c`.
        case shell(String)
    }

    /// How a running program is asked to stop early.
    enum Control: String, CaseIterable {
        /// By SIGTERM.
        case signal
        /// By a line `stop` on its standard input.
        case stdin
    }

    let program: Program
    /// Where the program is named, and the directory; nil where the description comes from no file.
    let programPosition: SourcePosition?
    let directoryPosition: SourcePosition?
    let metrics: MetricSource
    /// Variables of the author's own, in the order written.
    let environment: [(name: String, value: String)]
    /// Relative to the study file's directory; nil for that directory itself.
    let workingDirectory: String?
    let control: Control
    /// Whether a run that was interrupted is started again in the directory it had.
    let isResumable: Bool
    let keep: RunDirectoriesKept

    /// Reads a description in which all references have been replaced.
    /// - Returns: nil, with diagnostics, when anything is wrong.
    init?(_ description: Node, diagnostics: Diagnostics) {
        let before = diagnostics.all.count
        guard let map = MapReader(description, title: "'command'", diagnostics: diagnostics) else { return nil }
        let run = map.require("run")
        let program = run.flatMap { Self.readProgram($0, diagnostics) }
        programPosition = (run?.listValue?.first ?? run)?.position
        let metrics = MetricSource(map)
        environment = map.take("environment").map { Self.readEnvironment($0, diagnostics) } ?? []
        let directory = map.take("working_directory")
        directoryPosition = directory?.position
        workingDirectory = directory?.text(named: "working_directory", diagnostics: diagnostics)
        if let directory, let text = workingDirectory {
            Self.checkText(text, "working_directory", directory.position, diagnostics)
        }
        control = map.choice("control", Control.self) ?? .signal
        isResumable = map.boolean("resumable") ?? false
        keep = map.take("keep").flatMap { RunDirectoriesKept($0, diagnostics: diagnostics) } ?? .always
        map.finish()
        guard let program, let metrics, diagnostics.all.count == before else { return nil }
        self.program = program
        self.metrics = metrics
    }

    private static func readProgram(_ node: Node, _ diagnostics: Diagnostics) -> Program? {
        if let text = node.textValue {
            guard text.contains(where: { !$0.isWhitespace }) else {
                diagnostics.report(CommandSentences.emptyCommand, subject: "run", at: node.position)
                return nil
            }
            return checkText(text, "run", node.position, diagnostics) ? .shell(text) : nil
        }
        guard let elements = node.listValue else {
            diagnostics.report(
                "must be a list of a program and its arguments, or one text for the shell (got \(node.described))",
                subject: "run", at: node.position, suggestion: "write run: [python, train.py, --lr, $lr]")
            return nil
        }
        // A parameter's variant may be a list of arguments itself.
        let words = elements.flatMap { $0.listValue ?? [$0] }.map { readWord($0, diagnostics) }
        guard let first = words.first, first != "" else {
            diagnostics.report(CommandSentences.emptyCommand, subject: "run", at: node.position)
            return nil
        }
        let known = words.compactMap { $0 }
        return known.count == words.count ? .words(known) : nil
    }

    private static func readWord(_ node: Node, _ diagnostics: Diagnostics) -> String? {
        guard let scalar = Scalar(node), scalar != .null else {
            diagnostics.report(
                "an argument must be text, a number or a truth value (got \(node.described))", subject: "run",
                at: node.position)
            return nil
        }
        return checkText(scalar.text, "run", node.position, diagnostics) ? scalar.text : nil
    }

    private static func readEnvironment(
        _ node: Node, _ diagnostics: Diagnostics
    ) -> [(name: String, value: String)] {
        guard let entries = node.mapValue else {
            diagnostics.report(
                "must be a map of names to values (got \(node.described))", subject: "environment", at: node.position)
            return []
        }
        return entries.compactMap { entry in
            guard !entry.key.isEmpty, !entry.key.contains("="), !entry.key.contains("\0") else {
                diagnostics.report(
                    "'\(entry.key)' cannot be a variable's name", subject: "environment", at: entry.keyPosition)
                return nil
            }
            guard !CommandEnvironment.reserved.contains(entry.key),
                !entry.key.hasPrefix(CommandEnvironment.parameterPrefix)
            else {
                diagnostics.report(
                    "'\(entry.key)' is set by hpsearch itself", subject: "environment", at: entry.keyPosition,
                    suggestion: "choose another name")
                return nil
            }
            guard let value = Scalar(entry.value) else {
                diagnostics.report(
                    "must be text, a number or a truth value (got \(entry.value.described))", subject: entry.key,
                    at: entry.value.position)
                return nil
            }
            let text = value == .null ? "" : value.text
            return checkText(text, entry.key, entry.value.position, diagnostics) ? (entry.key, text) : nil
        }
    }

    /// Whether a program can be given the text at all.
    @discardableResult
    private static func checkText(
        _ text: String, _ subject: String, _ position: SourcePosition?, _ diagnostics: Diagnostics
    ) -> Bool {
        guard text.utf8.contains(0) else { return true }
        diagnostics.report(CommandSentences.zeroByte, subject: subject, at: position)
        return false
    }
}

/// Which directories of a study's runs stay after their end.
public enum RunDirectoriesKept: Hashable, Sendable {
    case always
    /// Those of runs that have failed or diverged.
    case failed
    /// Those of the best trials, so many, and of runs that have failed or diverged.
    case best(Int)
    case never

    private enum Word: String, CaseIterable {
        case always
        case failed
        case never
    }

    init?(_ node: Node, diagnostics: Diagnostics) {
        if let entries = node.mapValue, entries.count == 1, entries[0].key == "best" {
            guard let count = entries[0].value.integer(named: "best", in: 1...Int.max, diagnostics: diagnostics) else {
                return nil
            }
            self = .best(count)
            return
        }
        switch Word(rawValue: node.textValue ?? "") {
        case .always: self = .always
        case .failed: self = .failed
        case .never: self = .never
        case nil:
            diagnostics.report(
                "must be always, failed, never or {best: n} (got \(node.described))", subject: "keep",
                at: node.position,
                suggestion: nearestName(to: node.textValue ?? "", among: Word.allCases.map(\.rawValue))
                    .map { "did you mean '\($0)'?" })
            return nil
        }
    }
}
