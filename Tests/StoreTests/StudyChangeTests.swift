import Foundation
import GRDB
import StudyCore
import Synchronization
import Testing

@testable import Store

@Suite struct StudyChangeTests {
    let scratch: Scratch
    let database: StudyDatabase

    init() throws {
        scratch = try Scratch()
        database = try scratch.open()
    }

    private func create(_ name: String = "mnist-grid", trials: Int = 2, repeats: Int = 1) throws -> StudyReference {
        try database.create(
            makeStudy(name, repeats: repeats), configurations: (0..<trials).map { configuration($0) },
            toolVersion: "0.1.0", at: moment)
    }

    private func count(_ table: String) throws -> Int {
        try scratch.raw().read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    @Test func addedTrialsTakeTheNextNumbersAndAddedRepeatsGoToAllTrials() throws {
        let study = try create()
        let lease = try database.acquireLease(study)
        try database.journal(for: lease).append([
            .started(0), .ended(0, 0, ["loss": 1]), .started(1), .ended(1, 0, ["loss": 2]), .study(.complete),
        ])
        try lease.release()
        let changed = makeStudy(repeats: 2, text: "name: mnist-grid # more\n", description: "more")
        #expect(try database.extend(study, to: changed, adding: [configuration(7)]) == 4)
        let record = try database.study(named: nil)
        #expect(record.text == changed.text)
        #expect(record.description == "more")
        #expect(record.state == .interrupted)
        #expect(record.toolVersion == "0.1.0")
        #expect(record.trials.map(\.configuration) == [0, 1, 7].map { configuration($0) })
        #expect(
            record.trials.map { $0.runs.map(\.state) } == [
                [.complete, .waiting], [.complete, .waiting], [.waiting, .waiting],
            ])
        #expect(record.trials[1].runs[0].metrics == ["loss": 2])
        #expect(record.trials[2].runs.map(\.seed) == record.trials[0].runs.map(\.seed))
    }

    @Test func aChangeOfTextAloneLeavesACompleteStudyComplete() throws {
        let study = try create()
        let lease = try database.acquireLease(study)
        try database.journal(for: lease).append([.study(.complete)])
        try lease.release()
        #expect(try database.extend(study, to: makeStudy(text: "# limits\n"), adding: []) == 0)
        #expect(try database.definition(of: study).state == .complete)
        #expect(try database.definition(of: study).text == "# limits\n")
    }

    @Test func aStudyOfTheSameNameIsRefused() throws {
        _ = try create()
        #expect(sentence { _ = try create() } == "there is already a study 'mnist-grid'")
        #expect(try count("trial") == 2)
    }

    @Test func aLongPlanIsWrittenInPiecesThatNobodySeesAndThatLetOthersIn() throws {
        let other = try scratch.open()
        let running = try create("running", trials: 40)
        let journal = other.journal(for: try other.acquireLease(running))
        let stop = Mutex(false)
        let seen = Mutex(Set<[String]>())
        let recorded = Mutex(0)
        let recorder = Thread {
            while !stop.withLock({ $0 }) {
                let trial = recorded.withLock { $0 }
                guard trial < 40, (try? journal.append([.started(trial), .ended(trial)])) != nil else { break }
                recorded.withLock { $0 += 1 }
                seen.withLock { seen in _ = (try? other.list()).map { seen.insert($0.map(\.name)) } }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
        recorder.start()
        let study = try database.create(
            makeStudy(repeats: 2), configurations: (0..<25).map { configuration($0) }, toolVersion: "0.1.0", at: moment,
            runsPerTransaction: 10)
        stop.withLock { $0 = true }
        // Four pauses, in each of which the other one had its turn.
        #expect(recorded.withLock { $0 } >= 4)
        #expect(seen.withLock { $0.contains(["running"]) })
        let trials = try database.study(named: study.name).trials
        #expect(trials.map(\.configuration) == (0..<25).map { configuration($0) })
        #expect(trials.allSatisfy { $0.runs.count == 2 })
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path).study-\(study.identifier).lock"))
    }

    @Test func aHalfWrittenPlanIsInvisibleAndRemovedOnceItsWriterIsGone() throws {
        let whole = makeStudy()
        var draft: StudyDraft? = try database.beginDraft(whole, toolVersion: "0.1.0", at: moment)
        try database.write([configuration(1)], of: whole, to: try #require(draft), runsPerTransaction: 1)
        let other = try scratch.open()
        #expect(try other.list().isEmpty)
        #expect(sentence { _ = try other.find("mnist-grid") } == "there is no study 'mnist-grid'")
        #expect(
            sentence { _ = try other.find(nil) }
                == "'\(scratch.path)' holds no study yet: run one with 'hpsearch study FILE'")
        // Its writer is at work: it stays, and who is done first has the name.
        let first = try other.create(whole, configurations: [configuration(2)], toolVersion: "0.1.0")
        #expect(try count("study") == 2)
        #expect(
            sentence { _ = try database.finish(try #require(draft), as: "mnist-grid") }
                == "there is already a study 'mnist-grid'")
        // Its writer is gone.
        draft = nil
        _ = try create("second")
        #expect(try other.list().map(\.name).sorted() == ["mnist-grid", "second"])
        #expect(try count("study") == 2 && count("trial") == 3)
        #expect(try other.configurations(of: first) == [configuration(2)])
    }

    @Test func aPlanThatCannotBeWrittenLeavesNothing() throws {
        try database.writing { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 8)")
        }
        #expect(
            sentence { _ = try create(trials: 5000) }
                == "no space is left for '\(scratch.path)': nothing recorded is lost; make room and run the same "
                + "command again")
        #expect(try count("study") == 0 && count("trial") == 0)
    }

