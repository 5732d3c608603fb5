import Foundation
import StudyCore

/// Shows a study's progress while it runs.
protocol ProgressDisplay: Sendable {
    /// Called after events were recorded, with the trials that ended by them.
    func update(_ progress: StudyProgress, ended: [StudyProgress.FinishedTrial])
    /// A sentence that stays: a retry, a failure, a warning.
    func notice(_ sentence: String)
    /// Leaves the screen as it should stay.
    func close(_ progress: StudyProgress)
}

/// Shows nothing (`--quiet`), but failures are still said.
struct QuietDisplay: ProgressDisplay {
    func update(_ progress: StudyProgress, ended: [StudyProgress.FinishedTrial]) {}
    func notice(_ sentence: String) { Terminal.writeError(sentence.withoutControlCharacters) }
    func close(_ progress: StudyProgress) {}
}

/// A line for every trial that ends, on standard error: for pipes, files and job logs.
struct PlainDisplay: ProgressDisplay {
    func update(_ progress: StudyProgress, ended: [StudyProgress.FinishedTrial]) {
        guard !ended.isEmpty else { return }
        Terminal.writeError(
            ended.map { ProgressText.line($0, in: progress) }.joined(separator: "\n"))
    }
    func notice(_ sentence: String) { Terminal.writeError(sentence.withoutControlCharacters) }
    func close(_ progress: StudyProgress) {}
}
