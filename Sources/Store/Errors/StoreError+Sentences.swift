import Foundation
import StudyCore

extension StoreError: LocalizedError, CustomStringConvertible {
    public var errorDescription: String? { sentence }
    public var description: String { sentence }

    /// One sentence that says what is wrong and what to do.
    public var sentence: String {
        switch self {
        case .missing(let path):
            "there is no database at '\(path)': run a study first ('hpsearch study FILE'), or name another with --db"
        case .empty(let path):
            "'\(path)' is empty, there is no study in it yet: run one with 'hpsearch study FILE', or name another with --db"
        case .notOurs(let path, let isSQLite):
            isSQLite
                ? "'\(path)' is another program's SQLite database: name another file with --db"
                : "'\(path)' is not a database: name another file with --db"
        case .newerSchema(let path, let version, let known):
            "'\(path)' was written by a newer hpsearch (its schema is version \(version), this one knows \(known)): "
                + "upgrade hpsearch"
        case .olderSchema(let path, let version, let known):
            "'\(path)' was written by an older hpsearch (its schema is version \(version), this one uses \(known)) and "
                + "cannot be brought up to date because it cannot be written: make it and its directory writable once"
        case .readOnly(let path):
            "'\(path)' can only be read: make it and its directory writable, or name another with --db"
        case .cannotOpen(let path, let reason):
            "'\(path)' cannot be opened: \(reason)"
        case .locked(let path):
            "'\(path)' is locked by another process: wait until it is done, then try again"
        case .diskFull(let path):
            "no space is left for '\(path)': nothing recorded is lost; make room and run the same command again"
        case .inputOutput(let path, let reason):
            "'\(path)' cannot be read or written: \(reason)"
        case .damaged(let path, let detail):
            "'\(path)' is damaged (\(detail)): restore a copy of it, or save what is whole with: "
                + "hpsearch check --db \(ShellText.quoted(path)) --salvage NEW-FILE"
        case .removed(let path, let removal):
            Self.sentence(removal, of: path)
        case .changedWhileRead(let path):
            "'\(path)' was changed while it was read: run the same command again"
        case .outputExists(let path):
            "'\(path)' is there already: name a file that is not"
        case .nothingToSalvage(let path):
            "no study can be read from '\(path)'; nothing was written"
        case .unknownStudy(let name, let known):
            "there is no study '\(name)'" + (nameSuggestion(for: name, among: known).map { "; \($0)" } ?? "")
        case .severalStudies(let path, let names):
            "'\(path)' holds \(names.count) studies, name one of them: \(Self.list(names))"
        case .noStudies(let path):
            "'\(path)' holds no study yet: run one with 'hpsearch study FILE'"
        case .studyExists(let name):
            "there is already a study '\(name)'"
        case .unknownTrials(let study, let numbers, let count):
            "study '\(study)' has no \(Self.trials(numbers)): "
                + (count == 0 ? "it has no trials" : "its trials are numbered 0 to \(count - 1)")
        case .notFailed(let study, let numbers):
            "\(Self.trials(numbers)) of study '\(study)' \(numbers.count == 1 ? "has" : "have") not failed: "
                + "only failed trials can be tried again"
        case .leaseHeld(let study, let holder):
            if let holder {
                "study '\(study)' is in the hands of \(holder.phrase): wait until it has ended, or stop it"
            } else {
                "study '\(study)' is just being taken in hand by another process: wait until it has ended, or stop it"
            }
        case .leaseElsewhere(let study, let holder):
            "study '\(study)' is in the hands of \(holder.phrase), which cannot be seen from here: carry on there, or, "
                + "if that process is certainly gone, repeat the command with --take-over"
        case .leaseLost(let study):
            "study '\(study)' was taken over by another process; this one stops"
        case .inconsistent(let detail):
            "internal error: \(detail)"
        }
    }

    private static func sentence(_ removal: Removal, of path: String) -> String {
        switch removal {
        case .moved(let place):
            "'\(path)' was moved to '\(place)' while in use: move it back and run the same command again"
        case .rescued(path):
            "'\(path)' was removed while in use: what it held was written there again; run the same command again"
        case .rescued(let place):
            "'\(path)' was replaced while in use: what it held was written to '\(place)'; name that with --db"
        case .lost(let reason):
            "'\(path)' was removed while in use and what it held cannot be written again: \(reason)"
        case .log:
            "the write-ahead log of '\(path)' was removed while in use: what it held was brought into the database; run "
                + "the same command again"
        case .index:
            "'\(path)-shm' was removed while '\(path)' was in use: run the same command again"
        }
    }

    private static func trials(_ numbers: [Int]) -> String {
        (numbers.count == 1 ? "trial " : "trials ") + list(numbers.map(String.init))
    }

    /// At most ten of them.
    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(10).joined(separator: ", ")
        return items.count > 10 ? shown + " and \(items.count - 10) more" : shown
    }
}

extension LeaseHolder {
    /// `process 4711 on host 'anvil' since 2026-03-01T12:00:00Z`.
    public var phrase: String {
        "process \(pid) on host '\(host)' since \(since.formatted(.iso8601))"
    }
}
