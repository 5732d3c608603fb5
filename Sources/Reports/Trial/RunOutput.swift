import StudyCore

/// What is left of what a run's program wrote: the end of its two streams, and where the rest is.
public struct RunOutput: Sendable {
    /// The run's directory.
    public let directory: String
    /// The last lines of standard output and of standard error, as text; nil where nothing was written.
    public let output: String?
    public let errors: String?

    public init(directory: String, output: String?, errors: String?) {
        self.directory = directory
        self.output = output
        self.errors = errors
    }

    /// So many lines of each are shown.
    public static let lineCount = 10
}

extension TrialReport {
    /// Where a run's directory is, and the last lines that it holds.
    func outputLines(_ run: RunRecord, _ style: TextStyle) -> [String] {
        guard let output = outputs[run.key] else { return [] }
        var lines = [style.paint("Directory of repeat \(run.key.repeat)", .bold)]
        lines.append("  " + TerminalText.safe(output.directory))
        // With a failure the end of standard error is told already.
        let errors = run.failures.last?.failure.standardErrorTail == nil ? output.errors : nil
        for (name, text) in [("standard output", output.output), ("standard error", errors)] {
            guard let text else { continue }
            lines.append("  the end of \(name)")
            lines += text.split(whereSeparator: \.isNewline).suffix(RunOutput.lineCount)
                .map { "    | " + TerminalText.safe(String($0)) }
        }
        return lines
    }

    static func json(_ output: RunOutput?) -> [(String, Node)] {
        [
            ("directory", .text(output?.directory)), ("standard_output", .text(output?.output)),
            ("standard_error", .text(output?.errors)),
        ]
    }
}
