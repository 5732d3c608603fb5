import Foundation
import GRDB
import StudyCore

import struct StudyCore.Configuration

/// How one run came out by one metric.
public struct RunOutcome: Hashable, Sendable {
    public let key: RunKey
    public let state: RunState
    /// Nil where the run has not reported the metric; may be infinite or not a number.
    public let value: Double?
}

extension StudyDatabase {
    /// All studies, the oldest first.
    public func list() throws(StoreError) -> [StudySummary] {
        try reading { db in
            let runs = try Self.counts(db, "SELECT study, state, count(*) FROM run GROUP BY study, state")
            // As `TrialRecord.state`: the first of these that any run is in.
            let order = [RunState.failed, .diverged, .running, .waiting, .pruned, .complete]
            let ranks = order.enumerated().map { "WHEN '\($0.element.rawValue)' THEN \($0.offset)" }
            let names = order.enumerated().map { "WHEN \($0.offset) THEN '\($0.element.rawValue)'" }
            let trials = try Self.counts(
                db,
                """
                SELECT study, CASE rank \(names.joined(separator: " ")) END, count(*)
                FROM (SELECT study, min(CASE state \(ranks.joined(separator: " ")) END) AS rank
                      FROM run GROUP BY study, trial)
                GROUP BY study, rank
                """)
            return try StudyRow.all(db).map { row in
                StudySummary(
                    name: row.name, description: row.description, state: try row.state(db, processes),
                    objective: row.objective, created: row.created, trials: trials[row.identifier] ?? [:],
                    runs: runs[row.identifier] ?? [:])
            }
        }
    }

    private static func counts(_ db: Database, _ sql: String) throws -> [Int64: [RunState: Int]] {
        var counts: [Int64: [RunState: Int]] = [:]
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() {
            counts[row[0], default: [:]][try StoredState.run(row[1])] = row[2]
        }
        return counts
    }

    /// How all runs came out by one metric, in the order of trial and repeat: the cheap way to rank many trials, before
    /// reading the few that are shown with `trials`.
    public func outcomes(of study: StudyReference, metric: String) throws(StoreError) -> [RunOutcome] {
        try reading { db in
            let rows = try RawRows(
                db,
                sql: """
                    SELECT run.trial, run.repeat, run.state, metric.value, metric.state
                    FROM run LEFT JOIN metric ON metric.study = run.study AND metric.trial = run.trial
                        AND metric.repeat = run.repeat AND metric.name = ?
                    WHERE run.study = ? ORDER BY run.trial, run.repeat
                    """, arguments: [metric.storable, study.identifier])
            var outcomes: [RunOutcome] = []
            var states = RepeatedState()
            while let key = rows.key {
                let state = try states.take(rows.text(2))
                let nonFinite = rows.text(4).map { String(decoding: $0, as: UTF8.self) }
                let number = StoredNumber(value: rows.optionalReal(3), state: nonFinite)
                let isMissing = number.value == nil && number.state == nil
                outcomes.append(RunOutcome(key: key, state: state, value: isMissing ? nil : number.number))
                try rows.advance()
            }
            return outcomes
        }
    }

    /// The configurations of trials, in the order of their numbers, as they were stored.
    /// - Parameter trials: of these alone; of all where nil.
    public func configurations(
        of study: StudyReference, trials: Range<Int>? = nil
    ) throws(StoreError) -> [Configuration] {
        try reading { db in
            var texts = ConfigurationText(parameters: try StudyRow.parameters(study.identifier, db))
            return try String.fetchAll(
                db,
                sql: """
                    SELECT configuration FROM trial WHERE study = ? AND number >= ? AND number < ? ORDER BY number
                    """, arguments: [study.identifier, trials?.lowerBound ?? 0, trials?.upperBound ?? Int.max]
            ).map { try texts.configuration($0) }
        }
    }

    /// How many runs have not ended.
    public func unfinishedRunCount(of study: StudyReference) throws(StoreError) -> Int {
        try reading { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM run WHERE study = ? AND state IN ('waiting', 'running')",
                arguments: [study.identifier]) ?? 0
        }
    }

    /// The runs as they stand, in the order of trial and repeat.
    /// - Parameters:
    ///   - trials: of these trials only; all where nil.
    ///   - unfinishedOnly: leave out those that are final.
    ///   - configurations: whether to read them; without, the runs have empty ones.
    public func plannedRuns(
        of study: StudyReference, trials: ClosedRange<Int>? = nil, unfinishedOnly: Bool = false,
        configurations: Bool = true
    ) throws(StoreError) -> [PlannedRun] {
        try reading { db in
            var texts = ConfigurationText(parameters: try StudyRow.parameters(study.identifier, db))
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT trial, repeat, state, attempt, first_attempt, \(configurations ? "configuration" : "NULL")
                    FROM run \(configurations ? "JOIN trial ON trial.study = run.study AND trial.number = run.trial" : "")
                    WHERE run.study = ? AND trial BETWEEN ? AND ?
                    \(unfinishedOnly ? "AND state IN ('waiting', 'running')" : "")
                    ORDER BY trial, repeat
                    """, arguments: [study.identifier, trials?.lowerBound ?? 0, trials?.upperBound ?? Int.max])
            var runs: [PlannedRun] = []
            var last: (trial: Int, configuration: Configuration)?
            while let row = try rows.next() {
                let key = RunKey(trial: row[0], repeat: row[1])
                if last?.trial != key.trial {
                    last = (key.trial, configurations ? try texts.configuration(row[5]) : Configuration([]))
                }
                guard let configuration = last?.configuration else { continue }
                runs.append(
                    PlannedRun(
                        key: key, configuration: configuration, state: try StoredState.run(row[2]), attempt: row[3],
                        firstAttempt: row[4]))
            }
            return runs
        }
    }
}
