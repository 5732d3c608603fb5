import Store
import StudyCore
import Synchronization

/// The configurations of a study's trials, read from the database a stretch at a time when they are needed: the memory
/// that a study takes does not grow with its trials.
final class StoredConfigurations: Sendable {
    private static let stretch = 256
    /// Stretches held at once, the last one used at the end.
    private static let greatestCount = 4

    private let database: StudyDatabase
    private let study: StudyReference
    private let held = Mutex<[(first: Int, configurations: [Configuration])]>([])

    init(database: StudyDatabase, study: StudyReference) {
        self.database = database
        self.study = study
    }

    /// The configuration of the trial of this number, which must be there.
    subscript(trial: Int) -> Configuration {
        get throws(StoreError) {
            let first = trial - trial % Self.stretch
            let known = held.withLock { held -> [Configuration]? in
                guard let place = held.firstIndex(where: { $0.first == first }) else { return nil }
                let found = held.remove(at: place)
                held.append(found)
                return found.configurations
            }
            if let known, known.indices.contains(trial - first) { return known[trial - first] }
            let read = try database.configurations(of: study, trials: first..<first + Self.stretch)
            held.withLock { held in
                held.removeAll { $0.first == first }
                held.append((first, read))
                if held.count > Self.greatestCount { held.removeFirst() }
            }
            guard read.indices.contains(trial - first) else {
                throw .unknownTrials(study: study.name, numbers: [trial], trialCount: first + read.count)
            }
            return read[trial - first]
        }
    }
}
