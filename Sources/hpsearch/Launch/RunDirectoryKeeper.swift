import StudyCore
import Trials

/// Removes the directories of commands' runs that are not to stay, as runs and trials end.
///
/// With `best: n` the directories of failed and diverged runs stay beside those of the best trials. A trial is judged when all its runs have ended; until then its directories stay. Which are left at the end
/// depends on the results alone, not on the order in which they came.
struct RunDirectoryKeeper {
    private let kept: RunDirectoriesKept
    private let objective: Objective
    private let repeats: Int
    /// Of trials that are not judged yet: the objective by repeat, nil for a run that is not complete.
    private var ended: [Int: [Int: Double?]] = [:]
    /// The best trials so far, the best first.
    private var best: [(trial: Int, value: Double)] = []

    private let files: RunFiles
    /// The runs that had a directory at the launch.
    private let stored: Set<RunKey>

    init(files: RunFiles, kept: RunDirectoriesKept, objective: Objective, repeats: Int) {
        self.kept = kept
        self.objective = objective
        self.repeats = repeats
        self.files = files
        stored = kept == .always ? [] : Set(files.runDirectories())
    }

    /// Takes up a trial of a study as it stands, and removes what an earlier launch that was killed left behind.
    mutating func takeUp(_ trial: TrialRecord) {
        guard kept != .always else { return }
        for run in trial.runs where run.state.isFinal {
            let value = run.state == .complete ? run.metrics[objective.metric] ?? .nan : nil
            for key in end(run.key, value) where stored.contains(key) { files.removeRunDirectory(of: key) }
        }
    }

    /// Takes note of what is about to be recorded.
    /// - Returns: the runs whose directories may go, once it is recorded.
    mutating func decide(_ events: [RunEvent]) -> [RunKey] {
        guard kept != .always else { return [] }
        return events.flatMap { event -> [RunKey] in
            switch event {
            case .ended(let key, let result, _):
                end(key, result.diverged ? nil : result.metrics[objective.metric] ?? .nan)
            case .failed(let key, _, _, isRetried: false, _): end(key, nil)
            case .started, .measured, .remeasured, .failed, .returned, .elapsed, .study: []
            }
        }
    }

    /// A run has come to its end.
    /// - Parameter value: its objective; nil where it has failed or diverged.
    private mutating func end(_ key: RunKey, _ value: Double?) -> [RunKey] {
        switch kept {
        case .always: return []
        case .never: return [key]
        case .failed: return value == nil ? [] : [key]
        case .best(let count):
            ended[key.trial, default: [:]][key.repeat] = .some(value)
            return judge(key.trial, count)
        }
    }

    /// Decides about a trial whose runs have all ended.
    private mutating func judge(_ trial: Int, _ count: Int) -> [RunKey] {
        guard let runs = ended[trial], runs.count >= repeats else { return [] }
        ended[trial] = nil
        let values = runs.sorted { $0.key < $1.key }.compactMap(\.value)
        let mean = values.reduce(0, +) / Double(values.count)
        var leaving = [trial]
        if values.count == runs.count, mean.isFinite {
            let place = best.firstIndex { isBetter((trial, mean), than: $0) } ?? best.count
            best.insert((trial, mean), at: place)
            leaving = best.dropFirst(count).map(\.trial)
            best = Array(best.prefix(count))
        }
        let keys = leaving.flatMap { trial in (0..<repeats).map { RunKey(trial: trial, repeat: $0) } }
        // What a run that has failed wrote tells why; those that are among the best have no such run.
        return keys.filter { $0.trial != trial || runs[$0.repeat] != .some(nil) }
    }

    /// As in the ranking: of equal trials the one with the lower number is better.
    private func isBetter(_ left: (trial: Int, value: Double), than right: (trial: Int, value: Double)) -> Bool {
        left.value == right.value ? left.trial < right.trial : objective.prefers(left.value, to: right.value)
    }
}
