import Foundation
import Randomness
import StudyCore
import Testing

import struct StudyCore.Configuration
import struct StudyCore.Measurement

@testable import Store

@Suite struct RoundTripTests {
    let scratch: Scratch
    let database: StudyDatabase

    init() throws {
        scratch = try Scratch()
        database = try scratch.open()
    }

    @Test func aPlannedStudyReadsBackWithAllItsRunsWaiting() throws {
        let study = makeStudy(repeats: 2, description: "two widths")
        let reference = try database.create(
            study, configurations: [configuration(64), configuration(128, 0.9)], toolVersion: "0.1.0", at: moment)
        let record = try database.study(named: nil)
        #expect(record.name == "mnist-grid")
        #expect(record.description == "two widths")
        #expect(record.seed == 20)
        #expect(record.state == .interrupted)
        #expect(record.objective == Objective(.maximize, "validation.accuracy"))
        #expect(record.text == study.text)
        #expect(record.directory == "/studies")
        #expect(record.toolVersion == "0.1.0")
        #expect(record.created == moment)
        #expect(record.elapsed == 0)
        #expect(record.trials.map(\.number) == [0, 1])
        #expect(record.trials[1].configuration == configuration(128, 0.9))
        let runs = record.trials.flatMap(\.runs)
        #expect(runs.map(\.key) == [0, 0, 1, 1].indices.map { RunKey(trial: $0 / 2, repeat: $0 % 2) })
        #expect(runs.map(\.seed) == [0, 1, 0, 1].map { repeatSeed(studySeed: 20, repeat: $0) })
        #expect(runs.allSatisfy { $0.state == .waiting && $0.attempts == 0 && $0.started == nil })
        #expect(try database.plannedRuns(of: reference).map(\.attempt) == [1, 1, 1, 1])
    }

    @Test func parametersKeepTheOrderInWhichTheyAreDeclared() throws {
        let reference = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        let stored = try database.trial(0, of: reference).configuration
        #expect(stored.values.map(\.name) == ["width", "beta"])
        #expect(stored.canonicalJSON == #"{"beta":0.5,"width":64}"#)
        #expect(try database.configurations(of: reference).first?.values.map(\.name) == ["width", "beta"])
        #expect(try database.plannedRuns(of: reference).first?.configuration.values.map(\.name) == ["width", "beta"])
    }

    @Test func typesOfParameterValuesAreKept() throws {
        let values: [(name: String, value: Scalar)] = [
            ("a", .integer(1)), ("b", .real(1)), ("c", .text("1")), ("d", .boolean(true)), ("e", .null),
            ("f", .real(0.1 + 0.2)), ("g", .integer(.max)),
        ]
        let reference = try database.create(
            makeStudy(), configurations: [Configuration(values)], toolVersion: "0.1.0")
        #expect(try database.trial(0, of: reference).configuration.values.map(\.value) == values.map(\.value))
    }

    @Test func namesWithQuotesAndAnyScriptAreKept() throws {
        for name in ["Robert'); DROP TABLE study;--", "größe \"α\" 学習 🎲", "a/b\\c\nd", "%s ? :x @y"] {
            let reference = try database.create(
                makeStudy(name, text: name, description: name), configurations: [], toolVersion: name)
            #expect(try database.find(name) == reference)
            let record = try database.definition(of: reference)
            #expect([record.name, record.text, record.description, record.toolVersion] == [name, name, name, name])
        }
        #expect(try database.list().count == 4)
    }

    @Test func aNulCharacterDoesNotCutATextShort() throws {
        let reference = try database.create(makeStudy("a\0b"), configurations: [], toolVersion: "0.1.0")
        #expect(reference.name == "a␀b")
        #expect(try database.find("a\0b") == reference)
        #expect(sentence { _ = try database.find("a") } == "there is no study 'a'; known here: a␀b")
    }

