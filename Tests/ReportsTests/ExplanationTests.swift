import Foundation
import StudyCore
import Testing

@testable import Reports

/// What statsmodels says of comparisons with the best: see `Fixtures/make_explanation.py`.
private struct ExplanationFixture: Decodable {
    struct Rival: Decodable {
        let number: Int
        let p: Double
        let adjusted: Double
    }
    struct Repeated: Decodable {
        let values: [[Double]]
        let best: Int
        let rivals: [Rival]
    }
    struct Single: Decodable {
        let examples: Int
        let errors: [Set<Int>]
        let best: Int
        let rivals: [Rival]
    }
    let repeated: Repeated
    let single: Single

    static func read() throws -> ExplanationFixture {
        let file = try #require(
            Bundle.module.url(forResource: "explanation", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(ExplanationFixture.self, from: Data(contentsOf: file))
    }
}

@Suite("The explanation of a rank")
struct ExplanationTests {
    private static let errors: [Set<Int>] = [Set(0..<20), Set(4..<28), Set(0..<80), Set(500..<560)]
    /// Four nets, one run each, judged on 1,000 examples.
    static let nets = Fixtures.study(
        errors.enumerated().map { Fixtures.trial($0.offset, accuracy: Double(1000 - $0.element.count) / 1000) },
        name: "nets")
    static var bits: MadeUpPredictions { MadeUpPredictions(errors: errors, count: 1000) }

    @Test("looks as recorded", arguments: StudyReport.Format.allCases)
    func recorded(_ format: StudyReport.Format) throws {
        let explanation = try #require(
            try TrialExplanation(StudyStatisticsTests.searched, trial: 7, predictions: NoPredictions()))
        try expectSnapshot(
            explanation.text(format, style: TextStyle(width: 120)), named: "explain-searched.\(format).txt")
    }

    @Test("a net is held against the best and its neighbours on the examples", arguments: 0..<4)
    func examples(_ number: Int) throws {
        let explanation = try #require(try TrialExplanation(Self.nets, trial: number, predictions: Self.bits))
        try expectSnapshot(explanation.text(.table, style: TextStyle(width: 120)), named: "explain-nets-\(number).txt")
    }

