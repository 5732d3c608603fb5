import Foundation
import GRDB
import StudyCore

/// States and dates as columns hold them.
enum StoredState {
    static func run(_ text: String) throws -> RunState {
        guard let state = RunState(rawValue: text) else {
            throw StoreError.inconsistent("unknown state of a run '\(text)'")
        }
        return state
    }

    static func date(_ seconds: Double?) -> Date? { seconds.map(Date.init(timeIntervalSince1970:)) }
}

/// A row of the `study` table.
struct StudyRow {
    let identifier: Int64
    let name: String
    let description: String?
    let seed: UInt64
    let objective: Objective
    let created: Date
    let text: String
    let directory: String
    let toolVersion: String
    let elapsed: Double
    let launches: Int
    let storedState: StudyState

    private static let select = """
        SELECT id, name, description, seed, goal, metric, created, text, directory, tool_version, elapsed, launches, state
        FROM study
        """

    static func all(_ db: Database) throws -> [StudyRow] {
        try Row.fetchAll(db, sql: "\(select) WHERE name IS NOT NULL ORDER BY created, id").map(StudyRow.init)
    }

    static func one(_ study: StudyReference, _ db: Database) throws -> StudyRow {
        guard let row = try Row.fetchOne(db, sql: "\(select) WHERE id = ?", arguments: [study.identifier]) else {
            throw StoreError.unknownStudy(name: study.name, known: [])
        }
        return try StudyRow(row)
    }

    /// The parameters' names as declared.
    static func parameters(_ study: Int64, _ db: Database) throws -> [String] {
        let json = try String.fetchOne(db, sql: "SELECT parameters FROM study WHERE id = ?", arguments: [study])
        return ConfigurationText.names(json: json ?? "[]")
    }

    private init(_ row: Row) throws {
        guard let goal = Objective.Goal(rawValue: row[4]), let state = StudyState(rawValue: row[12]) else {
            throw StoreError.inconsistent("unknown goal '\(row[4] as String)' or state '\(row[12] as String)'")
        }
        identifier = row[0]
        name = row[1]
        description = row[2]
        seed = UInt64(bitPattern: row[3])
        objective = Objective(goal, row[5])
        created = Date(timeIntervalSince1970: row[6])
        text = row[7]
        directory = row[8]
        toolVersion = row[9]
        elapsed = row[10]
        launches = row[11]
        storedState = state
    }

    /// The state as it is, also where the process that had the study in hand was killed.
    func state(_ db: Database, _ processes: any ProcessTable) throws -> StudyState {
        guard storedState == .running else { return storedState }
        let standing = try LeaseHolder(study: identifier, db)?.standing(in: processes) ?? .gone
        return standing == .gone ? .interrupted : .running
    }
}
