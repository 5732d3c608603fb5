import Foundation
import Reports
import StudyCore
import Synchronization

/// The live view on a terminal: a block of lines on standard error that is drawn again in place, at most ten times a
/// second, and once a second while nothing happens.
final class LiveDisplay: ProgressDisplay {
    private struct State {
        var progress: StudyProgress?
        var drawnLines = 0
        var lastDrawn = Date.distantPast
        var isClosed = false
    }

    private let state = Mutex(State())
    private let usesColor: Bool

    init(usesColor: Bool) {
        self.usesColor = usesColor
    }

    /// Draws once a second, so that clocks go on; ends when the task is cancelled.
    func keepDrawing() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            state.withLock { draw(&$0, at: Date(), force: true) }
        }
    }

    func update(_ progress: StudyProgress, ended: [StudyProgress.FinishedTrial]) {
        state.withLock { state in
            state.progress = progress
            draw(&state, at: Date(), force: false)
        }
    }

    func notice(_ sentence: String) {
        state.withLock { state in
            erase(&state)
            Terminal.writeError(sentence.withoutControlCharacters)
            draw(&state, at: Date(), force: true)
        }
    }

    func close(_ progress: StudyProgress) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.progress = progress
            erase(&state)
            state.isClosed = true
        }
    }

    private func erase(_ state: inout State) {
        guard state.drawnLines > 0 else { return }
        Terminal.show("\u{1B}[\(state.drawnLines)A\r\u{1B}[J")
        state.drawnLines = 0
    }

    private func draw(_ state: inout State, at now: Date, force: Bool) {
        guard !state.isClosed, let progress = state.progress else { return }
        guard force || now.timeIntervalSince(state.lastDrawn) >= 0.1 else { return }
        let width = Terminal.width(STDERR_FILENO) ?? 80
        let room = max(3, Terminal.height(STDERR_FILENO) - 2)
        let lines = lines(progress, now: now, width: width - 1).prefix(room)
        var text = state.drawnLines > 0 ? "\u{1B}[\(state.drawnLines)A\r" : ""
        for line in lines { text += "\u{1B}[2K" + line + "\n" }
        text += "\u{1B}[J"
        Terminal.show(text)
        state.drawnLines = lines.count
        state.lastDrawn = now
    }

    /// The lines of the view, none wider than `width`.
    func lines(_ progress: StudyProgress, now: Date, width: Int) -> [String] {
        func cut(_ line: String) -> String { line.count > width ? String(line.prefix(max(1, width - 1))) + "…" : line }
        let share = progress.totalRuns == 0 ? 1 : Double(progress.finishedRuns) / Double(progress.totalRuns)
        let elapsed = ProgressText.duration(now.timeIntervalSince(progress.began))
        let left = progress.secondsLeft(now: now).map { " · about \(ProgressText.duration($0)) left" } ?? ""
        let runs = progress.repeats > 1 ? " · \(progress.finishedRuns)/\(progress.totalRuns) runs" : ""
        let pace = progress.runsPerSecond(now: now).map { " · \(ProgressText.pace($0))" } ?? ""
        let counts = "\(progress.endedTrials)/\(progress.totalTrials) trials\(runs)\(pace) · \(elapsed)\(left)"
        let bar = ProgressText.bar(share, width: max(8, min(40, width - counts.count - 3)))
        var lines = [
            bold(cut(progress.name.withoutControlCharacters)),
            cut("\(bar)  \(counts)"),
            cut(states(progress)),
        ]
        if let best = progress.best, let value = best.objective {
            let metric = progress.objective.metric
            let interval = ProgressText.interval(best.values, of: metric, examples: progress.examples)
            lines.append(
                cut(
                    "best so far  trial \(best.number)  \(metric) \(ProgressText.value(value, of: metric))\(interval)  "
                        + ProgressText.configuration(progress.configuration(best.number))))
        }
        for worker in progress.workers.keys.sorted(by: { $0.localizedStandardCompare($1) == .orderedAscending }) {
            guard let work = progress.workers[worker] else { continue }
            lines.append(cut(line(worker, work, progress, now: now)))
        }
        return lines
    }

    private func states(_ progress: StudyProgress) -> String {
        var parts = ["running \(progress.workers.count)"]
        for state in [RunState.complete, .pruned, .diverged, .failed] {
            if let count = progress.trialStates[state], count > 0 || state == .complete {
                parts.append("\(state.rawValue) \(count)")
            }
        }
        return parts.joined(separator: " · ")
    }

    private func line(
        _ worker: String, _ work: StudyProgress.WorkInHand, _ progress: StudyProgress, now: Date
    ) -> String {
        let run = progress.repeats > 1 ? "\(work.key.trial).\(work.key.repeat)" : "\(work.key.trial)"
        let end = progress.stepsPerRun.map { "/\($0)" } ?? ""
        let step = work.step > 0 ? "\(work.unit.rawValue) \(work.step)\(end)" : "starting"
        let last = work.trace.last.map { ProgressText.value($0, of: progress.objective.metric) } ?? ""
        let clock = ProgressText.duration(now.timeIntervalSince(work.since))
        return
            "worker \(worker)  trial \(run)  \(step)  \(last) \(Sparkline.text(work.trace, width: 16))  \(clock)"
    }

    private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
