import Foundation
import Store
import StudyCore
import Trials

/// What becomes of the files of a study's runs.
struct StudyFiling {
    let study: Study
    let kind: any TrialKind
    let lease: Lease
    let database: StudyDatabase
    /// The descriptions of trials that stand for all.
    let representatives: [Node]

    var files: RunFiles { database.files(of: lease.study) }

    /// The study as it stands, as far as the files of its runs depend on it.
    func record() throws -> StudyRecord {
        try database.study(
            named: lease.study.name, including: RecordDetail(metrics: .only([study.objective.metric, "seconds"])))
    }

    /// Removes what an earlier launch left behind, and sees to the files from now on.
    func journal(_ record: StudyRecord, unfinished: [RunKey]) -> RunFilesJournal {
        RunFilesJournal(
            database.journal(for: lease), files: files, unfinished: unfinished,
            weights: WeightsKeeper(
                record.trials, files: files, kept: weightsKept, objective: study.objective,
                repeats: study.search.repeats, asksForWeights: asksForWeights(record.trials)),
            directories: RunDirectoryKeeper(
                record.trials, files: files, kept: representatives.first.map(CommandTrial.directoriesKept) ?? .always,
                objective: study.objective, repeats: study.search.repeats))
    }

    /// Removes the files that a launch left behind which was killed between the end of the last run and its own.
    func tidy() throws {
        _ = journal(try record(), unfinished: [])
        files.removeEmptyDirectories()
    }

    /// The most that any of the trials asks for.
    private var weightsKept: WeightsKept {
        guard kind is NetworkTrial else { return .never }
        let wishes = representatives.map(NetworkTrial.weightsKept)
        return wishes.contains(.all) ? .all : wishes.contains(.best) ? .best : .never
    }

    /// Whether a trial's description, with its own values, wants weights kept.
    private func asksForWeights(_ trials: [TrialRecord]) -> @Sendable (Int) -> Bool {
        { [study, rules = kind.substitution] number in
            guard let trial = trials.first(where: { $0.number == number }) else { return false }
            return NetworkTrial.weightsKept(study.description(for: trial.configuration, rules: rules)) != .never
        }
    }
}
