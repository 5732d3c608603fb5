import StudyCore
import Testing

@testable import Reports

/// What a report makes of trials that it does not show: records of the others are not needed, and the text is the same.
@Suite("A report of the best trials alone")
struct OutlinedStudyTests {
    /// Statistics made from trials that pass by one after the other, and how many records were looked up again.
    private func outlined(
        _ study: StudyRecord, top: Int
    ) throws -> (statistics: StudyStatistics, records: [Int], sampled: [Int]) {
        var outline = StudyOutline(study.objective)
        // Of the metrics, the objective alone.
        for trial in study.trials {
            let runs = trial.runs.map { run in
                RunRecord(
                    key: run.key, seed: run.seed, state: run.state, attempts: run.attempts,
                    metrics: run.metrics[study.objective.metric].map { [study.objective.metric: $0] } ?? [:],
                    failures: run.failures, host: run.host, worker: run.worker, started: run.started,
                    finished: run.finished)
            }
            outline.add(TrialRecord(number: trial.number, configuration: trial.configuration, runs: runs))
        }
        let draft = OutlinedStudy.Draft(outline)
        let known = Dictionary(uniqueKeysWithValues: study.trials.map { ($0.number, $0) })
        let shown = try draft.shown(top).map { try #require(known[$0]) }
        let constant = draft.suspectedCosts(shown).filter { cost in
            study.trials.flatMap(\.runs).allSatisfy { ($0.metrics[cost.key] ?? cost.value) == cost.value }
        }
        let outlined = try draft.filled(
            shown, configurations: draft.sampled.map { try #require(known[$0]).configuration }, constantCosts: constant)
        return (try StudyStatistics(outlined, predictions: NoPredictions()), draft.shown(top), draft.sampled)
    }

    /// A study as its database has it, but for its trials.
    private func withoutTrials(_ study: StudyRecord) -> StudyRecord {
        Fixtures.study(
            [], name: study.name, state: study.state, objective: study.objective, description: study.description,
            provenance: study.provenance)
    }

    /// Parameters and metrics that come and go, some of which never vary.
    private static let ragged: StudyRecord = {
        let trials = (0..<60).map { number in
            var values: [(name: String, value: Scalar)] = [("constant", .integer(7))]
            if number % 7 == 3 { values.append(("late", .text("x"))) }
            if number % 5 != 4 { values.append(("rate", .real(Double(number % 11) / 10))) }
            var metrics = ["validation.accuracy": Double(number * 37 % 60) / 60, "parameters": 12_345]
            if number % 2 == 0 { metrics["memory"] = Double(1 + number % 4) * 1e6 }
            if number % 13 == 6 { metrics["test.accuracy"] = 0.5 }
            if number % 17 == 9 { metrics["validation.accuracy"] = .nan }
            return TrialRecord(
                number: number, configuration: Configuration(values),
                runs: (0...number % 3).map { Fixtures.run(number, $0, metrics: metrics) })
        }
        return Fixtures.study(trials, name: "ragged")
    }()

    static let studies = [
        Fixtures.mixed, Fixtures.simple, StudyStatisticsTests.searched, ragged, Fixtures.study([]),
        StudyStatisticsTests.repeated(
            (0..<30).map { trial in (1...3).map { 0.9 - Double(trial * $0 % 9) / 50 } }),
    ]

    @Test("The text is that of a report that has all records", arguments: studies.indices, [1, 3, 1000])
    func sameText(_ place: Int, _ top: Int) throws {
        let study = Self.studies[place]
        let few = try outlined(study, top: top).statistics
        let whole = try StudyStatistics(study, predictions: NoPredictions(), top: top)
        for heldOut in HeldOutColumns.allCases {
            for format in StudyReport.Format.allCases {
                let expected = StudyReport(study, statistics: whole, heldOut: heldOut).text(format, top: top)
                let report = StudyReport(withoutTrials(study), statistics: few, heldOut: heldOut)
                #expect(report.text(format, top: top) == expected)
            }
        }
    }

    @Test("Records are made of the rows that are shown, however many trials there are", arguments: [40, 4000])
    func recordsMade(_ count: Int) throws {
        let trials = (0..<count).map { Fixtures.trial($0, accuracy: Double($0 * 7919 % count) / Double(count)) }
        let (statistics, records, sampled) = try outlined(Fixtures.study(trials), top: 10)
        #expect(records.count == 10)
        #expect(statistics.ranking.trials.map(\.trial.number) == records)
        #expect(statistics.ranking.standings.count == count)
        #expect(sampled.count == min(count, StudyImportance.greatestTrials))
        #expect(sampled == sampled.sorted())
    }

    @Test("What is kept of a trial that is not shown takes few bytes")
    func size() { #expect(MemoryLayout<TrialStanding>.stride <= 32) }

    @Test("Of many runs that failed, the first are kept")
    func failures() {
        let failure = FailureRecord(attempt: 1, failure: RunFailure(.timedOut, "slow"), at: Fixtures.start)
        var outline = StudyOutline(Objective(.maximize, "validation.accuracy"))
        for number in 0..<500 {
            outline.add(
                TrialRecord(
                    number: number, configuration: Fixtures.configuration(number),
                    runs: [Fixtures.run(number, 0, .failed, failures: [failure])]))
        }
        #expect(outline.failedRuns.count == 500)
        #expect(outline.failedRuns.timedOut == 500)
        #expect(outline.failedRuns.first.map(\.key.trial) == Array(0..<FailedRuns.greatestList))
        #expect(outline.failures.entries.map(\.attempts) == [500])
    }
}
