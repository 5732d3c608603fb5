import StudyCore
import Trials

/// Keeps the trained weights that a study is to keep, and removes the others as trials end.
///
/// A trial is judged when all its runs are complete or have diverged; until then its files stay, and so do those of a trial
/// with a failed run, which `hpsearch retry` may put right. Which files are left at the end depends on the results alone, not
/// on the order in which they came.
struct WeightsKeeper {
    private let files: RunFiles
    private let kept: WeightsKept
    private let objective: Objective
    private let repeats: Int
    private let asksForWeights: @Sendable (Int) -> Bool
    /// What is known of the trials that are not judged yet, by trial and repeat.
    private var ended: [Int: [Int: EndedRun]] = [:]
    private var best: (trial: Int, value: Double, repeats: [Int])?
    /// Runs of this launch whose weights were to be kept and are not there; with `save: best`, those of the best trial.
    private(set) var unwritten: [RunKey] = []
    /// Runs of the best trial that ended before this launch and whose weights were let go then.
    private(set) var notKept: [RunKey] = []

    private struct EndedRun {
        /// The objective; nil for a run that is not complete.
        let value: Double?
        let isOfThisLaunch: Bool
    }

    /// The trials that have files, until the study as it stands has been taken up.
    private var stored: Set<Int>?

    /// - Parameters:
    ///   - kept: the most that any of the trials asks for.
    ///   - asksForWeights: whether a trial asks for its weights at all, since `save` may be a parameter's value.
    init(
        files: RunFiles, kept: WeightsKept, objective: Objective, repeats: Int,
        asksForWeights: @escaping @Sendable (Int) -> Bool
    ) {
        self.files = files
        self.kept = kept
        self.objective = objective
        self.repeats = repeats
        self.asksForWeights = asksForWeights
        stored = kept == .never ? [] : Set(files.keys(.weights).map(\.trial))
    }

    /// Takes up a trial of a study as it stands, and removes what an earlier launch that was killed left behind.
    mutating func takeUp(_ trial: TrialRecord) {
        guard kept != .never, let stored else { return }
        for run in trial.runs where run.state.isFinal {
            let value = run.state == .complete ? run.metrics[objective.metric] ?? .nan : nil
            if value == nil, stored.contains(trial.number) { files.remove(.weights, of: run.key) }
            if run.state == .failed { continue }
            ended[trial.number, default: [:]][run.key.repeat] = EndedRun(value: value, isOfThisLaunch: false)
        }
        for key in judge(trial.number) where stored.contains(key.trial) { files.remove(.weights, of: key) }
    }

    /// The study has been taken up; what is missing from now on is told of.
    mutating func begin() { stored = nil }

    /// Takes note of what is about to be recorded, and brings the files that are to stay to the disk.
    /// - Returns: the runs whose files may go, once it is recorded.
    mutating func decide(_ events: [RunEvent]) -> [RunKey] {
        guard kept != .never else { return [] }
        var removable: [RunKey] = []
        for event in events {
            switch event {
            case .ended(let key, let result, _):
                let value = result.state == .complete ? result.metrics[objective.metric] ?? .nan : nil
                if kept == .all, value != nil, asksForWeights(key.trial), !files.sync(.weights, of: key) {
                    unwritten.append(key)
                }
                ended[key.trial, default: [:]][key.repeat] = EndedRun(value: value, isOfThisLaunch: true)
                removable += judge(key.trial)
            case .failed(let key, _, _, isRetried: false, _):
                // An attempt may have come as far as to its file.
                removable.append(key)
            case .started, .measured, .remeasured, .failed, .returned, .elapsed, .study: continue
            }
        }
        return removable
    }

    /// Decides about a trial whose runs have all ended.
    /// - Returns: the runs whose files are not to be kept.
    private mutating func judge(_ trial: Int) -> [RunKey] {
        guard let runs = ended[trial], runs.count >= repeats else { return [] }
        ended[trial] = nil
        let numbers = runs.keys.sorted()
        // In the order of the repeats, as reports take the mean.
        let values = numbers.compactMap { runs[$0]?.value }
        let mean = values.reduce(0, +) / Double(values.count)
        guard values.count == runs.count, mean.isFinite, isBetter(mean, trial: trial) else {
            return kept == .best ? numbers.map { RunKey(trial: trial, repeat: $0) } : []
        }
        let beaten = best.map { best in best.repeats.map { RunKey(trial: best.trial, repeat: $0) } } ?? []
        best = (trial, mean, numbers)
        guard kept == .best else { return [] }
        (unwritten, notKept) = ([], [])
        let isTakenUp = stored == nil
        for number in numbers {
            let key = RunKey(trial: trial, repeat: number)
            guard !files.sync(.weights, of: key), isTakenUp, asksForWeights(trial) else { continue }
            if runs[number]?.isOfThisLaunch == true { unwritten.append(key) } else { notKept.append(key) }
        }
        return beaten
    }

    /// As in the ranking: of equal trials the one with the lower number is better.
    private func isBetter(_ value: Double, trial: Int) -> Bool {
        guard let best else { return true }
        return value == best.value ? trial < best.trial : objective.prefers(value, to: best.value)
    }
}

extension WeightsKeeper {
    /// What somebody who counts on the weights has to know at a launch's end, one sentence each.
    var warnings: [String] {
        var sentences: [String] = []
        if !unwritten.isEmpty {
            let what =
                switch kept {
                case .all where unwritten.count == 1: "the weights of 1 run could not be written"
                case .all: "the weights of \(unwritten.count) runs could not be written"
                case .best, .never: "the best trial's weights could not be written"
                }
            let results = kept == .all && unwritten.count > 1 ? "their results are kept" : "its results are kept"
            sentences.append(
                "\(what) to '\(files.directory)'; \(results), and once there is room, --restart trains all again")
        }
        if let trial = notKept.first?.trial {
            let numbers = notKept.map { String($0.repeat) }.joined(separator: ", ")
            sentences.append(
                "the weights of trial \(trial), repeat \(numbers) were not kept, since the trial was not the best one "
                    + "when that run ended; 'save: all' under 'network' keeps those of every trial")
        }
        return sentences
    }
}
