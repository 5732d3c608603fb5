import StudyCore
import Testing

@testable import Reports

@Suite("The comparison of studies")
struct ComparisonTests {
    private static func study(
        _ name: String, _ figures: [(accuracy: Double, seconds: Double)], objective: Objective? = nil
    ) -> StudyRecord {
        let trials = figures.enumerated().map { number, figure in
            TrialRecord(
                number: number, configuration: Configuration([("width", .integer(16 << number))]),
                runs: [
                    Fixtures.run(
                        number,
                        metrics: [
                            "validation.accuracy": figure.accuracy, "test.accuracy": figure.accuracy - 0.01,
                            "seconds": figure.seconds,
                        ])
                ])
        }
        return Fixtures.study(
            trials, name: name, objective: objective ?? Objective(.maximize, "validation.accuracy"),
            provenance: [("data.sha256", "ab12")])
    }

    private static let grid = study("grid", [(0.90, 1), (0.92, 2), (0.94, 3), (0.98, 4), (0.97, 5), (0.93, 6)])
    private static let random = study("random", [(0.91, 3), (0.98, 2), (0.95, 8), (0.985, 9)])

    static func report(reach: [Double] = []) throws -> StudyComparisonReport {
        func bits(_ byte: UInt8) -> Prediction { Prediction(split: .test, count: 16, bits: [byte, 0xFF]) }
        return try StudyComparisonReport(
            [
                ComparedStudy(
                    grid, method: "grid", predictions: MadeUpPredictions([.test: [3: bits(0b0000_0001)]])),
                ComparedStudy(
                    random, method: "random", predictions: MadeUpPredictions([.test: [3: bits(0b0111_1111)]])),
            ], reach: reach)
    }

    @Test("looks as recorded", arguments: StudyReport.Format.allCases)
    func recorded(_ format: StudyReport.Format) throws {
        try expectSnapshot(try Self.report().text(format, style: TextStyle(width: 120)), named: "compare.\(format).txt")
    }

    @Test("counts the trials until a value is reached, as they came and in random order")
    func reach() throws {
        let report = try Self.report(reach: [0.98, 0.9849, 0.99])
        #expect(report.values == [0.99, 0.9849, 0.98])
        let (grid, random) = (report.studies[0], report.studies[1])
        #expect(grid.reach(0.98).trials == 4)
        #expect(grid.reach(0.98).expected == 3.5)
        #expect(grid.reach(0.98).seconds == 10)
        #expect(random.reach(0.98).trials == 2)
        #expect(abs((random.reach(0.98).expected ?? 0) - 5.0 / 3) < 1e-12)
        #expect(random.reach(0.98).sufficing == 2)
        #expect(grid.reach(0.9849).trials == nil)
        #expect(grid.reach(0.9849).expected == nil)
        #expect(random.reach(0.99).sufficing == 0)
    }

    @Test("the best so far, and that expected of as many trials")
    func curve() throws {
        let grid = try Self.report().studies[0]
        #expect((1...6).map { grid.best(of: $0).soFar } == [0.90, 0.92, 0.94, 0.98, 0.98, 0.98])
        #expect(abs((grid.best(of: 1).expected ?? 0) - 0.94) < 1e-12)
        #expect(grid.best(of: 6).expected == 0.98)
        #expect(grid.best(of: 7).soFar == nil)
    }

    @Test("trials that none beats in both cost and quality, over all studies")
    func bargains() throws {
        let found = try Self.report().bargains
        #expect(found.map(\.study) == ["grid", "random", "random"])
        #expect(found.map(\.trial.trial.number) == [0, 1, 3])
        #expect(found.map(\.seconds) == [1, 2, 9])
    }

