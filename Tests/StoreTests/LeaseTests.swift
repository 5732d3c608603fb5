import Foundation
import GRDB
import StudyCore
import Testing

@testable import Store

@Suite struct LeaseTests {
    let scratch: Scratch
    let study: StudyReference

    init() throws {
        scratch = try Scratch()
        study = try scratch.open().create(
            makeStudy(repeats: 2), configurations: [configuration(64), configuration(128)], toolVersion: "0.1.0")
    }

    private var lockPath: String { "\(scratch.path).study-\(study.identifier).lock" }

    /// Leaves the database as a process with the number 7 leaves it that is killed in the middle of two runs.
    private func leaveBehind(host: String = "anvil", boot: String = "boot-1", start: Int = 70) throws {
        let database = try scratch.open(processes: FakeProcesses(host: host, boot: boot, pid: 7, alive: [7: start]))
        try kill(database)
    }

    private func kill(_ database: StudyDatabase) throws {
        let processes = database.processes
        let lease = try database.acquireLease(study, at: moment)
        let key = RunKey(trial: 0, repeat: 0)
        try database.journal(for: lease).append([
            .study(.running), .started(0, 0), .measured(key, measurement(1)), .ended(0, 0, ["loss": 1]),
            .started(0, 1, attempt: 1), .failed(0, 1, isRetried: true), .started(0, 1, attempt: 2),
            .measured(RunKey(trial: 0, repeat: 1), measurement(1)), .started(1, 0),
        ])
        // What release does is undone, as if it had never come to it: the lock is free, the rows say otherwise.
        let row = try #require(try LeaseHolder(database, study))
        try lease.release()
        try database.writing { db in
            try db.execute(
                sql: "INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    study.identifier, row.launch, processes.host, row.pid, row.bootIdentifier, row.processStart,
                    row.since.timeIntervalSince1970,
                ])
            try db.execute(sql: "UPDATE run SET state = 'running' WHERE (trial, repeat) IN (VALUES (0, 1), (1, 0))")
            try db.execute(sql: "UPDATE study SET state = 'running'")
            try CurveTable(db: db, study: study.identifier).append(
                [measurement(1)], to: RunKey(trial: 0, repeat: 1))
        }
    }

    @Test func aProcessThatIsGoneIsReplacedAndItsRunsWaitAgainAsTheSameAttempt() throws {
        try leaveBehind()
        let database = try scratch.open()
        #expect(try database.list().first?.state == .interrupted)
        let lease = try database.acquireLease(study)
        #expect(lease.launch == 2)
        #expect(lease.returnedRuns == [RunKey(trial: 0, repeat: 1), RunKey(trial: 1, repeat: 0)])
        let runs = try database.study(named: nil, including: .everything).trials.flatMap(\.runs)
        #expect(runs.map(\.state) == [.complete, .waiting, .waiting, .waiting])
        #expect(runs.map(\.curve.count) == [1, 0, 0, 0])
        #expect(try database.plannedRuns(of: study).map(\.attempt) == [1, 2, 1, 1])
        #expect(try database.definition(of: study).state == .interrupted)
    }

    @Test(arguments: [
        ("a reused number", FakeProcesses(alive: [7: 71])),
        ("another start of the machine", FakeProcesses(boot: "boot-2", alive: [7: 70])),
        ("another container of the machine", FakeProcesses(host: "forge")),
    ])
    func aLeaseIsTakenOver(_ why: String, _ processes: FakeProcesses) throws {
        try leaveBehind()
        let lease = try scratch.open(processes: processes).acquireLease(study)
        #expect(lease.returnedRuns.count == 2, "\(why)")
    }

    @Test func aLiveProcessIsNamed() throws {
        try leaveBehind()
        let database = try scratch.open(processes: FakeProcesses(alive: [7: 70]))
        let expected =
            "study 'mnist-grid' is in the hands of process 7 on host 'anvil' since 2026-03-01T12:00:00Z: "
            + "wait until it has ended, or stop it"
        #expect(sentence { _ = try database.acquireLease(study) } == expected)
        #expect(sentence { _ = try database.acquireLease(study, takingOver: true) } == expected)
        #expect(sentence { _ = try database.retry(study) } == expected)
        #expect(sentence { try database.delete(study) } == expected)
        #expect(sentence { _ = try database.setAside(study) } == expected)
        #expect(sentence { try database.extend(study, to: makeStudy(), adding: []) } == expected)
        #expect(try database.list().first?.state == .running)
        #expect(try database.holder(of: study)?.pid == 7)
    }

    @Test func aProcessOfAnotherHostCannotBeCheckedAndIsReplacedOnlyWhenToldTo() throws {
        try leaveBehind(host: "forge", boot: "boot-9")
        let database = try scratch.open()
        #expect(
            sentence { _ = try database.acquireLease(study) }
                == "study 'mnist-grid' is in the hands of process 7 on host 'forge' since 2026-03-01T12:00:00Z, which "
                + "cannot be seen from here: carry on there, or, if that process is certainly gone, repeat the command "
                + "with --take-over")
        #expect(try database.list().first?.state == .running)
        #expect(try database.acquireLease(study, takingOver: true).returnedRuns.count == 2)
    }

    @Test func aStudyInHandIsRefusedWhileItsFileLockIsHeldWhateverTheRowsSay() throws {
        let database = try scratch.open(processes: FakeProcesses(pid: 7))
        let lease = try database.acquireLease(study, at: moment)
        let other = try scratch.open(processes: FakeProcesses(alive: [7: 5007]))
        #expect(
            sentence { _ = try other.acquireLease(study) }
                == "study 'mnist-grid' is in the hands of process 7 on host 'anvil' since 2026-03-01T12:00:00Z: "
                + "wait until it has ended, or stop it")
        let blind = try scratch.open(processes: FakeProcesses(boot: "boot-2"))
        #expect(
            sentence { _ = try blind.acquireLease(study) }
                == "study 'mnist-grid' is just being taken in hand by another process: wait until it has ended, or "
                + "stop it")
        try lease.release()
        _ = try blind.acquireLease(study)
    }

    @Test func aLockFileThatSomebodyRemovedDoesNotFreeALiveStudy() throws {
        let database = try scratch.open(processes: FakeProcesses(pid: 7))
        let lease = try database.acquireLease(study, at: moment)
        try FileManager.default.removeItem(atPath: lockPath)
        let other = try scratch.open(processes: FakeProcesses(alive: [7: 5007]))
        #expect(throws: StoreError.self) { _ = try other.acquireLease(study) }
        try lease.release()
        _ = try other.acquireLease(study)
    }

    @Test func releaseLeavesNothingBehind() throws {
        let database = try scratch.open()
        let lease = try database.acquireLease(study)
        #expect(FileManager.default.fileExists(atPath: lockPath))
        try database.journal(for: lease).append([.study(.running), .started(0)])
        try lease.release()
        try lease.release()
        #expect(!FileManager.default.fileExists(atPath: lockPath))
        #expect(try database.holder(of: study) == nil)
        #expect(try database.definition(of: study).state == .interrupted)
        #expect(try database.plannedRuns(of: study).allSatisfy { $0.state == .waiting })
    }

    @Test func aReleaseThatCannotBeRecordedGivesTheStudyBackWithTheEndOfTheProcess() throws {
        let database = try scratch.open(processes: FakeProcesses(pid: 7), busyTimeout: 0.02)
        let lease = try database.acquireLease(study)
        try database.journal(for: lease).append([.study(.running), .started(0)])
        let other = try scratch.raw()
        try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        #expect(sentence { try lease.release() }?.contains("is locked by another process") == true)
        try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        try lease.release()
        #expect(!FileManager.default.fileExists(atPath: lockPath))
        let next = try scratch.open().acquireLease(study)
        #expect(next.launch == 2 && next.returnedRuns == [RunKey(trial: 0, repeat: 0)])
    }

    @Test func aLeaseEndsWithItsLastReference() throws {
        let database = try scratch.open()
        do { _ = database.journal(for: try database.acquireLease(study)) }
        #expect(try database.holder(of: study) == nil)
        #expect(try database.acquireLease(study).launch == 2)
    }

    @Test func nothingIsRecordedUnderALeaseThatWasTakenOver() throws {
        let database = try scratch.open(processes: FakeProcesses(host: "forge", boot: "boot-9", pid: 7))
        let lease = try database.acquireLease(study)
        let journal = database.journal(for: lease)
        try journal.append([.started(0)])
        try FileManager.default.removeItem(atPath: lockPath)
        let other = try scratch.open().acquireLease(study, takingOver: true)
        #expect(
            sentence { try journal.append([.ended(0)]) }
                == "study 'mnist-grid' was taken over by another process; this one stops")
        try other.database.journal(for: other).append([.started(0)])
        try lease.release()
        #expect(try other.database.trial(0, of: study).runs[0].state == .running)
        try other.database.journal(for: other).append([.ended(0)])
    }

    @Test func twoStudiesOfOneFileHaveTheirOwnLeases() throws {
        let database = try scratch.open()
        let second = try database.create(makeStudy("second"), configurations: [configuration(64)], toolVersion: "0.1.0")
        let leases = [try database.acquireLease(study), try scratch.open().acquireLease(second)]
        for lease in leases { try lease.database.journal(for: lease).append([.started(0), .ended(0)]) }
        #expect(try database.list().map { $0.runs[.complete] } == [1, 1])
    }

    @Test func changesUnderTheOwnLeaseAreAllowed() throws {
        let database = try scratch.open()
        let lease = try database.acquireLease(study)
        #expect(throws: StoreError.self) { try database.extend(study, to: makeStudy(), adding: []) }
        let added = try database.extend(study, to: makeStudy(repeats: 3), adding: [configuration(256)], under: lease)
        #expect(added == 5)
    }

    @Test func theSystemsTableKnowsThisProcess() throws {
        let table = SystemProcessTable()
        #expect(table.startTime(of: table.ownIdentifier).map { $0 > 0 } == true)
        #expect(table.startTime(of: 0) == nil)
        #expect(!table.host.isEmpty)
        #expect(table.bootIdentifier.count == 36)
    }

    @Test func statusLinesAreReadAlsoWithOddProgramNames() {
        let rest = Array(repeating: "0", count: 18).joined(separator: " ")
        #expect(SystemProcessTable.startTime(inStatus: "7 (a b) (c) S \(rest) 4242 9 9") == 4242)
        #expect(SystemProcessTable.startTime(inStatus: "7 (x) Z \(rest) 4242 9 9") == nil)
        #expect(SystemProcessTable.startTime(inStatus: "7 (x) S 1 2") == nil)
        #expect(SystemProcessTable.startTime(inStatus: "") == nil)
    }
}

extension LeaseHolder {
    fileprivate init?(_ database: StudyDatabase, _ study: StudyReference) throws {
        guard let holder = try database.reading({ db in try LeaseHolder(study: study.identifier, db) }) else {
            return nil
        }
        self = holder
    }
}
