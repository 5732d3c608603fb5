import Foundation
import GRDB
import StudyCore

extension StudyDatabase {
    /// The study of this name, or the only one there is where no name is given.
    /// - Throws: `StoreError.unknownStudy`, with the nearest or all names; `.severalStudies`; `.noStudies`.
    public func find(_ name: String?) throws(StoreError) -> StudyReference {
        try reading { db in try find(name, db) }
    }

    /// The study of this name, when there is one.
    public func findIfPresent(_ name: String) throws(StoreError) -> StudyReference? {
        try reading { db in try Self.reference(name, db) }
    }

    func find(_ name: String?, _ db: Database) throws -> StudyReference {
        if let name, let found = try Self.reference(name, db) { return found }
        let all = try Row.fetchAll(db, sql: "SELECT id, name FROM study WHERE name IS NOT NULL ORDER BY created, id")
            .map { StudyReference(identifier: $0[0], name: $0[1]) }
        if let name { throw StoreError.unknownStudy(name: name, known: all.map(\.name)) }
        guard let first = all.first else { throw StoreError.noStudies(path: path) }
        guard all.count == 1 else { throw StoreError.severalStudies(path: path, names: all.map(\.name)) }
        return first
    }

    static func reference(_ name: String, _ db: Database) throws -> StudyReference? {
        try Int64.fetchOne(db, sql: "SELECT id FROM study WHERE name = ?", arguments: [name.storable])
            .map { StudyReference(identifier: $0, name: name.storable) }
    }
}
