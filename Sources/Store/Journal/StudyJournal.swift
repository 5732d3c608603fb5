import Foundation
import GRDB
import StudyCore

extension StudyDatabase {
    /// How long a journal waits for other processes that keep the database locked, in seconds: less than the 300 s of
    /// silence after which a worker takes its scheduler for gone.
    public static let defaultJournalPatience = 240.0

    /// Where the events of a study are recorded, for as long as its lease is held.
    /// - Parameter patience: for other processes that keep the database locked, in seconds, beyond the busy timeout.
    public func journal(for lease: Lease, patience: Double = defaultJournalPatience) -> StudyJournal {
        StudyJournal(database: self, lease: lease, patience: patience)
    }
}

/// Records the events of one study.
///
/// One call of `append` is one transaction, on the disk before it returns; give it what has gathered since the last
/// call, since what a transaction costs is mostly the waiting for the disk.
public final class StudyJournal: RunJournal {
    private let database: StudyDatabase
    private let lease: Lease
    private let patience: Double

    init(database: StudyDatabase, lease: Lease, patience: Double) {
        self.database = database
        self.lease = lease
        self.patience = patience
    }

    /// Waits while another process keeps the database locked, as long as the study is still this process's to run.
    /// - Throws: `StoreError`. `.inconsistent` for an event that does not fit the state of its run: one that starts
    ///   twice, ends without running, or is final already; `.locked` when patience is at its end. None of the events is
    ///   recorded then.
    public func append(_ events: [RunEvent]) throws {
        guard !events.isEmpty else { return }
        let end = ContinuousClock.now + .seconds(patience)
        while true {
            do {
                return try write(events)
            } catch StoreError.locked where ContinuousClock.now < end {
                // Readers need not wait for whoever has the lock.
                try checkLease()
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }

    private func checkLease() throws(StoreError) { try database.reading { db in try lease.check(db) } }

    private func write(_ events: [RunEvent]) throws(StoreError) {
        try database.writing { db in
            try lease.check(db)
            var recorder = EventRecorder(db: db, study: lease.study.identifier)
            for event in events { try recorder.record(event) }
            try recorder.finish()
        }
    }
}