    @Test func aRestartKeepsTheOldResultsUnderANumberedName() throws {
        for expected in ["mnist-grid@1", "mnist-grid@2"] {
            let study = try create()
            let old = try database.setAside(study)
            #expect(old.name == expected)
            #expect(old.identifier == study.identifier)
        }
        _ = try create("mnist-grid@3")
        let study = try create()
        #expect(try database.setAside(study).name == "mnist-grid@4")
        #expect(try database.list().map(\.name) == ["mnist-grid@1", "mnist-grid@2", "mnist-grid@3", "mnist-grid@4"])
    }

    @Test func deletingAStudyDeletesAllOfItAndNothingElse() throws {
        let kept = try create("kept")
        let study = try create()
        for reference in [kept, study] {
            let lease = try database.acquireLease(reference)
            try database.record(provenance: [("tool", "0.1.0")], of: lease)
            let key = RunKey(trial: 0, repeat: 0)
            let prediction = Prediction(split: .test, count: 8, bits: [255])
            try database.journal(for: lease).append([
                .started(0), .measured(key, measurement(1)), .failed(0, isRetried: true), .started(0, attempt: 2),
                .measured(key, measurement(1)),
                .ended(key, RunResult(diverged: false, metrics: ["loss": 1], predictions: [prediction]), at: moment),
            ])
        }
        let tables = ["study", "trial", "run", "metric", "curve", "failure", "prediction", "provenance"]
        let before = try tables.map(count)
        try database.delete(study)
        #expect(try tables.map(count) == before.map { $0 / 2 })
        #expect(try count("lease") == 0)
        #expect(try database.trial(0, of: kept).runs[0].curve.count == 1)
        let next = try create()
        #expect(next.identifier > study.identifier)
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
        #expect(!files.contains { $0.hasSuffix(".lock") })
    }

    @Test func failedRunsAreTriedAgainAsTheNextAttempt() throws {
        let study = try create(trials: 3, repeats: 2)
        let lease = try database.acquireLease(study)
        try database.journal(for: lease).append([
            .started(0, 0), .measured(RunKey(trial: 0, repeat: 0), measurement(1)), .failed(0, 0),
            .started(0, 1), .failed(0, 1), .started(1, 0), .failed(1, 0), .started(1, 1), .ended(1, 1),
            .study(.complete),
        ])
        try lease.release()
        #expect(try database.retry(study, trials: [0]) == RetriedTrials(trials: [0], runs: 2))
        var trial = try database.trial(0, of: study)
        #expect(trial.runs.map(\.state) == [.waiting, .waiting])
        #expect(trial.runs.map(\.attempts) == [1, 1])
        #expect(trial.runs.map(\.curve.count) == [0, 0])
        #expect(trial.runs.map(\.failures.count) == [1, 1])
        #expect(try database.plannedRuns(of: study, trials: 0...0).map(\.attempt) == [2, 2])
        #expect(try database.plannedRuns(of: study, trials: 0...1).map(\.firstAttempt) == [2, 2, 1, 1])
        #expect(try database.definition(of: study).state == .interrupted)
        #expect(try database.retry(study) == RetriedTrials(trials: [1], runs: 1))
        trial = try database.trial(1, of: study)
        #expect(trial.runs.map(\.state) == [.waiting, .complete])
        #expect(try database.retry(study) == RetriedTrials(trials: [], runs: 0))
    }

