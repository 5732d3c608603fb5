import Foundation
import GRDB
import StudyCore
import Synchronization

/// The right to run a study and to record what comes of it: one process at a time has it.
///
/// It ends with `release`, with its last reference, or with the process.
public final class Lease: Sendable {
    public let study: StudyReference
    /// The launches of the study so far, this one included.
    public let launch: Int
    /// Runs that an earlier launch left behind as running; they wait again.
    public let returnedRuns: [RunKey]
    let database: StudyDatabase
    private let lock: Mutex<FileLock?>

    init(study: StudyReference, launch: Int, returnedRuns: [RunKey], database: StudyDatabase, lock: FileLock) {
        self.study = study
        self.launch = launch
        self.returnedRuns = returnedRuns
        self.database = database
        self.lock = Mutex(lock)
    }

    deinit { try? release() }

    /// Gives the study back. Runs still marked as running wait again, and a study still marked as running is
    /// interrupted. Releasing twice does nothing.
    /// - Throws: when that could not be recorded. The study is given back all the same, with the end of this process:
    ///   whoever takes it in hand next puts right what the rows still say. Where something else has failed already,
    ///   `try?` is enough.
    public func release() throws(StoreError) {
        let held = lock.withLock { lock in
            defer { lock = nil }
            return lock
        }
        guard let held else { return }
        defer { withExtendedLifetime(held) {} }
        let (study, launch) = (study, launch)
        try database.writing { db in
            guard try LeaseHolder(study: study.identifier, db)?.launch == launch else { return }
            _ = try StudyDatabase.returnRunningRuns(of: study.identifier, db)
            try db.execute(sql: "DELETE FROM lease WHERE study = ?", arguments: [study.identifier])
        }
    }

    /// Makes sure, within a transaction, that nobody has taken the study over.
    func check(_ db: Database) throws {
        let statement = try db.cachedStatement(sql: "SELECT launch FROM lease WHERE study = ?")
        guard try Int.fetchOne(statement, arguments: [study.identifier]) == launch else {
            throw StoreError.leaseLost(study: study.name)
        }
    }
}
