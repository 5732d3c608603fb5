import GRDB
import StudyCore

/// A circumstance that is not what it was at an earlier launch.
public struct ProvenanceDifference: Hashable, Sendable {
    public let name: String
    /// Nil where it was not recorded then.
    public let before: String?
    /// Nil where it is not known now.
    public let now: String?
}

extension StudyDatabase {
    /// Writes down the circumstances of a launch, in place of what was written for it before.
    public func record(provenance: [(name: String, value: String)], of lease: Lease) throws(StoreError) {
        try changing(lease.study, under: lease) { db in
            try db.execute(
                sql: "DELETE FROM provenance WHERE study = ? AND launch = ?",
                arguments: [lease.study.identifier, lease.launch])
            for (position, entry) in provenance.enumerated() {
                try db.execute(
                    sql: "INSERT INTO provenance (study, launch, position, name, value) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        lease.study.identifier, lease.launch, position, entry.name.storable, entry.value.storable,
                    ])
            }
        }
    }

    /// The circumstances of the last launch that recorded any.
    public func provenance(of study: StudyReference) throws(StoreError) -> [(name: String, value: String)] {
        try reading { db in try Self.provenance(of: study.identifier, db) }
    }

    /// What was recorded of each circumstance over all launches: its different values in the order in which they came up.
    public func provenanceHistory(
        of study: StudyReference
    ) throws(StoreError) -> [(name: String, values: [String])] {
        try reading { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT name, value FROM provenance WHERE study = ? ORDER BY launch, position",
                arguments: [study.identifier])
            var history: [(name: String, values: [String])] = []
            for row in rows {
                let (name, value): (String, String) = (row[0], row[1])
                if let place = history.firstIndex(where: { $0.name == name }) {
                    if !history[place].values.contains(value) { history[place].values.append(value) }
                } else {
                    history.append((name, [value]))
                }
            }
            return history
        }
    }

    /// How the circumstances differ from those of the last launch that recorded any; nothing where none did. Ask before
    /// recording the present ones.
    public func provenanceDifferences(
        of study: StudyReference, now current: [(name: String, value: String)]
    ) throws(StoreError) -> [ProvenanceDifference] {
        let earlier = try provenance(of: study)
        guard !earlier.isEmpty else { return [] }
        let before = Dictionary(earlier.map { ($0.name, $0.value) }) { first, _ in first }
        let now = Dictionary(current.map { ($0.name.storable, $0.value.storable) }) { first, _ in first }
        var names = earlier.map(\.name)
        names += current.map(\.name.storable).filter { before[$0] == nil }
        return names.filter { before[$0] != now[$0] }.map {
            ProvenanceDifference(name: $0, before: before[$0], now: now[$0])
        }
    }

    static func provenance(of study: Int64, _ db: Database) throws -> [(name: String, value: String)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT name, value FROM provenance
                WHERE study = ?1 AND launch = (SELECT max(launch) FROM provenance WHERE study = ?1)
                ORDER BY position
                """, arguments: [study]
        ).map { (name: $0[0], value: $0[1]) }
    }
}