    @Test("the winners are compared on held-out examples where these are the same")
    func winners() throws {
        let report = try Self.report()
        let test = try #require(report.winners.first)
        #expect(test.test == "mcnemar")
        #expect(abs(test.pValue - 0.03125) < 1e-12)  // Six examples that only one has right: 2 · 2⁻⁶.
        #expect(abs(test.difference + 0.005) < 1e-12)
        let repeated = try [0.9, 0.8].enumerated().map { place, value in
            let values = [[value, value + 0.01, value - 0.01], [0.5, 0.6, 0.4]]
            let trials = values.enumerated().map { trial, row in
                TrialRecord(
                    number: trial, configuration: Configuration([]),
                    runs: row.enumerated().map {
                        Fixtures.run(
                            trial, $0.offset, metrics: ["validation.accuracy": $0.element, "test.accuracy": $0.element])
                    })
            }
            return try ComparedStudy(
                Fixtures.study(trials, name: "s\(place)"), method: nil, predictions: NoPredictions())
        }
        let welch = try #require(try StudyComparisonReport(repeated).winners.first)
        #expect(welch.test == "welch")
        #expect(welch.pValue < 1e-3)
    }

    @Test("winners that were held out on other data are not compared")
    func otherData() throws {
        let bits = Prediction(split: .test, count: 16, bits: [0x0F, 0xFF])
        let other = Fixtures.study(
            Self.random.trials, name: "other", provenance: [(name: "data.sha256", value: "cd34")])
        let report = try StudyComparisonReport([
            ComparedStudy(Self.grid, method: nil, predictions: MadeUpPredictions([.test: [3: bits]])),
            ComparedStudy(other, method: nil, predictions: MadeUpPredictions([.test: [3: bits]])),
        ])
        #expect(report.winners.isEmpty)
        #expect(!report.text(.table).contains("The winners held out"))
        #expect(report.text(.markdown).contains("it takes the same data, which their checksums do not show"))
    }

    @Test("winners of which one has several runs and the other one are not compared, and that is said")
    func mixedRuns() throws {
        let several = TrialRecord(
            number: 0, configuration: Configuration([]),
            runs: [0.9, 0.92].enumerated().map {
                Fixtures.run(
                    0, $0.offset, metrics: ["validation.accuracy": $0.element, "test.accuracy": $0.element])
            })
        let report = try StudyComparisonReport([
            ComparedStudy(Self.grid, method: nil, predictions: NoPredictions()),
            ComparedStudy(Fixtures.study([several], name: "several"), method: nil, predictions: NoPredictions()),
        ])
        #expect(report.winners.isEmpty)
        let text = report.text(.table, style: TextStyle(width: 200))
        #expect(
            text.contains(
                "The winners of grid and several are not tested against each other on the held-out part: one has a single "
                    + "run, the other several."), "\(text)")
    }

    @Test("failed trials count as spent, and reach nothing")
    func failed() throws {
        let trials = [
            TrialRecord(number: 0, configuration: Configuration([]), runs: [Fixtures.run(0, 0, .failed)]),
            Fixtures.trial(1, accuracy: 0.9),
            TrialRecord(number: 2, configuration: Configuration([]), runs: [Fixtures.run(2, 0, .waiting)]),
        ]
        let compared = try ComparedStudy(Fixtures.study(trials), method: nil, predictions: NoPredictions())
        #expect(compared.steps.count == 2)
        #expect(compared.best(of: 1).soFar == nil)
        #expect(compared.reach(0.9).trials == 2)
        #expect(compared.reach(0.9).expected == 1.5)
        #expect(compared.reach(0.9).seconds == nil)
        let empty = try ComparedStudy(Fixtures.study([]), method: nil, predictions: NoPredictions())
        let report = try StudyComparisonReport([compared, empty])
        for format in StudyReport.Format.allCases { #expect(!report.text(format).isEmpty) }
        #expect(report.text(.table).contains("never in 0"))
    }

    @Test("studies of different objectives are refused")
    func refusal() throws {
        let other = Self.study("other", [(0.5, 1)], objective: Objective(.minimize, "validation.loss"))
        let studies = try [Self.grid, other].map { try ComparedStudy($0, method: nil, predictions: NoPredictions()) }
        #expect(throws: StudyComparisonReport.Refusal.self) { try StudyComparisonReport(studies) }
    }

    @Test(
        "points of long curves stand closer at first and include the end", arguments: [0, 1, 9, 10, 11, 1000, 54_321])
    func points(_ count: Int) throws {
        let points = try Self.report().points(upTo: count)
        #expect(points.last ?? 0 == count)
        #expect(points == Set(points).sorted())
        #expect(points.count <= 110)
        #expect(points.prefix(9) == Array(1...9).prefix(count)[...])
    }
}
