import StudyCore
import Synchronization

/// A journal that sees to the files of runs that have ended, once their end is on the disk: checkpoints go, trained weights
/// stay where they are to be kept.
final class RunFilesJournal: RunJournal {
    private let journal: any RunJournal
    private let files: RunFiles
    private let weights: Mutex<WeightsKeeper>
    private let directories: Mutex<RunDirectoryKeeper>

    /// - Parameter unfinished: the runs that have not ended. What others left behind goes now: an earlier launch may have been
    ///   killed between a run's end and the removal of its files.
    init(
        _ journal: any RunJournal, files: RunFiles, unfinished: [RunKey], weights: WeightsKeeper,
        directories: RunDirectoryKeeper
    ) {
        self.journal = journal
        self.files = files
        self.weights = Mutex(weights)
        self.directories = Mutex(directories)
        files.removePartialFiles()
        let open = Set(unfinished)
        for key in files.keys(.checkpoint) where !open.contains(key) { files.remove(.checkpoint, of: key) }
    }

    func append(_ events: [RunEvent]) throws {
        // What is to be kept is on the disk before the record that counts on it, what is not goes after it.
        let removable = weights.withLock { $0.decide(events) }
        let leaving = directories.withLock { $0.decide(events) }
        try journal.append(events)
        for key in leaving { files.removeRunDirectory(of: key) }
        for key in removable { files.remove(.weights, of: key) }
        for event in events {
            switch event {
            case .ended(let key, _, _), .failed(let key, _, _, isRetried: false, _):
                files.remove(.checkpoint, of: key)
            case .started, .measured, .remeasured, .failed, .returned, .elapsed, .study: continue
            }
        }
    }

    /// What is to be said of weights that are not there.
    var warnings: [String] { weights.withLock { $0.warnings } }
}
