import Foundation
import Reports
import StudyCore
import Synchronization
import Trials

/// Shows a run line by line: what a program writes, and beside it what that was taken for.
final class TryDisplay: Sendable {
    private let style: TextStyle

    init(style: TextStyle) { self.style = style }

    func begin(_ study: Study, trial: Int, _ configuration: Configuration) {
        show(style.paint("Trial \(trial) of \(visiblyPrintable(study.name))", .bold))
        for (name, value) in configuration.values {
            show("  \(visiblyPrintable(name))  \(visiblyPrintable(value.text))")
        }
    }

    /// What a command's run tells.
    @Sendable func take(_ event: CommandTrace.Event) {
        switch event {
        case .started(let program, let arguments, let directory, _):
            // A shell's text reads best as it was written.
            let isShell = arguments.count == 2 && arguments[0] == "-c"
            let lines =
                isShell
                ? arguments[1].split(separator: "\n").map { visiblyPrintable(String($0)) }
                : [([program] + arguments).map(ShellText.quoted).joined(separator: " ")]
            show("\n" + style.paint("Command", .bold))
            for line in lines { show("  \(line)") }
            show("  in \(visiblyPrintable(directory))\n")
            show(style.paint("Output", .bold) + "  (o: standard output, e: standard error)")
        case .line(let text, let isError, let takenFor):
            show("  \(isError ? "e" : "o") | \(text)")
            if let takenFor { show("      " + style.paint("→ \(visiblyPrintable(takenFor))", .green)) }
        case .source(let words): show("  " + style.paint("→ \(visiblyPrintable(words))", .green))
        case .moreLines: show("  … and more lines, which are read but not shown")
        case .ended(let words, let seconds): show("\nThe program \(words), after \(String(format: "%.3f", seconds)) s.")
        }
    }

    /// A measurement of a trial that is no command.
    func take(_ measurement: StudyCore.Measurement) {
        let values = measurement.values.map { "\($0.name) \(Node.number($0.value).json)" }
        show("  \(measurement.unit.rawValue) \(measurement.step): \(values.joined(separator: ", "))")
    }

    func notice(_ sentence: String) { show("  note: the run \(sentence)") }

    func end(_ result: RunResult, curve steps: Int, objective: Objective) {
        show("\n" + style.paint("Metrics", .bold))
        for (name, value) in result.metrics.sorted(by: { $0.key < $1.key }) {
            show("  \(visiblyPrintable(name))  \(value.isFinite ? Node.number(value).json : "\(value)")")
        }
        show(
            "\(steps == 0 ? "No curve" : "A curve of \(steps) \(steps == 1 ? "point" : "points")"). The objective, to "
                + "\(objective.goal.rawValue): \(visiblyPrintable(objective.metric)) "
                + "\(result.metrics[objective.metric].map { "\($0)" } ?? "–")\(result.diverged ? ", diverged" : "")")
    }

    /// A reader that has gone away is no failure, and a disk that is full no reason to end the run.
    private func show(_ line: String) { try? Terminal.write(line) }
}

/// The other side of a run that is tried.
final class TryMonitor: RunMonitor {
    private let interruption: ForegroundRun.Interruption
    private let end: ContinuousClock.Instant?
    private let display: TryDisplay
    private let tellsMeasurements: Bool
    private let count = Atomic(0)

    /// - Parameter timeLimit: in seconds.
    init(
        _ interruption: ForegroundRun.Interruption, timeLimit: Double?, display: TryDisplay, tellsMeasurements: Bool
    ) {
        self.interruption = interruption
        end = timeLimit.map { ContinuousClock.now + .seconds($0) }
        self.display = display
        self.tellsMeasurements = tellsMeasurements
    }

    var steps: Int { count.load(ordering: .relaxed) }
    var isOverdue: Bool { end.map { ContinuousClock.now >= $0 } ?? false }
    var isCancelled: Bool { interruption.hasCome || isOverdue }

    func record(_ measurement: StudyCore.Measurement) {
        count.add(1, ordering: .relaxed)
        if tellsMeasurements { display.take(measurement) }
    }

    func restart() { count.store(0, ordering: .relaxed) }

    func notice(_ notice: RunNotice) { display.notice(notice.sentence) }
}
