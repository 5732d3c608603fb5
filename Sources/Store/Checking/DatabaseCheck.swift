import Foundation
import GRDB

/// What a look through a whole database found.
public struct DatabaseCheck: Sendable {
    /// One thing that is not as it should be, or worth knowing.
    public struct Finding: Hashable, Sendable {
        /// Nil where it concerns the file.
        public let study: String?
        /// A sentence without its point.
        public let text: String

        public init(study: String? = nil, _ text: String) {
            self.study = study
            self.text = text
        }
    }

    /// The file's absolute path.
    public let path: String
    /// Empty where the database is whole.
    public internal(set) var findings: [Finding] = []
    /// What is in order, but worth knowing: who has a study in hand, what a killed process left behind.
    public internal(set) var notes: [Finding] = []
    public internal(set) var studies = 0
    public internal(set) var trials = 0
    public internal(set) var runs = 0

    public var isWhole: Bool { findings.isEmpty }

    /// How many findings of one kind are told one by one.
    static let greatestList = 20
}

extension StudyDatabase {
    /// Looks through a whole database: its pages and indexes (SQLite's integrity check), its references, its tables, and
    /// whether what it says of every study fits together. Studies may run meanwhile.
    ///
    /// SQLite keeps no checksums: a figure that was changed on the disk into another figure is not found.
    /// - Throws: `StoreError` where the file cannot be opened or read as a database of ours.
    public static func check(
        path: String, processes: any ProcessTable = SystemProcessTable(), busyTimeout: Double = defaultBusyTimeout
    ) throws(StoreError) -> DatabaseCheck {
        var check = DatabaseCheck(path: URL(fileURLWithPath: path).standardizedFileURL.path)
        do {
            let database = try open(
                path: path, mode: .readOnly, processes: processes, busyTimeout: busyTimeout, schema: .current,
                quickCheckLimit: -1)
            try database.reading { db in try check.look(db, processes) }
        } catch .damaged(_, let detail) {
            // Where even looking fails.
            check.findings.append(DatabaseCheck.Finding(detail))
        }
        return check
    }
}

extension DatabaseCheck {
    mutating func look(_ db: Database, _ processes: any ProcessTable) throws {
        let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(Self.greatestList))")
        guard problems == ["ok"] else {
            // What is read through damaged pages says nothing of the studies.
            findings += problems.flatMap { $0.split(whereSeparator: \.isNewline) }.map { Finding(String($0)) }
            return
        }
        try lookAtTables(db)
        try lookAtReferences(db)
        guard findings.isEmpty else { return }
        let drafts = try Int.fetchOne(db, sql: "SELECT count(*) FROM study WHERE name IS NULL") ?? 0
        if drafts > 0 {
            notes.append(
                Finding(
                    "\(drafts == 1 ? "a study is" : "\(drafts) studies are") being written, or was left half written; the "
                        + "next study that is created removes it in that case"))
        }
        let ids = try Int64.fetchAll(db, sql: "SELECT id FROM study WHERE name IS NOT NULL ORDER BY created, id")
        for id in ids {
            var study = try StudyCheck(db, study: id)
            try study.look(processes)
            findings += study.findings
            notes += study.notes
            studies += 1
            trials += study.trials
            runs += study.runs
        }
    }

    /// The tables must be those that the migrations make.
    private mutating func lookAtTables(_ db: Database) throws {
        let expected = try Schema.current.objects()
        let found = try Schema.objects(db)
        for (name, sql) in expected.sorted(by: { $0.key < $1.key }) where found[name] != sql {
            findings.append(Finding("'\(name)' is \(found[name] == nil ? "missing" : "not as this version makes it")"))
        }
        for name in found.keys.sorted() where expected[name] == nil {
            notes.append(Finding("'\(name)' is not hpsearch's own"))
        }
    }

    private mutating func lookAtReferences(_ db: Database) throws {
        var counts: [String: Int] = [:]
        let rows = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
        while let row = try rows.next() { counts["\(row[0] as String)\n\(row[2] as String)", default: 0] += 1 }
        for (pair, count) in counts.sorted(by: { $0.key < $1.key }) {
            let names = pair.split(separator: "\n")
            findings.append(
                Finding("\(count) \(count == 1 ? "row" : "rows") of '\(names[0])' without a row of '\(names[1])'"))
        }
    }
}

extension Schema {
    /// The statements that made the tables and indexes of a database, by name, blanks evened out.
    static func objects(_ db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        var objects: [String: String] = [:]
        for row in rows {
            let sql: String = row[1]
            objects[row[0]] = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        return objects
    }

    /// The same of a new database.
    func objects() throws -> [String: String] {
        try DatabaseQueue().write { db in
            for migration in migrations { try db.execute(sql: migration.statements) }
            return try Self.objects(db)
        }
    }
}
