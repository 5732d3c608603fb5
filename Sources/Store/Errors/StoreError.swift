import Foundation

/// Why something could not be stored or found. The sentences stand in `StoreError+Sentences`.
public enum StoreError: Error, Hashable, Sendable {
    // Opening

    /// There is no file at the path, and it was not to be created.
    case missing(path: String)
    /// The file is there, but nothing was ever written to it: no tables, or not a byte.
    case empty(path: String)
    /// The file is not SQLite's, or another program's.
    case notOurs(path: String, isSQLite: Bool)
    /// The file was written by a later version of the tool.
    case newerSchema(path: String, version: Int, known: Int)
    /// The file was written by an earlier version and cannot be brought up to date, because it cannot be written.
    case olderSchema(path: String, version: Int, known: Int)
    /// Something was to be written to a database that can only be read.
    case readOnly(path: String)
    /// The file cannot be opened or created.
    case cannotOpen(path: String, reason: String)

    // Working

    /// Another process kept the database locked for longer than the busy timeout.
    case locked(path: String)
    /// No space is left.
    case diskFull(path: String)
    /// Reading or writing failed underneath.
    case inputOutput(path: String, reason: String)
    /// The file's content is not what was written to it.
    case damaged(path: String, detail: String)
    /// The file, or one of those beside it, was removed or replaced while in use.
    case removed(path: String, Removal)
    /// A file opened as unchanging was changed while it was read.
    case changedWhileRead(path: String)

    // Salvaging

    /// The file that was to be written is there already.
    case outputExists(path: String)
    /// Not one study could be found in a damaged file.
    case nothingToSalvage(path: String)

    // Studies

    case unknownStudy(name: String, known: [String])
    /// No name was given, and there are several studies.
    case severalStudies(path: String, names: [String])
    /// No name was given, and there are no studies.
    case noStudies(path: String)
    /// A study of this name is there already.
    case studyExists(name: String)
    case unknownTrials(study: String, numbers: [Int], trialCount: Int)
    /// Trials that were to be tried again but have no failed run.
    case notFailed(study: String, numbers: [Int])

    // Leases

    /// Another process that is alive has the study in hand; nil while it has only just begun to take it.
    case leaseHeld(study: String, by: LeaseHolder?)
    /// A process of another host has, or had, the study in hand.
    case leaseElsewhere(study: String, by: LeaseHolder)
    /// The lease under which something was to be recorded has been taken over or given back.
    case leaseLost(study: String)

    // Mistakes of the tool

    /// An event that does not fit the run's state, or the like: never the user's fault.
    case inconsistent(String)

    /// The process's exit code: 2 where the user named something that is not there, 4 for storage and environment.
    public var exitCode: Int32 {
        switch self {
        case .missing, .empty, .outputExists, .unknownStudy, .severalStudies, .noStudies, .studyExists, .unknownTrials,
            .notFailed:
            2
        case .notOurs, .newerSchema, .olderSchema, .readOnly, .cannotOpen, .locked, .diskFull, .inputOutput,
            .damaged, .removed, .changedWhileRead, .nothingToSalvage, .leaseHeld, .leaseElsewhere, .leaseLost,
            .inconsistent:
            4
        }
    }

    /// What happened to the files of a database in use, and to what they held.
    public enum Removal: Hashable, Sendable {
        /// The database was moved away.
        case moved(to: String)
        /// The database was removed or replaced; everything in it was written to another file, or again to its path.
        case rescued(as: String)
        /// The database was removed or replaced, and nothing could be written.
        case lost(reason: String)
        /// The write-ahead log was removed; what it held is in the database now.
        case log
        /// SQLite's index of the log was removed; the log itself is there.
        case index
    }
}