    @Test func seedsOfAllSixtyFourBitsAreKept() throws {
        let reference = try database.create(makeStudy(seed: .max), configurations: [], toolVersion: "0.1.0")
        #expect(try database.definition(of: reference).seed == .max)
    }

    @Test func metricsReadBackAlsoWhereTheyAreNotFinite() throws {
        let reference = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(reference))
        let metrics = [
            "a": Double.infinity, "b": -.infinity, "c": .nan, "d": 0.1 + 0.2, "e": .leastNonzeroMagnitude,
            "f": 1_068_810, "größe'": -1.5,
        ]
        let result = RunResult(diverged: true, metrics: metrics)
        try journal.append([.started(0), .ended(RunKey(trial: 0, repeat: 0), result, at: moment)])
        let run = try #require(try database.trial(0, of: reference).runs.first)
        #expect(run.state == .diverged)
        #expect(run.metrics["c"]?.isNaN == true)
        #expect(run.metrics.filter { $0.key != "c" } == MetricValues(metrics.filter { $0.key != "c" }))
        let rows = try scratch.raw().read { db in
            try String.fetchAll(db, sql: "SELECT name || ' ' || coalesce(value, state) FROM metric ORDER BY name")
        }
        #expect(rows.prefix(3) == ["a inf", "b -inf", "c nan"])
        let outcomes = try database.outcomes(of: reference, metric: "b")
        #expect(outcomes == [RunOutcome(key: RunKey(trial: 0, repeat: 0), state: .diverged, value: -.infinity)])
        #expect(try database.outcomes(of: reference, metric: "z").map(\.value) == [nil])
    }

    @Test func onlyTheMetricsAskedForAreRead() throws {
        let reference = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(reference))
        try journal.append([.started(0), .ended(0, 0, ["a": 1, "b": 2, "c": 3])])
        let some = RecordDetail(metrics: .only(["a", "c"]))
        #expect(try database.trial(0, of: reference, including: some).runs[0].metrics == ["a": 1, "c": 3])
        let none = RecordDetail(metrics: .none, failures: false)
        #expect(try database.trial(0, of: reference, including: none).runs[0].metrics.isEmpty)
    }

    @Test func metricsThatAreAlwaysTheSameAreToldFromOthers() throws {
        let reference = try database.create(
            makeStudy(), configurations: (0..<3).map { configuration($0) }, toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(reference))
        for (trial, odd) in [1.0, 2, .nan].enumerated() {
            var metrics = ["a": 7, "b": odd]
            if trial != 1 { metrics["some"] = 4 }
            try journal.append([.started(trial), .ended(trial, 0, metrics)])
        }
        func always(_ values: [String: Double]) throws -> [String: Double] {
            try database.snapshot(of: reference) { try $0.metrics(alwaysAs: values) }
        }
        #expect(try always(["a": 7, "b": 1, "some": 4]) == ["a": 7, "some": 4])
        #expect(try always(["a": 8, "b": 2]) == [:])
        #expect(try always([:]) == [:])
    }

    @Test func predictionsReadBackBitForBit() throws {
        let reference = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(reference))
        let predictions = [
            Prediction(split: .validation, count: 10, bits: [0b1010_0101, 0b11]),
            Prediction(split: .test, count: 0, bits: []),
        ]
        let key = RunKey(trial: 0, repeat: 0)
        #expect(try database.predictions(of: key, in: reference).isEmpty)
        let result = RunResult(diverged: false, metrics: [:], predictions: predictions)
        try journal.append([.started(0), .ended(key, result, at: moment)])
        #expect(try database.predictions(of: key, in: reference) == predictions)
    }

    @Test(
        "Predictions of some trials are found one by one, of many in one pass",
        arguments: [[30], [2, 38], [38, 2, 9, 3, 21, 14, 39], Array(0..<40), [5, 77], []])
    func predictionsOfSomeTrials(wanted: [Int]) throws {
        let reference = try database.create(
            makeStudy(repeats: 2), configurations: (0..<40).map { configuration($0) }, toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(reference))
        func expected(_ trial: Int, _ number: Int, _ split: Prediction.Split) -> Prediction {
            Prediction(split: split, count: 7, bits: [UInt8(trial + 40 * number + (split == .test ? 80 : 0))])
        }
        // Every third trial has none.
        for trial in 0..<40 where trial % 3 != 0 {
            for number in 0..<2 {
                let predictions = [expected(trial, number, .validation), expected(trial, number, .test)]
                let result = RunResult(diverged: false, metrics: [:], predictions: predictions)
                try journal.append([
                    .started(trial, number), .ended(RunKey(trial: trial, repeat: number), result, at: moment),
                ])
            }
        }
        for (number, split) in [(0, Prediction.Split.validation), (1, .test)] {
            let found = try database.predictions(of: wanted, repeat: number, split: split, in: reference)
            #expect(found.keys.sorted() == wanted.filter { $0 < 40 && $0 % 3 != 0 }.sorted())
            for (trial, prediction) in found { #expect(prediction == expected(trial, number, split)) }
        }
    }

    @Test func runsAreStreamedInTheOrderOfTrialAndRepeatWithTheirCurves() throws {
        let reference = try database.create(
            makeStudy(repeats: 2), configurations: [configuration(64), configuration(128)], toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(reference))
        for (trial, number) in [(1, 1), (0, 1), (1, 0), (0, 0)] {
            let key = RunKey(trial: trial, repeat: number)
            try journal.append([
                .started(trial, number), .measured(key, measurement(1, [("a", Double(10 * trial + number))])),
                .ended(trial, number, ["a": 1]),
            ])
        }
        var seen: [(Configuration, RunRecord)] = []
        try database.forEachRun(of: reference) { seen.append(($0, $1)) }
        #expect(seen.map(\.1.key) == seen.map(\.1.key).sorted() && seen.count == 4)
        #expect(seen.map { $0.1.curve.map { $0.values.map(\.value) } } == [[[0]], [[1]], [[10]], [[11]]])
        #expect(seen.map { $0.0 } == [64, 64, 128, 128].map { configuration($0) })
    }

    @Test func anErrorOfWhoReadsTheStreamComesBackAsItIs() throws {
        struct PipeClosed: Error {}
        let reference = try database.create(makeStudy(), configurations: [configuration(64)], toolVersion: "0.1.0")
        #expect(throws: PipeClosed.self) { try database.forEachRun(of: reference) { _, _ in throw PipeClosed() } }
        #expect(try database.list().count == 1)
    }

    @Test func theListCountsTrialsAndRunsByState() throws {
        let reference = try database.create(
            makeStudy(repeats: 2), configurations: (0..<4).map { configuration($0) }, toolVersion: "0.1.0")
        let journal = database.journal(for: try database.acquireLease(reference))
        try journal.append([
            .started(0, 0), .ended(0, 0), .started(0, 1), .ended(0, 1),
            .started(1, 0), .failed(1, 0), .started(1, 1), .ended(1, 1),
            .started(2, 0), .ended(2, 0),
            .started(3, 0), .study(.running), .elapsed(seconds: 1.5), .elapsed(seconds: 2),
        ])
        let summary = try #require(try database.list().first)
        #expect(summary.trials == [.complete: 1, .failed: 1, .waiting: 1, .running: 1])
        #expect(summary.runs == [.complete: 4, .failed: 1, .waiting: 2, .running: 1])
        #expect(summary.state == .running)
        let record = try database.study(named: "mnist-grid")
        #expect(record.elapsed == 3.5)
        #expect(
            Dictionary(grouping: record.trials, by: \.state).mapValues(\.count) == summary.trials)
        #expect(try database.plannedRuns(of: reference, unfinishedOnly: true).map(\.key.trial) == [2, 3, 3])
        #expect(
            try database.plannedRuns(of: reference, trials: 1...2).map(\.state) == [
                .failed, .complete, .complete, .waiting,
            ])
    }
}
