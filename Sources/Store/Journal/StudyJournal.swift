import GRDB
import StudyCore

extension StudyDatabase {
    /// Where the events of a study are recorded, for as long as its lease is held.
    public func journal(for lease: Lease) -> StudyJournal { StudyJournal(database: self, lease: lease) }
}

/// Records the events of one study.
///
/// One call of `append` is one transaction, on the disk before it returns; give it what has gathered since the last
/// call, since what a transaction costs is mostly the waiting for the disk.
public final class StudyJournal: RunJournal {
    private let database: StudyDatabase
    private let lease: Lease

    init(database: StudyDatabase, lease: Lease) {
        self.database = database
        self.lease = lease
    }

    /// - Throws: `StoreError`. `.inconsistent` for an event that does not fit the state of its run: one that starts
    ///   twice, ends without running, or is final already. None of the events is recorded then.
    public func append(_ events: [RunEvent]) throws {
        guard !events.isEmpty else { return }
        try database.writing { db in
            try lease.check(db)
            var recorder = EventRecorder(db: db, study: lease.study.identifier)
            for event in events { try recorder.record(event) }
            try recorder.finish()
        }
    }
}
