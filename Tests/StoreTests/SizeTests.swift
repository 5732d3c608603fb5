import Foundation
import GRDB
import StudyCore
import Synchronization
import Testing

@testable import Store

/// What must not grow with a study: counted in statements, since seconds are no measure of a busy machine.
@Suite("Large studies")
struct SizeTests {
    /// How many statements SQLite carries out for `body`.
    private func statements(_ database: StudyDatabase, _ body: () throws -> Void) throws -> Int {
        let count = Mutex(0)
        database.queue.inDatabase { db in db.trace { _ in count.withLock { $0 += 1 } } }
        defer { database.queue.inDatabase { $0.trace(nil) } }
        try body()
        return count.withLock { $0 }
    }

    /// A study of so many trials, all complete.
    private func study(_ trials: Int, in database: StudyDatabase) throws -> StudyReference {
        let reference = try database.create(
            makeStudy("s\(trials)"), configurations: (0..<trials).map { configuration($0) }, toolVersion: "0.1.0")
        let lease = try database.acquireLease(reference)
        try database.journal(for: lease).append(
            (0..<trials).flatMap { [RunEvent.started($0), .ended($0, 0, ["loss": Double($0), "seconds": 1])] })
        try lease.release()
        return reference
    }

    @Test("Reading a study takes as many statements for 400 trials as for 4")
    func reading() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let (small, large) = (try study(4, in: database), try study(400, in: database))
        func compare(_ body: (StudyReference) throws -> Void) throws {
            let few = try statements(database) { try body(small) }
            #expect(try statements(database) { try body(large) } == few)
        }
        try compare { _ = try database.study(named: $0.name, including: .everything) }
        try compare { _ = try database.study(named: $0.name, including: .ranking(by: "loss")) }
        try compare { _ = try database.outcomes(of: $0, metric: "loss") }
        try compare { _ = try database.configurations(of: $0) }
        try compare { _ = try database.plannedRuns(of: $0, unfinishedOnly: true, configurations: false) }
    }

    @Test("A launch looks for missing repeats in one statement")
    func resuming() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let (small, large) = (try study(4, in: database), try study(400, in: database))
        let few = try statements(database) { try database.extend(small, to: makeStudy("s4"), adding: []) }
        #expect(try statements(database) { try database.extend(large, to: makeStudy("s400"), adding: []) } == few)
        #expect(try database.unfinishedRunCount(of: large) == 0)
        #expect(try database.extend(large, to: makeStudy("s400", repeats: 3), adding: []) == 800)
        #expect(try database.unfinishedRunCount(of: large) == 800)
        #expect(try database.trial(399, of: large).runs.map(\.key.repeat) == [0, 1, 2])
    }

    @Test("Runs with the same metrics share one list of their names")
    func sharedNames() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let record = try database.study(named: try study(50, in: database).name)
        let lists = Set(record.trials.map { $0.runs[0].metrics.keys.withUnsafeBufferPointer { $0.baseAddress } })
        #expect(lists.count == 1)
        #expect(record.trials.map(\.metrics) == (0..<50).map { ["loss": Double($0), "seconds": 1] })
    }

    @Test("Runs with other metrics than the run before keep their own")
    func changingNames() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let expected: [[String: Double]] = [
            ["a": 1, "b": 2], ["a": 3], ["a": 4, "b": 5, "c": 6], [:], ["b": 7], ["a": 8, "c": 9], ["a": 1, "c": 2],
        ]
        let reference = try database.create(
            makeStudy(), configurations: expected.indices.map { configuration($0) }, toolVersion: "0.1.0")
        let lease = try database.acquireLease(reference)
        try database.journal(for: lease).append(
            expected.enumerated().flatMap { [RunEvent.started($0), .ended($0, 0, $1)] })
        let read = try database.study(named: nil).trials.map(\.runs[0].metrics)
        #expect(read == expected.map(MetricValues.init))
    }

    @Test("A scan reads thin trials where ranks are all that is wanted")
    func ranking() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let reference = try study(3, in: database)
        var seen: [Int] = []
        try database.forEachTrial(of: reference, including: .ranking(by: "loss")) { trial in
            seen.append(trial.number)
            #expect(trial.configuration.values.isEmpty && trial.runs[0].metrics.keys == ["loss"])
        }
        #expect(seen == [0, 1, 2])
        #expect(try database.configurations(of: reference, trials: 1..<9) == [configuration(1), configuration(2)])
    }

    @Test("A snapshot is read in steps: all trials passing by, then some of them and the configurations of others")
    func snapshot() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let reference = try study(5, in: database)
        var seen: [Int] = []
        let (trials, configurations) = try database.snapshot(of: reference) { snapshot in
            #expect(snapshot.study.name == reference.name && snapshot.study.trials.isEmpty)
            try snapshot.forEachTrial(including: .withoutCurves) { seen.append($0.number) }
            return (try snapshot.trials([3, 0]), try snapshot.configurations(of: [4, 1]))
        }
        #expect(seen == [0, 1, 2, 3, 4])
        #expect(trials.map(\.number) == [3, 0])
        #expect(trials.map { $0.runs[0].metrics["loss"] } == [3, 0])
        #expect(configurations == [configuration(4), configuration(1)])
        #expect(throws: StoreError.unknownTrials(study: reference.name, numbers: [9], trialCount: 5)) {
            try database.snapshot(of: reference) { try $0.trials([9]) }
        }
    }
}
