import Foundation
import Reports
import StudyCore
import Synchronization

/// Shows how far a replay has come, on standard error: a line drawn in place on a terminal, else a line per run.
final class ReplayDisplay: Sendable {
    private let isQuiet: Bool
    private let isLive: Bool
    private let lastDrawn = Mutex(Date.distantPast)

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        isLive = !isQuiet && Terminal.canDraw(STDERR_FILENO)
    }

    func reached(_ measurement: StudyCore.Measurement, of steps: Int?, _ key: RunKey) {
        guard isLive else { return }
        let isDue = lastDrawn.withLock { last in
            guard Date().timeIntervalSince(last) > 0.1 else { return false }
            last = Date()
            return true
        }
        guard isDue else { return }
        let share = steps.map { Double(measurement.step) / Double(max(1, $0)) } ?? 0
        let end = steps.map { "/\($0)" } ?? ""
        Terminal.show(
            "\r\u{1B}[2K\(ProgressText.bar(min(1, share), width: 30))  trial \(key.trial), repeat \(key.repeat)  "
                + "\(measurement.unit.rawValue) \(measurement.step)\(end)")
    }

    func ended(_ comparison: RunComparison) {
        say(
            "trial \(comparison.key.trial), repeat \(comparison.key.repeat): "
                + (comparison.isSame ? "the same" : "not the same"))
    }

    func say(_ sentence: String) {
        if isLive { Terminal.show("\r\u{1B}[2K") }
        guard !isQuiet else { return }
        Terminal.writeError(sentence.withoutControlCharacters)
    }
}
