import Foundation
import GRDB

extension StudyDatabase {
    /// Makes sure that the files under the database are where they were. Where they are not, everything recorded is
    /// brought to where it can be found again, as long as this process still has it in its hands.
    func requirePresence(_ watch: FileWatch) throws(StoreError) {
        let found = removal.withLock { known -> StoreError? in
            if let known { return known }
            guard let missing = watch.missing else { return nil }
            let error = secured(missing, watch)
            switch error {
            // A database that was moved away may come back, as may permissions.
            case .removed(_, .moved), .cannotOpen: break
            default: known = error
            }
            return error
        }
        if let found { throw found }
    }

    private func secured(_ missing: FileWatch.Missing, _ watch: FileWatch) -> StoreError {
        switch missing {
        case .unknown(let code): return .cannotOpen(path: path, reason: String(cString: strerror(code)))
        case .index: return .removed(path: path, .index)
        case .log: return .removed(path: path, broughtTogether ? .log : rescue(watch))
        case .database(let place?):
            // The log may not have been moved along.
            _ = broughtTogether
            return .removed(path: path, .moved(to: place))
        case .database(nil): return .removed(path: path, rescue(watch))
        }
    }

    /// Brings what the log holds into the database file: both are still open here, whatever their names.
    private var broughtTogether: Bool {
        do {
            try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            return true
        } catch {
            return false
        }
    }

    /// Writes everything that the database holds to a new file: at its path, or beside it where something else is there.
    private func rescue(_ watch: FileWatch) -> StoreError.Removal {
        let partial = "\(path).rescue-\(getpid())"
        defer { unlink(partial) }
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            unlink(partial)
            let copy = try DatabaseQueue(path: partial)
            try queue.backup(to: copy)
            try copy.close()
            // Whatever is put in the place of the database must not be read together with its log.
            watch.removeHelperFiles()
            for number in 0..<1000 {
                let place = number == 0 ? path : number == 1 ? "\(path).rescued" : "\(path).rescued-\(number)"
                // Never in the place of another file.
                if link(partial, place) == 0 {
                    NewFile.sync(place)
                    return .rescued(as: place)
                }
                guard errno == EEXIST else { break }
            }
            return .lost(reason: String(cString: strerror(errno)))
        } catch {
            return .lost(reason: (error as? DatabaseError)?.message ?? error.localizedDescription)
        }
    }
}
