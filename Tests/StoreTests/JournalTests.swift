import Foundation
import GRDB
import StudyCore
import Testing

import struct StudyCore.Measurement

@testable import Store

@Suite struct JournalTests {
    let scratch: Scratch
    let database: StudyDatabase
    let study: StudyReference
    let journal: StudyJournal
    let first = RunKey(trial: 0, repeat: 0)

    init() throws {
        scratch = try Scratch()
        database = try scratch.open()
        study = try database.create(
            makeStudy(), configurations: [configuration(64), configuration(128)], toolVersion: "0.1.0")
        journal = database.journal(for: try database.acquireLease(study))
    }

    private func run(_ trial: Int = 0) throws -> RunRecord {
        try #require(try database.trial(trial, of: study).runs.first)
    }

    private func curveRows() throws -> Int {
        try scratch.raw().read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM curve") ?? -1 }
    }

    @Test func aRunGoesFromWaitingToComplete() throws {
        try journal.append([.started(0)])
        #expect(try run().state == .running)
        #expect(try run().attempts == 1)
        #expect(try run().worker == "0")
        #expect(try run().host == "anvil")
        #expect(try run().started == moment)
        try journal.append([.measured(first, measurement(1)), .ended(0, 0, ["loss": 0.5])])
        #expect(try run().state == .complete)
        #expect(try run().metrics == ["loss": 0.5])
        #expect(try run().finished == moment)
        #expect(try run().curve == [measurement(1)])
    }

    @Test func curvesGrowCallByCallAndBecomeOneRowAtTheEnd() throws {
        try journal.append([.started(0)])
        for step in 1...50 { try journal.append([.measured(first, measurement(step)), .elapsed(seconds: 0.1)]) }
        #expect(try curveRows() == 50)
        #expect(try run().curve.map(\.step) == Array(1...50))
        try journal.append([.measured(first, measurement(51)), .ended(0)])
        #expect(try curveRows() == 1)
        #expect(try run().curve == (1...51).map { measurement($0) })
    }

    @Test func curvesKeepEveryBitAndChangingNames() throws {
        let odd = Measurement(
            unit: .step, step: .max, seconds: -0.0,
            values: [("größe", .nan), ("", .infinity), ("z", .leastNonzeroMagnitude), ("a", -0.0)])
        let curve = [measurement(1, []), odd, measurement(2, [("x", 1)]), odd, measurement(3, [("x", 1), ("y", 2)])]
        try journal.append([.started(0)] + curve.map { .measured(first, $0) } + [.ended(0)])
        let stored = try run().curve
        #expect(stored.map(\.unit) == curve.map(\.unit))
        #expect(stored.map(\.step) == curve.map(\.step))
        #expect(stored.map(\.seconds.bitPattern) == curve.map(\.seconds.bitPattern))
        #expect(stored.map { $0.values.map(\.name) } == curve.map { $0.values.map(\.name) })
        #expect(stored.map { $0.values.map(\.value.bitPattern) } == curve.map { $0.values.map(\.value.bitPattern) })
    }

    @Test func aVeryLongCurveTakesAFewRows() throws {
        let events = (1...60_000).map { RunEvent.measured(first, measurement($0)) }
        try journal.append([.started(0)] + events + [.ended(0)])
        #expect(try curveRows() == 2)
        #expect(try run().curve.map(\.step) == Array(1...60_000))
    }

    @Test func aFailedAttemptThatIsRetriedWaitsForTheNextWithoutItsCurve() throws {
        try journal.append([
            .started(0), .measured(first, measurement(1)), .failed(0, isRetried: true),
        ])
        #expect(try run().state == .waiting)
        #expect(try run().attempts == 1)
        #expect(try run().curve.isEmpty)
        #expect(try run().failures.map(\.attempt) == [1])
        #expect(try run().failures.map(\.failure) == [RunFailure(.crashed, "killed by signal 9")])
        #expect(try database.plannedRuns(of: study).first?.attempt == 2)
        try journal.append([.started(0, attempt: 2), .measured(first, measurement(1)), .failed(0, attempt: 2)])
        #expect(try run().state == .failed)
        #expect(try run().attempts == 2)
        #expect(try run().curve.count == 1)
        #expect(try run().failures.map(\.attempt) == [1, 2])
        #expect(try run().finished == moment)
    }

    @Test func whatAProgramSaidLastIsKeptWhateverItWas() throws {
        let tail = "Traceback:\0 'größe' \u{1B}[31m\n"
        let failure = RunFailure(.data, "shape", standardErrorTail: tail)
        try journal.append([.started(0), .failed(first, attempt: 1, failure, isRetried: false, at: moment)])
        let stored = try #require(try run().failures.first)
        #expect(stored.failure.failureClass == .data)
        #expect(stored.failure.standardErrorTail == "Traceback:␀ 'größe' \u{1B}[31m\n")
        #expect(stored.at == moment)
    }

    @Test func aReturnedRunWaitsAsTheSameAttemptWithoutItsCurve() throws {
        try journal.append([.started(0), .measured(first, measurement(1))])
        try journal.append([.measured(first, measurement(2)), .returned(first)])
        #expect(try run().state == .waiting)
        #expect(try run().attempts == 0)
        #expect(try run().started == nil)
        #expect(try run().worker == nil)
        #expect(try curveRows() == 0)
        #expect(try database.plannedRuns(of: study).first?.attempt == 1)
        try journal.append([.started(0), .ended(0)])
        #expect(try run().state == .complete)
    }

