import Foundation
import GRDB
import StudyCore
import Testing

@testable import Store

@Suite("The check of a database") struct CheckTests {
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try StudyInWork.write(scratch)
    }

    private func check(pid: Int = 200, alive: [Int: Int] = [:]) throws -> DatabaseCheck {
        try StudyDatabase.check(path: scratch.path, processes: FakeProcesses(pid: pid, alive: alive))
    }

    /// What is found after a change behind the tool's back.
    private func findings(_ sql: String) throws -> [String] {
        let raw = try scratch.raw()
        try raw.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \(sql)")
        }
        try raw.close()
        return try check().findings.map { ($0.study.map { "\($0): " } ?? "") + $0.text }
    }

    @Test("finds nothing in a study that was killed, and says who left it") func left() throws {
        let check = try check()
        #expect(check.isWhole && check.findings == [])
        #expect((check.studies, check.trials, check.runs) == (1, 4, 8))
        #expect(
            check.notes == [
                .init(
                    study: "mnist-grid",
                    "was left in work by process 100 on host 'anvil' since 2026-03-01T12:00:00Z, which is gone; the next "
                        + "launch carries on")
            ])
    }

    @Test("says who has a study in hand") func inHand() throws {
        #expect(
            try check(alive: [100: 5100]).notes == [
                .init(study: "mnist-grid", "is in the hands of process 100 on host 'anvil' since 2026-03-01T12:00:00Z")
            ])
    }

    @Test(
        "finds what does not fit together",
        arguments: [
            ("DELETE FROM trial WHERE number = 1", "2 rows of 'run' without a row of 'trial'"),
            ("DELETE FROM run WHERE trial = 0 AND repeat = 1; DELETE FROM metric WHERE trial = 0 AND repeat = 1", ""),
            (
                "UPDATE trial SET configuration = '{\"beta\":0.5,\"width\":65}' WHERE number = 0",
                "mnist-grid: the configuration of trial 0 is not what was stored"
            ),
            (
                "UPDATE run SET seed = 7 WHERE trial = 0 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 0 has a seed that is not that of its repeat"
            ),
            (
                "DELETE FROM metric WHERE trial = 0 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 0 is complete, but has no value of validation.accuracy"
            ),
            (
                "UPDATE run SET finished = NULL WHERE trial = 0 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 0 is complete, but it is not recorded where and when"
            ),
            (
                "UPDATE curve SET data = substr(data, 1, 20) WHERE trial = 0 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 0 has a curve that cannot be read"
            ),
            (
                "UPDATE curve SET steps = 1 WHERE trial = 0 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 0 has a curve that cannot be read"
            ),
            (
                "UPDATE prediction SET count = 99 WHERE trial = 0 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 0 has predictions that cannot be read"
            ),
            (
                "DELETE FROM failure WHERE trial = 2 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 2 has failed, but no failure of attempt 1 is recorded"
            ),
            (
                "UPDATE failure SET attempt = 5 WHERE trial = 2 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 2 has a failure of attempt 5, but failed attempt 1"
            ),
            (
                "UPDATE run SET state = 'waiting', finished = NULL WHERE trial = 0 AND repeat = 0",
                "mnist-grid: repeat 0 of trial 0 is waiting, but has results"
            ),
            (
                "UPDATE study SET state = 'complete'",
                "mnist-grid: is complete, but 3 of its runs have not ended"
            ),
            ("DELETE FROM lease", "mnist-grid: is marked as running, but nobody has it in hand"),
            (
                "UPDATE study SET launches = 9",
                "mnist-grid: is in the hands of launch 1, but was launched 9 times"
            ),
            (
                "UPDATE study SET parameters = '[\"width\"]'",
                "mnist-grid: trial 0 has a parameter 'beta' that the study does not declare"
            ),
            ("DROP INDEX curve_of_run", "'curve_of_run' is missing"),
            ("DROP TABLE provenance; CREATE TABLE provenance (x)", "'provenance' is not as this version makes it"),
        ])
    func finding(_ change: String, _ expected: String) throws {
        let found = try findings(change)
        #expect(!found.isEmpty)
        if !expected.isEmpty { #expect(found.contains(expected), "\(found)") }
    }

    @Test("tells twenty findings of a study and counts the rest") func many() throws {
        let other = try Scratch()
        let database = try other.open()
        let configurations = (0..<50).map { configuration($0) }
        _ = try database.create(makeStudy("large"), configurations: configurations, toolVersion: "0.1.0")
        try database.writing { db in try db.execute(sql: "UPDATE run SET seed = 1") }
        let found = try StudyDatabase.check(path: other.path, processes: FakeProcesses()).findings
        #expect(found.count == 21 && found.last == .init(study: "large", "and 30 more"))
    }

    @Test("leaves a damaged index to SQLite's own check") func index() throws {
        let raw = try scratch.raw()
        try raw.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'failure_of_run')
                    WHERE name = 'prediction_of_run';
                    """)
        }
        try raw.close()
        #expect(try !check().isWhole)
    }

    @Test("cannot look into what is no database") func noDatabase() throws {
        try FileManager.default.removeItem(atPath: scratch.path + "-wal")
        try "name: mnist\n".write(toFile: scratch.path, atomically: false, encoding: .utf8)
        #expect(
            sentence { _ = try check() } == "'\(scratch.path)' is not a database: name another file with --db")
    }
}

/// A study in the middle of its work: every state that a run may be in.
enum StudyInWork {
    /// Leaves the files as they lie on the disk when the process is killed.
    static func write(_ scratch: Scratch, name: String = "mnist-grid") throws {
        let origin = try Scratch()
        let database = try origin.open()
        let configurations = [configuration(64), configuration(128), configuration(256), configuration(512)]
        let study = try database.create(
            makeStudy(name, repeats: 2), configurations: configurations, toolVersion: "0.1.0", at: moment)
        let lease = try database.acquireLease(study, at: moment)
        try database.record(provenance: [("tool", "0.1.0"), ("data", "abc")], of: lease)
        let journal = database.journal(for: lease)
        var events: [RunEvent] = [.study(.running), .elapsed(seconds: 12)]
        for (trial, number) in [(0, 0), (0, 1), (1, 0)] {
            let key = RunKey(trial: trial, repeat: number)
            let predictions = Prediction.Split.allCases.map { Prediction(split: $0, count: 10, bits: [0xA5, 0x03]) }
            let result = RunResult(
                diverged: trial == 1,
                metrics: ["validation.accuracy": trial == 1 ? .nan : 0.9, "seconds": 1], predictions: predictions)
            events += [
                .started(trial, number), .measured(key, measurement(1)), .measured(key, measurement(2)),
                .ended(key, result, at: moment),
            ]
        }
        events += [
            .started(2), .measured(RunKey(trial: 2, repeat: 0), measurement(1)), .failed(2),
            .started(2, 1), .failed(2, 1, isRetried: true), .started(2, 1, attempt: 2),
            .ended(2, 1, ["validation.accuracy": 1]),
            .started(3), .measured(RunKey(trial: 3, repeat: 0), measurement(1)),
        ]
        try journal.append(events)
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: origin.path + ending, toPath: scratch.path + ending)
        }
        withExtendedLifetime(lease) {}
    }
}
