import Reports
import StudyCore
import Trials

extension WeightsCommand {
    /// Why there are no weights of a run, and what to do about it.
    func absence(of key: RunKey, in record: StudyRecord, files: RunFiles) throws -> CommandFailure {
        let study = try StudyLoading.read(record)
        guard let kind = Catalog.trialKind(study.trial.kind) as? NetworkTrial else {
            return CommandFailure(
                .usage, "hpsearch: the trials of '\(record.name)' train no network, so that there are no weights")
        }
        guard let trial = record.trials.first(where: { $0.number == key.trial }) else {
            return CommandFailure(
                .usage,
                "hpsearch: study '\(record.name)' has no trial \(key.trial); it has 0 to \(record.trials.count - 1)")
        }
        guard let run = trial.runs.first(where: { $0.key == key }) else {
            return CommandFailure(
                .usage,
                "hpsearch: trial \(key.trial) has no repeat \(key.repeat); it has 0 to \(trial.runs.count - 1)")
        }
        guard run.state == .complete else {
            return CommandFailure(
                .usage,
                "hpsearch: trial \(key.trial), repeat \(key.repeat) is \(run.state.rawValue); only complete runs have "
                    + "weights")
        }
        switch NetworkTrial.weightsKept(study.description(for: trial.configuration, rules: kind.substitution)) {
        case .never:
            return CommandFailure(
                .usage,
                "hpsearch: the study keeps no weights (save: never); run it under another name without this line")
        case .best:
            return reasonNotKept(trial, in: record) ?? loss(of: key, trial, becameBest: true, files)
        case .all:
            return loss(of: key, trial, becameBest: false, files)
        }
    }

    /// For a trial that is not the best one.
    private func reasonNotKept(_ trial: TrialRecord, in record: StudyRecord) -> CommandFailure? {
        let best = Ranking(record).best?.trial.number
        let reason: String
        if trial.state == .failed || trial.state == .diverged {
            reason = "not all its runs are complete"
        } else if let best, best != trial.number {
            reason = "the best trial is \(best)"
        } else {
            return nil
        }
        return CommandFailure(
            .usage,
            "hpsearch: the weights of trial \(trial.number) were not kept, since \(reason); to keep those of every trial, "
                + "say 'save: all' under 'network' and run the study under another name")
    }

    /// For a file that could be there.
    private func loss(of key: RunKey, _ trial: TrialRecord, becameBest: Bool, _ files: RunFiles) -> CommandFailure {
        let others = trial.runs.map(\.key).filter { files.holds(.weights, of: $0) }.map { String($0.repeat) }
        return CommandFailure(
            .environment,
            "hpsearch: the weights of trial \(key.trial), repeat \(key.repeat) are not in '\(files.directory)': "
                + (becameBest ? "the trial was not yet the best one when this run ended, " : "")
                + "they could not be written, or the file was removed"
                + (others.isEmpty ? "" : "; there are those of --repeat \(others.joined(separator: ", "))"))
    }
}
