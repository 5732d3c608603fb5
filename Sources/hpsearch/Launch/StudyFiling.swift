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
    let configurations: StoredConfigurations

    var files: RunFiles { database.files(of: lease.study) }

    /// Goes through the study as it stands, removes what an earlier launch left behind, and sees to the files from now on.
    /// - Parameter visit: what else is to be known of each trial: its runs, with the objective and their seconds. It must
    ///   not call the database.
    func journal(unfinished: [RunKey], visit: (TrialRecord) -> Void = { _ in }) throws -> RunFilesJournal {
        var weights = WeightsKeeper(
            files: files, kept: weightsKept, objective: study.objective, repeats: study.search.repeats,
            asksForWeights: asksForWeights)
        var directories = RunDirectoryKeeper(
            files: files, kept: representatives.first.map(CommandTrial.directoriesKept) ?? .always,
            objective: study.objective, repeats: study.search.repeats)
        let detail = RecordDetail(
            metrics: .only([study.objective.metric, "seconds"]), failures: false, configurations: false)
        try database.forEachTrial(of: lease.study, including: detail) { trial in
            weights.takeUp(trial)
            directories.takeUp(trial)
            visit(trial)
        }
        weights.begin()
        return RunFilesJournal(
            database.journal(for: lease), files: files, unfinished: unfinished, weights: weights,
            directories: directories)
    }

    /// Removes the files that a launch left behind which was killed between the end of the last run and its own.
    func tidy() throws {
        _ = try journal(unfinished: [])
        files.removeEmptyDirectories()
    }

    /// The most that any of the trials asks for.
    private var weightsKept: WeightsKept {
        guard kind is NetworkTrial else { return .never }
        let wishes = representatives.map(NetworkTrial.weightsKept)
        return wishes.contains(.all) ? .all : wishes.contains(.best) ? .best : .never
    }

    /// Whether a trial's description, with its own values, wants weights kept.
    @Sendable private func asksForWeights(_ number: Int) -> Bool {
        guard let configuration = try? configurations[number] else { return false }
        return NetworkTrial.weightsKept(study.description(for: configuration, rules: kind.substitution)) != .never
    }
}