    @Test("says the p values and the verdicts that the report's ties rest on")
    func agreement() throws {
        let study = StudyStatisticsTests.searched
        let statistics = try StudyStatistics(study, level: 0.8, predictions: NoPredictions())
        for ranked in statistics.ranking.ranked.dropFirst() {
            let explanation = try #require(
                try TrialExplanation(study, trial: ranked.trial.number, level: 0.8, predictions: NoPredictions()))
            let rival = try #require(explanation.rivals.first)
            #expect(rival.role == .best)
            let adjusted = try #require(rival.adjusted)
            #expect((adjusted > 0.2) == ranked.statistics?.isTiedWithBest, "trial \(ranked.trial.number)")
        }
    }

    /// Each rival as it is told of itself, and the near ones as the winner's explanation tells them.
    private func check(
        _ study: StudyRecord, _ rivals: [ExplanationFixture.Rival], best: Int, level: Double,
        predictions: any PredictionSource
    ) throws {
        let winner = try #require(try TrialExplanation(study, trial: best, level: level, predictions: predictions))
        #expect(winner.rivals.count == TrialExplanation.closeRivals)
        for expected in rivals {
            let explanation = try #require(
                try TrialExplanation(study, trial: expected.number, level: level, predictions: predictions))
            let told = try #require(explanation.rivals.first)
            #expect(told.other.trial.number == best)
            let close = winner.rivals.first { $0.other.trial.number == expected.number }
            for rival in [told, close].compactMap({ $0 }) {
                let (p, adjusted) = (try #require(rival.outcome?.pValue), try #require(rival.adjusted))
                #expect(abs(p - expected.p) <= 1e-7 * expected.p, "trial \(expected.number): p \(p)")
                #expect(
                    abs(adjusted - expected.adjusted) <= 1e-7 * expected.adjusted,
                    "trial \(expected.number): corrected \(adjusted), not \(expected.adjusted)")
            }
        }
    }

    @Test("corrects p as statsmodels does, whatever the level", arguments: [0.5, 0.95, 0.9999])
    func statsmodels(_ level: Double) throws {
        let fixture = try ExplanationFixture.read()
        try check(
            StudyStatisticsTests.repeated(fixture.repeated.values), fixture.repeated.rivals,
            best: fixture.repeated.best, level: level, predictions: NoPredictions())
        let (single, count) = (fixture.single, fixture.single.examples)
        let nets = single.errors.enumerated().map {
            Fixtures.trial($0.offset, accuracy: Double(count - $0.element.count) / Double(count))
        }
        try check(
            Fixtures.study(nets, name: "nets"), single.rivals, best: single.best, level: level,
            predictions: MadeUpPredictions(errors: single.errors, count: count))
    }

    @Test("chosen trials are tested as the best one is, and corrected for how many were chosen")
    func chosen() throws {
        let study = StudyStatisticsTests.searched
        let best = try #require(Ranking(study).best?.trial.number)
        let others = Ranking(study).ranked.dropFirst(2).prefix(3).map(\.trial.number)
        let trial = try #require(others.last)
        let asked = [best, others[0], others[1]]
        let explanation = try #require(
            try TrialExplanation(study, trial: trial, against: asked, predictions: NoPredictions()))
        let chosen = explanation.rivals.filter { $0.role == .chosen }
        #expect(chosen.map(\.other.trial.number) == asked)
        let usual = try #require(explanation.rivals.first { $0.role == .best }?.outcome)
        #expect(chosen[0].outcome?.pValue == usual.pValue)
        #expect(chosen[0].outcome?.difference == usual.difference)
        // By hand: Holm's method for three comparisons.
        let sorted = chosen.sorted { ($0.outcome?.pValue ?? 2) < ($1.outcome?.pValue ?? 2) }
        var greatest = 0.0
        for (place, rival) in sorted.enumerated() {
            greatest = max(greatest, min(1, Double(3 - place) * (try #require(rival.outcome?.pValue))))
            #expect(rival.adjusted == greatest)
        }
        let node = try #require(explanation.json["rivals"]?.listValue?.last)
        #expect(node["role"] == "chosen" && node["number"] == .integer(others[1]) && node["t"]?.numberValue != nil)
        let table = explanation.text(.table, style: TextStyle(width: 160))
        #expect(table.contains("The p values of the chosen ones are corrected for these 3 comparisons alone"))
        #expect(table.components(separatedBy: " chosen ").count > 3)
    }

    @Test("nets are held against chosen ones on the same examples")
    func chosenNets() throws {
        let explanation = try #require(
            try TrialExplanation(Self.nets, trial: 1, against: [3], predictions: Self.bits))
        let rival = try #require(explanation.rivals.last)
        // 1 has 24 wrong and 3 has 60, none of them the same.
        guard case .examples(let test)? = rival.outcome?.detail else {
            Issue.record("no McNemar test")
            return
        }
        #expect(rival.role == .chosen && test.onlyFirst == 60 && test.onlySecond == 24)
        #expect(rival.adjusted == rival.outcome?.pValue)
    }

    @Test("what cannot be compared is refused in one sentence")
    func refused() throws {
        func refusal(_ trial: Int, _ other: Int) -> String? {
            #expect(throws: ComparisonRefusal.self) {
                try TrialExplanation(Fixtures.mixed, trial: trial, against: [other], predictions: NoPredictions())
            }?.sentence(study: "s")
        }
        #expect(refusal(1, 1) == "trial 1 cannot be compared with itself; name another one")
        #expect(refusal(1, 6) == "trial 6 of study 's' cannot be compared: it is waiting, with no complete run")
        #expect(refusal(3, 1) == "trial 3 of study 's' cannot be compared: it is failed, with 1 complete run")
        #expect(
            try TrialExplanation(Fixtures.mixed, trial: 1, against: [99], predictions: NoPredictions()) == nil)
    }

    @Test("a trial without a rank is told why", arguments: [2, 3, 4, 5, 6])
    func unranked(_ number: Int) throws {
        let explanation = try #require(
            try TrialExplanation(Fixtures.mixed, trial: number, predictions: NoPredictions()))
        let expected = [
            2: "A run has diverged", 3: "A run has failed for good: timed_out: the attempt took longer than 20 min",
            4: "It was stopped early", 5: "2 runs of 2 still to end.", 6: "2 runs of 2 still to end.",
        ]
        let text = explanation.text(.table)
        #expect(text.contains(try #require(expected[number])), "\(text)")
        #expect(text.contains("without a rank"))
        #expect(explanation.json["rank"]?.isNull == true)
        #expect(explanation.rivals.isEmpty)
    }

    @Test("where nothing can be tested the explanation says so and gives no p")
    func untestable() throws {
        let explanation = try #require(
            try TrialExplanation(Fixtures.simple, trial: 1, predictions: NoPredictions()))
        #expect(explanation.text(.table).contains("with one run each nothing tells which differences are real"))
        #expect(explanation.json["rivals"]?.listValue?.allSatisfy { $0["p"]?.isNull == true } == true)
        #expect(try TrialExplanation(Fixtures.simple, trial: 9, predictions: NoPredictions()) == nil)
        let alone = Fixtures.study([Fixtures.trial(0, accuracy: 0.5)])
        let only = try #require(try TrialExplanation(alone, trial: 0, predictions: NoPredictions()))
        #expect(only.text(.table).hasPrefix("Trial 0 of mnist-momentum: rank 1 of 1, the best\n"))
    }
}