    @Test func aRunThatIsMeasuredAnewHasTheNewCurveAlone() throws {
        try journal.append([.started(0), .measured(first, measurement(1)), .measured(first, measurement(2))])
        try journal.append([.measured(first, measurement(3)), .remeasured(first), .measured(first, measurement(2))])
        try journal.append([.measured(first, measurement(4)), .ended(0)])
        #expect(try run().curve.map(\.step) == [2, 4])
    }

    @Test func eventsThatDoNotFitAreRefusedAndNothingOfTheCallIsRecorded() throws {
        try journal.append([.started(0), .ended(0, 0, ["loss": 1])])
        let refused: [([RunEvent], String)] = [
            (
                [.ended(0, 0, ["loss": 2])],
                "internal error: repeat 0 of trial 0 ends, but it is complete, attempt 1"
            ),
            ([.started(0)], "internal error: repeat 0 of trial 0 starts its attempt 1, but it is complete, attempt 1"),
            (
                [.measured(first, measurement(1))],
                "internal error: repeat 0 of trial 0 is measured, but it is complete, attempt 1"
            ),
            ([.returned(first)], "internal error: repeat 0 of trial 0 is returned, but it is complete, attempt 1"),
            ([.failed(0)], "internal error: repeat 0 of trial 0 fails in its attempt 1, but it is complete, attempt 1"),
            ([.started(7)], "internal error: repeat 0 of trial 7 starts its attempt 1, but there is no such run"),
            (
                [.started(1, attempt: 2)],
                "internal error: repeat 0 of trial 1 starts its attempt 2, but it is waiting, attempt 1"
            ),
            ([.ended(1)], "internal error: repeat 0 of trial 1 ends, but it is waiting, attempt 1"),
        ]
        for (events, expected) in refused {
            #expect(sentence { try journal.append([.elapsed(seconds: 1)] + events) } == expected)
        }
        #expect(try run().metrics == ["loss": 1])
        #expect(try run(1).state == .waiting)
        #expect(try database.definition(of: study).elapsed == 0)
    }

    @Test func measurementsAfterTheEndOfARunInOneCallAreRefused() throws {
        let events: [RunEvent] = [.started(0), .ended(0), .measured(first, measurement(1))]
        #expect(
            sentence { try journal.append(events) }
                == "internal error: repeat 0 of trial 0 is measured, but it is complete, attempt 1")
        #expect(try run().state == .waiting)
    }

    @Test func anotherConnectionSeesWhatIsCommittedAndNothingElse() throws {
        let reader = try scratch.open(.readOnly)
        try journal.append([.started(0)])
        #expect(try reader.trial(0, of: study).state == .running)
        try database.writing { db in
            var recorder = EventRecorder(db: db, study: study.identifier)
            try recorder.record(.ended(0, 0, ["loss": 1]))
            try recorder.finish()
            // The transaction is still open here: the reader neither sees it nor waits for it.
            #expect(try reader.trial(0, of: study).state == .running)
            #expect(try reader.list().first?.runs[.running] == 1)
        }
        #expect(try reader.trial(0, of: study).state == .complete)
    }

    @Test func aDatabaseLockedForLongerThanTheBusyTimeoutIsWaitedFor() throws {
        let impatient = try scratch.open(busyTimeout: 0.02)
        let second = try impatient.create(
            makeStudy("second"), configurations: [configuration(64)], toolVersion: "0.1.0")
        let lease = try impatient.acquireLease(second)
        let other = try scratch.raw()
        try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        let letGo = Thread {
            Thread.sleep(forTimeInterval: 0.4)
            try? other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        }
        letGo.start()
        try impatient.journal(for: lease).append([.started(0), .ended(0, 0, ["loss": 1])])
        #expect(try impatient.trial(0, of: second).runs[0].metrics == ["loss": 1])
    }

    @Test func oneThatStaysLockedIsGivenUpAtTheEndOfItsPatience() throws {
        let impatient = try scratch.open(busyTimeout: 0.02)
        let second = try impatient.create(
            makeStudy("second"), configurations: [configuration(64)], toolVersion: "0.1.0")
        let lease = try impatient.acquireLease(second)
        let other = try scratch.raw()
        try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        let start = ContinuousClock.now
        #expect(
            sentence { try impatient.journal(for: lease, patience: 0.3).append([.started(0)]) }
                == "'\(scratch.path)' is locked by another process: wait until it is done, then try again")
        #expect(ContinuousClock.now - start > .seconds(0.3))
        try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        #expect(try impatient.trial(0, of: second).state == .waiting)
    }

    @Test func whoWaitsForALockNoticesThatTheStudyWasTakenOver() throws {
        let impatient = try scratch.open(busyTimeout: 0.02)
        let second = try impatient.create(
            makeStudy("second"), configurations: [configuration(64)], toolVersion: "0.1.0")
        let lease = try impatient.acquireLease(second)
        let other = try scratch.raw()
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE lease SET launch = 9 WHERE study = ?", arguments: [second.identifier])
            try db.execute(sql: "BEGIN IMMEDIATE")
        }
        #expect(
            sentence { try impatient.journal(for: lease, patience: 60).append([.started(0)]) }
                == "study 'second' was taken over by another process; this one stops")
        try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    }

    @Test func anEmptyCallRecordsNothing() throws {
        try journal.append([])
        #expect(try run().state == .waiting)
    }
}
