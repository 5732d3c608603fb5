import Foundation
import GRDB

/// Who has a study in hand.
public struct LeaseHolder: Hashable, Sendable {
    public let host: String
    public let pid: Int
    public let since: Date
    let bootIdentifier: String
    let processStart: Int
    let launch: Int

    init(host: String, pid: Int, since: Date, bootIdentifier: String, processStart: Int, launch: Int) {
        self.host = host
        self.pid = pid
        self.since = since
        self.bootIdentifier = bootIdentifier
        self.processStart = processStart
        self.launch = launch
    }

    /// The holder written down for a study, whether alive or not.
    init?(study: Int64, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT host, pid, since, boot, process_start, launch FROM lease WHERE study = ?")
        guard let row = try Row.fetchOne(statement, arguments: [study]) else { return nil }
        self.init(
            host: row[0], pid: row[1], since: Date(timeIntervalSince1970: row[2]), bootIdentifier: row[3],
            processStart: row[4], launch: row[5])
    }

    enum Standing: Hashable {
        /// The holder is this very process.
        case own
        /// It runs.
        case alive
        /// It has ended.
        case gone
        /// It is, or was, a process of another process table of this machine (a container): only the file lock knows.
        case sameMachine
        /// It is, or was, a process of another machine.
        case elsewhere
    }

    func standing(in processes: any ProcessTable) -> Standing {
        let isSameBoot = bootIdentifier == processes.bootIdentifier
        guard host == processes.host else { return isSameBoot ? .sameMachine : .elsewhere }
        guard isSameBoot, processes.startTime(of: pid) == processStart else { return .gone }
        return pid == processes.ownIdentifier ? .own : .alive
    }
}
