import StudyCore

/// The failures of a trial's runs, whole.
extension TrialReport {
    static func json(_ record: FailureRecord, of run: RunRecord) -> Node {
        [
            "attempt": .integer(record.attempt), "class": .text(record.failure.failureClass.rawValue),
            "message": .text(record.failure.message),
            "standard_error": .text(record.failure.standardErrorTail), "at": .time(record.at),
            "tried_again": .boolean(run.fate(of: record) != .final),
        ]
    }

    /// A sentence for each failed attempt of a run, with what the worker wrote to standard error.
    func failureLines(_ run: RunRecord, _ style: TextStyle) -> [String] {
        guard !run.failures.isEmpty else { return [] }
        var lines = [style.paint("Failures of repeat \(run.key.repeat)", .bold)]
        for record in run.failures {
            let sentence =
                "attempt \(record.attempt), \(Timestamp.readable(record.at)): \(record.failure.failureClass.rawValue), "
                + "\(Self.fate(of: record, in: run)): \(TerminalText.safe(record.failure.message))"
            lines.append("  " + style.paint(sentence, .red))
            let tail = record.failure.standardErrorTail ?? ""
            lines += tail.split(whereSeparator: \.isNewline).map { "    | " + TerminalText.safe(String($0)) }
        }
        return lines
    }

    private static func fate(of record: FailureRecord, in run: RunRecord) -> String {
        switch run.fate(of: record) {
        case .triedAgain: "tried again"
        case .due: "to be tried again"
        case .final: record.failure.failureClass.isRetried ? "no retry left" : "not tried again"
        }
    }
}