    @Test func trialsThatHaveNotFailedOrDoNotExistAreRefused() throws {
        let study = try create(trials: 3)
        let lease = try database.acquireLease(study)
        try database.journal(for: lease).append([.started(0), .failed(0)])
        try lease.release()
        #expect(
            sentence { _ = try database.retry(study, trials: [0, 2, 1]) }
                == "trials 1, 2 of study 'mnist-grid' have not failed: only failed trials can be tried again")
        #expect(
            sentence { _ = try database.retry(study, trials: [1]) }
                == "trial 1 of study 'mnist-grid' has not failed: only failed trials can be tried again")
        #expect(
            sentence { _ = try database.retry(study, trials: [0, 3, -1]) }
                == "study 'mnist-grid' has no trials -1, 3: its trials are numbered 0 to 2")
        #expect(
            sentence { _ = try database.trial(9, of: study) }
                == "study 'mnist-grid' has no trial 9: its trials are numbered 0 to 2")
        #expect(try database.trial(0, of: study).state == .failed)
    }

    @Test func changedCircumstancesAreTold() throws {
        let study = try create()
        let first = try database.acquireLease(study)
        let before: [(name: String, value: String)] = [
            ("tool", "0.1.0"), ("blas", "OpenBLAS 0.3.21 Haswell"), ("a", "1"),
        ]
        #expect(try database.provenanceDifferences(of: study, now: before).isEmpty)
        try database.record(provenance: before, of: first)
        try first.release()
        // A launch that recorded nothing does not count.
        try database.acquireLease(study).release()
        let now: [(name: String, value: String)] = [
            ("tool", "0.1.0"), ("blas", "OpenBLAS 0.3.21 SkylakeX"), ("b", "2"),
        ]
        #expect(try database.provenanceDifferences(of: study, now: before).isEmpty)
        #expect(
            try database.provenanceDifferences(of: study, now: now) == [
                ProvenanceDifference(
                    name: "blas", before: "OpenBLAS 0.3.21 Haswell", now: "OpenBLAS 0.3.21 SkylakeX"),
                ProvenanceDifference(name: "a", before: "1", now: nil),
                ProvenanceDifference(name: "b", before: nil, now: "2"),
            ])
        let third = try database.acquireLease(study)
        try database.record(provenance: now, of: third)
        #expect(try database.study(named: nil).provenance.map(\.name) == ["tool", "blas", "b"])
        let history = try database.provenanceHistory(of: study)
        #expect(history.map(\.name) == ["tool", "blas", "a", "b"])
        #expect(
            history.map(\.values)
                == [["0.1.0"], ["OpenBLAS 0.3.21 Haswell", "OpenBLAS 0.3.21 SkylakeX"], ["1"], ["2"]])
    }

    @Test func aNameMayBeLeftOutWhereThereIsOneStudy() throws {
        #expect(
            sentence { _ = try database.find(nil) }
                == "'\(scratch.path)' holds no study yet: run one with 'hpsearch study FILE'")
        #expect(sentence { _ = try database.find("x") } == "there is no study 'x'")
        let first = try create("mnist-grid")
        #expect(try database.find(nil) == first)
        #expect(
            sentence { _ = try database.find("mnist-gird") }
                == "there is no study 'mnist-gird'; did you mean 'mnist-grid'?")
        _ = try create("other")
        #expect(
            sentence { _ = try database.find(nil) }
                == "'\(scratch.path)' holds 2 studies, name one of them: mnist-grid, other")
        #expect(
            sentence { _ = try database.find("zebra") }
                == "there is no study 'zebra'; known here: mnist-grid, other")
        #expect(try database.findIfPresent("zebra") == nil)
    }
}
