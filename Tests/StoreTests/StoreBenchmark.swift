import Foundation
import StudyCore
import Testing

@testable import Store

/// Figures, printed; run with `HPSEARCH_BENCHMARK=1 swift test -c release --filter StoreBenchmark`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HPSEARCH_BENCHMARK"] != nil), .serialized)
struct StoreBenchmark {
    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return Double((ContinuousClock.now - start) / .microseconds(1)) / 1e6
    }

    private func metrics(_ trial: Int) -> [String: Double] {
        [
            "validation.accuracy": Double(trial % 997) / 997, "validation.loss": 0.0436, "test.accuracy": 0.989,
            "test.loss": 0.0388, "train.loss": 0.01, "seconds": 31.2, "parameters": 1_068_810,
        ]
    }

    @Test(arguments: [1, 10, 40, 200])
    func trialsThatCostNothingAreRecorded(_ together: Int) throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let trials = together == 1 ? 2000 : 10_000
        let study = try database.create(
            makeStudy(), configurations: (0..<trials).map { configuration($0) }, toolVersion: "0.1.0")
        let lease = try database.acquireLease(study)
        let journal = database.journal(for: lease)
        let time = try seconds {
            for first in stride(from: 0, to: trials, by: together) {
                try journal.append(
                    (first..<first + together).flatMap { trial -> [RunEvent] in
                        let key = RunKey(trial: trial, repeat: 0)
                        return [
                            .started(trial), .measured(key, measurement(1)), .ended(trial, 0, metrics(trial)),
                        ]
                    })
            }
        }
        print("recorded, \(together) runs a transaction: \(Int(Double(trials) / time)) runs/s")
        #expect(try database.list().first?.runs == [.complete: trials])
    }

    @Test func aHundredThousandRunsAreReadBack() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let trials = 100_000
        var study: StudyReference?
        let create = try seconds {
            study = try database.create(
                makeStudy(), configurations: (0..<trials).map { configuration($0) }, toolVersion: "0.1.0")
        }
        let reference = try #require(study)
        let lease = try database.acquireLease(reference)
        let journal = database.journal(for: lease)
        let fill = try seconds {
            for first in stride(from: 0, to: trials, by: 1000) {
                try journal.append(
                    (first..<first + 1000).flatMap { trial -> [RunEvent] in
                        [
                            .started(trial), .measured(RunKey(trial: trial, repeat: 0), measurement(1)),
                            .ended(trial, 0, metrics(trial)),
                        ]
                    })
            }
        }
        try lease.release()
        func report(_ what: String, counts expected: Int, _ body: () throws -> Int) throws {
            var count = -1
            let time = try seconds { count = try body() }
            print("100,000 runs, \(what): \(time) s")
            #expect(count == expected)
        }
        print("100,000 runs, plan: \(create) s, fill: \(fill) s")
        try report("open", counts: 1) { try scratch.open().isWritable ? 1 : 0 }
        let reader = try scratch.open(.readOnly)
        try report("check", counts: 0) { try StudyDatabase.check(path: scratch.path).findings.count }
        try report("list", counts: 1) { try reader.list().count }
        try report("outcomes", counts: trials) {
            try reader.outcomes(of: reference, metric: "validation.accuracy").count
        }
        try report("20 trials in full", counts: 20) {
            try reader.trials((0..<20).map { $0 * 4000 }, of: reference, including: .everything).count
        }
        try report("study without curves", counts: trials) { try reader.study(named: nil).trials.count }
        try report("study, one metric", counts: trials) {
            let detail = RecordDetail(metrics: .only(["validation.accuracy"]), failures: false)
            return try reader.study(named: nil, including: detail).trials.count
        }
        try report("export with curves", counts: trials) {
            var count = 0
            try reader.forEachRun(of: reference) { _, run in count += run.curve.count }
            return count
        }
        try report("planned runs", counts: trials) { try reader.plannedRuns(of: reference).count }
        try report("unfinished runs", counts: 0) {
            try reader.plannedRuns(of: reference, unfinishedOnly: true).count
        }
        try report("lease", counts: 2) { try database.acquireLease(reference).launch }
    }

    @Test func longCurvesCostTheSameAtEveryStep() throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let study = try database.create(makeStudy(), configurations: [configuration(1)], toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(study))
        let key = RunKey(trial: 0, repeat: 0)
        try journal.append([.started(0)])
        for part in 0..<5 {
            let time = try seconds {
                for step in 1...1000 { try journal.append([.measured(key, measurement(part * 1000 + step))]) }
            }
            print("measurements \(part * 1000)–\(part * 1000 + 1000), one a transaction: \(Int(1000 / time))/s")
        }
        print("the end: \(try seconds { try journal.append([.ended(0)]) }) s")
    }
}
