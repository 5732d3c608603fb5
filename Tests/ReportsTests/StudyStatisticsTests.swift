import StudyCore
import Testing

@testable import Reports

/// Predictions made up for a test, and which trials were asked for.
final class MadeUpPredictions: PredictionSource {
    private let known: [Prediction.Split: [Int: Prediction]]
    let judgesSameExamples: Bool
    private(set) var read: Set<Int> = []
    private(set) var counted: Set<Int> = []

    init(_ known: [Prediction.Split: [Int: Prediction]] = [:], judgesSameExamples: Bool = true) {
        self.known = known
        self.judgesSameExamples = judgesSameExamples
    }

    /// Trial n errs on the examples in `errors[n]`, out of `count`.
    convenience init(errors: [Set<Int>], count: Int, split: Prediction.Split = .validation) {
        let predictions = errors.map { wrong in
            var bits = [UInt8](repeating: 0, count: (count + 7) / 8)
            for example in 0..<count where !wrong.contains(example) { bits[example / 8] |= 1 << (example % 8) }
            return Prediction(split: split, count: count, bits: bits)
        }
        self.init([split: Dictionary(uniqueKeysWithValues: predictions.enumerated().map { ($0.offset, $0.element) })])
    }

    func predictions(of trials: [Int], split: Prediction.Split) -> [Int: Prediction] {
        read.formUnion(trials)
        return known[split, default: [:]].filter { trials.contains($0.key) }
    }

    func counts(of trials: [Int], split: Prediction.Split) -> [Int: Int] {
        counted.formUnion(trials)
        return known[split, default: [:]].filter { trials.contains($0.key) }.mapValues(\.count)
    }
}

@Suite("The statistics of a study")
struct StudyStatisticsTests {
    /// A study of one run each whose trials err on these of 1,000 examples.
    private func single(_ errors: [Set<Int>]) -> (StudyRecord, MadeUpPredictions) {
        let trials = errors.enumerated().map {
            Fixtures.trial($0.offset, accuracy: Double(1000 - $0.element.count) / 1000)
        }
        return (Fixtures.study(trials, name: "nets"), MadeUpPredictions(errors: errors, count: 1000))
    }

    /// A study with repeats: a row of values for each trial.
    static func repeated(_ values: [[Double]], metric: String = "validation.accuracy") -> StudyRecord {
        let trials = values.enumerated().map { trial, row in
            TrialRecord(
                number: trial, configuration: Fixtures.configuration(trial),
                runs: row.enumerated().map { Fixtures.run(trial, $0.offset, metrics: [metric: $0.element]) })
        }
        return Fixtures.study(trials, name: "repeated", objective: Objective(.maximize, metric))
    }

    @Test("one run each: nets that hardly differ on the examples are tied, others are not")
    func mcNemar() throws {
        // The second errs on 4 examples more; the third on 60; the fourth differs on many examples that even out.
        let (study, predictions) = single([
            Set(0..<20), Set(4..<28), Set(0..<80), Set(500..<560),
        ])
        let statistics = try StudyStatistics(study, predictions: predictions)
        let trials = statistics.ranking.ranked
        #expect(trials.map(\.trial.number) == [0, 1, 3, 2])
        #expect(trials.map { $0.statistics?.isTiedWithBest } == [true, true, false, false])
        // Wilson's interval of 980 of 1,000 by statsmodels.
        #expect(abs((trials.first?.statistics?.low ?? 0) - 0.96931) < 1e-5)
        #expect(abs((trials.first?.statistics?.high ?? 0) - 0.98702) < 1e-5)
        #expect(trials.first?.statistics?.deviation == nil)
        let text = StudyReport(study, statistics: statistics).text(.table)
        #expect(text.contains("The best 2 of 4 are tied at 95 % (exact McNemar tests on 1,000 examples"))
        #expect(text.contains("these nets are compared, not the configurations"))
    }

    @Test("predictions are read of trials near the best alone, and examples counted of those shown")
    func economy() throws {
        let (study, predictions) = single([Set(0..<10), Set(5..<16)] + (0..<40).map { Set(0..<(300 + $0)) })
        let statistics = try StudyStatistics(study, predictions: predictions, top: 3)
        #expect(predictions.read == [0, 1])
        #expect(predictions.counted == [0, 1, 2])
        #expect(statistics.ties.tied == 2)
        #expect(statistics.ranking.trials[5].statistics == nil)
        // What is not shown changes nothing of what is.
        let whole = try StudyStatistics(study, predictions: predictions)
        #expect(whole.ranking.trials[2].statistics == statistics.ranking.trials[2].statistics)
        #expect(whole.ranking.trials[5].statistics?.isTiedWithBest == false)
    }

    @Test("nets that were judged on other examples are not compared")
    func otherExamples() throws {
        let right = Prediction(split: .validation, count: 8, bits: [0xFF])
        let other = Prediction(split: .validation, count: 16, bits: [0xFF, 0x7F])
        let study = Fixtures.study([Fixtures.trial(0, accuracy: 1), Fixtures.trial(1, accuracy: 0.9375)])
        let statistics = try StudyStatistics(
            study, predictions: MadeUpPredictions([.validation: [0: right, 1: other]]))
        #expect(statistics.ranking.trials.map { $0.statistics?.isTiedWithBest } == [true, nil])
    }

    @Test("examples are not paired where a parameter chooses the data; intervals are told all the same")
    func otherData() throws {
        let bits = Prediction(split: .validation, count: 8, bits: [0x7F])
        let study = Fixtures.study([Fixtures.trial(0, accuracy: 0.875), Fixtures.trial(1, accuracy: 0.875)])
        let statistics = try StudyStatistics(
            study,
            predictions: MadeUpPredictions([.validation: [0: bits, 1: bits]], judgesSameExamples: false))
        #expect(statistics.ranking.trials.map { $0.statistics?.isTiedWithBest } == [nil, nil])
        #expect(statistics.ranking.best?.statistics?.low != nil)
        let text = StudyReport(study, statistics: statistics).text(.table)
        #expect(text.contains("One run each, on data that a parameter chooses: which trials are tied cannot be told."))
    }

    @Test("repeats: paired over common seeds, so that what all trials of a repeat share does not count")
    func blocks() throws {
        // The repeats differ by far more than the trials, whose differences are steady.
        let shared = [0.00, 0.05, -0.04]
        func row(_ mean: Double, _ noise: [Double]) -> [Double] { zip(shared, noise).map { mean + $0 + $1 } }
        let study = Self.repeated([
            row(0.90, [0.001, 0, -0.001]), row(0.899, [0, 0.001, -0.001]), row(0.8955, [-0.001, 0, 0.001]),
            row(0.87, [0, -0.001, 0.001]),
        ])
        let statistics = try StudyStatistics(study, predictions: NoPredictions())
        #expect(statistics.ranking.trials.map { $0.statistics?.isTiedWithBest } == [true, true, false, false])
        #expect(statistics.ties.method == .blocks(repeats: 3, degreesOfFreedom: 6, pooledTrials: 4, noisyTrials: 0))
        // Each trial's own interval does not know what is shared.
        let best = try #require(statistics.ranking.best?.statistics)
        #expect((best.high ?? 0) - (best.low ?? 0) > 0.1)
        #expect((best.deviation ?? 0) > 0.04)
        let strict = try StudyStatistics(study, level: 0.9999, predictions: NoPredictions())
        #expect(strict.ties.tied == 3)
    }

    @Test("configurations that are erratic and bad do not blunt the comparison of the good ones")
    func erratic() throws {
        func good(_ trial: Int, _ repetition: Int) -> Double {
            0.95 - 0.005 * Double(trial) + 0.0005 * Double(repetition * trial % 3)
        }
        let good = (0..<10).map { trial in (0..<3).map { good(trial, $0) } }
        let bad = [[Double]](repeating: [0.1, 0.8, 0.3], count: 5) + [[Double]](repeating: [0.7, 0.2, 0.5], count: 5)
        let statistics = try StudyStatistics(Self.repeated(good + bad), predictions: NoPredictions())
        #expect(statistics.ties.tied < 4)
    }

    @Test("of few trials, those at the edge of divergence do not tie the others")
    func edgeOfDivergence() throws {
        // Means and deviations as of ten learning rates.
        let trials = [
            (0.9783, 0.0015), (0.9764, 0.0008), (0.9747, 0.0006), (0.9480, 0.0017), (0.8358, 0.0022), (0.7950, 0.0321),
            (0.2226, 0.0197), (0.1493, 0.0198), (0.1073, 0.0104), (0.0944, 0.0066),
        ]
        let shapes = [[1.0, -1, 0], [0, 1, -1], [-1, 0, 1], [0.6, 0.6, -1.2]]
        let study = Self.repeated(
            trials.enumerated().map { number, trial in shapes[number % 4].map { trial.0 + $0 * trial.1 } })
        let statistics = try StudyStatistics(study, predictions: NoPredictions())
        #expect(
            statistics.ties.method == .blocks(repeats: 3, degreesOfFreedom: 8, pooledTrials: 5, noisyTrials: 5))
        #expect(statistics.ties.tied == 2)
        #expect(
            statistics.ranking.trials.map { $0.statistics?.isTiedWithBest } == [true, true]
                + Array(repeating: false, count: 8))
        let report = StudyReport(study, statistics: statistics)
        #expect(
            report.text(.markdown).contains(
                "variance pooled over 5 of all 10 trials, apart from 5 that vary much more, 8 degrees"))
        #expect(report.text(.json).contains("\"noisy_trials\": 5"))
        // A noisy trial against a quiet one, whose degrees of freedom lie between theirs, and with another noisy one.
        let explanation = try #require(try TrialExplanation(study, trial: 5, predictions: NoPredictions()))
        let degrees = explanation.json["rivals"]?.listValue?.compactMap { $0["degrees_of_freedom"]?.numberValue } ?? []
        #expect(degrees.count == 3 && degrees[0] > 10 && degrees[0] < 11 && degrees[2] == 10)
    }

    @Test("only the repeats that all trials have are compared")
    func commonRepeats() throws {
        let study = Self.repeated([[0.9, 0.91, 0.92], [0.8, 0.81], [0.7, 0.71, 0.72]])
        let statistics = try StudyStatistics(study, predictions: NoPredictions())
        #expect(statistics.ties.method == .blocks(repeats: 2, degreesOfFreedom: 2, pooledTrials: 3, noisyTrials: 0))
        let none = try StudyStatistics(Self.repeated([[0.9, 0.91], [0.8]]), predictions: NoPredictions())
        #expect(none.ties.method == .none(.noCommonRepeats))
        #expect(none.ranking.trials[1].statistics?.isTiedWithBest == nil)
    }

    @Test("where nothing can be tested nothing is claimed, and the report says why")
    func untestable() throws {
        func text(_ study: StudyRecord) throws -> String {
            StudyReport(study, statistics: try StudyStatistics(study, predictions: NoPredictions())).text(.table)
        }
        #expect(try text(Fixtures.simple).contains("without a record of the examples"))
        let loss = Self.repeated([[0.1], [0.2]], metric: "loss.final")
        #expect(try text(loss).contains("One run each: which trials are tied cannot be told."))
        let alone = Fixtures.study([Fixtures.trial(0, accuracy: 0.5)])
        #expect(try !text(alone).contains("tied"))
        let empty = try StudyStatistics(Fixtures.study([]), predictions: NoPredictions())
        #expect(empty.ranking.best == nil)
        #expect(empty.heldOut == nil)
    }

    @Test("the winner's held-out figure stands beside its validation figure")
    func heldOut() throws {
        let statistics = try StudyStatistics(Fixtures.mixed, predictions: NoPredictions())
        let figure = try #require(statistics.heldOut)
        #expect(figure.metric == "test.accuracy")
        #expect(abs((figure.gap ?? 0) - 0.02) < 1e-12)
        #expect((figure.low ?? 1) < figure.value && figure.value < (figure.high ?? 0))
        let text = StudyReport(Fixtures.mixed, statistics: statistics).text(.table)
        #expect(text.contains("The winner held out: test.accuracy 0.9664, "))
        #expect(text.contains(" at 95 %; 0.0200 worse than its validation.accuracy\n"))
    }

    @Test("held-out figures are shown of all, of the winner alone, or of none", arguments: StudyReport.Format.allCases)
    func heldOutColumns(_ format: StudyReport.Format) throws {
        let trials = [(0.975, 0.9613), (0.9675, 0.8731)].enumerated().map { number, figures in
            let metrics = ["validation.accuracy": figures.0, "test.accuracy": figures.1]
            return TrialRecord(
                number: number, configuration: Configuration([]), runs: [Fixtures.run(number, metrics: metrics)])
        }
        let study = Fixtures.study(trials)
        let statistics = try StudyStatistics(study, predictions: NoPredictions())
        func text(_ columns: HeldOutColumns) -> String {
            StudyReport(study, statistics: statistics, heldOut: columns).text(format)
        }
        #expect(text(.all).contains("0.9613") && text(.all).contains("0.8731"))
        #expect(text(.best).contains("0.9613") && !text(.best).contains("0.8731"))
        #expect(!text(.none).contains("0.9613") && !text(.none).contains("test.accuracy"))
    }

    @Test("an objective on held-out data stays whatever is hidden")
    func heldOutObjective() {
        let trial = TrialRecord(
            number: 0, configuration: Configuration([]), runs: [Fixtures.run(0, metrics: ["test.accuracy": 0.979])])
        let study = Fixtures.study([trial], objective: Objective(.maximize, "test.accuracy"))
        #expect(StudyReport(study, heldOut: .none).text(.table).contains("0.9790"))
    }

    /// 40 trials in which the step size decides, the algorithm matters a little and the width does nothing.
    static let searched: StudyRecord = {
        let trials = (0..<40).map { number -> TrialRecord in
            let rate = Double((number * 17) % 40 + 1) / 40
            let algorithm = number % 2 == 0 ? "adam" : "sgd"
            let accuracy = 0.8 + 0.1 * rate + (number % 2 == 0 ? 0.01 : 0)
            return TrialRecord(
                number: number,
                configuration: Configuration([
                    ("rate", .real(rate)), ("algorithm", .text(algorithm)), ("width", .integer((number * 7) % 5)),
                    ("fixed", .integer(3)),
                ]),
                runs: (0..<2).map { repetition in
                    let noise = Double((number * 31 + repetition * (number * 13 + 57)) % 11 - 5) * 1e-4
                    return Fixtures.run(
                        number, repetition,
                        metrics: [
                            "validation.accuracy": accuracy + noise, "test.accuracy": accuracy - 0.01 + 2 * noise,
                        ])
                })
        }
        return Fixtures.study(trials, name: "searched")
    }()

    @Test("repeats without noise, a variance over all trials, and none ranked are told as what they are")
    func extremes() throws {
        let means: [Double] = (1...7).map { 0.0625 * Double($0) }
        let exact = Self.repeated(means.map { [$0, $0 + 0.25, $0 + 0.125] })
        let statistics = try StudyStatistics(exact, predictions: NoPredictions())
        #expect(statistics.ties.isWithoutNoise)
        let text = StudyReport(exact, statistics: statistics).text(.markdown)
        #expect(text.contains("variance pooled over all 7 trials"), "\(text)")
        #expect(text.contains("The repeats leave no noise"), "\(text)")
        let explanation = try #require(try TrialExplanation(exact, trial: 3, predictions: NoPredictions()))
        #expect(explanation.text(.markdown).contains("The repeats leave no noise"))
        let none = try StudyStatistics(Fixtures.study([]), predictions: NoPredictions())
        #expect(none.ties.compared == 0)
    }

    @Test("where importance cannot be told of enough trials, the report says why")
    func importanceSilence() throws {
        func text(_ trials: [TrialRecord]) throws -> String {
            let study = Fixtures.study(trials)
            return StudyReport(study, statistics: try StudyStatistics(study, predictions: NoPredictions()))
                .text(.markdown)
        }
        let equal = try text((0..<24).map { Fixtures.trial($0, accuracy: 0.5) })
        #expect(equal.contains("all 24 complete trials have the same validation.accuracy"), "\(equal)")
    }

    @Test("a held-out figure that is the objective's is called the same")
    func noGap() throws {
        let trial = TrialRecord(
            number: 0, configuration: Fixtures.configuration(0),
            runs: [Fixtures.run(0, metrics: ["validation.accuracy": 0.75, "test.accuracy": 0.75])])
        let study = Fixtures.study([trial], objective: Objective(.maximize, "validation.accuracy"))
        let report = StudyReport(study, statistics: try StudyStatistics(study, predictions: NoPredictions()))
        #expect(report.text(.table).contains("; the same as its validation.accuracy\n"))
    }

    @Test("importance: the share of each parameter that varies, and what makes the objective better")
    func importance() throws {
        let statistics = try StudyStatistics(Self.searched, predictions: NoPredictions())
        let importance = try #require(statistics.importance)
        #expect(importance.parameters.map(\.parameter).prefix(1) == ["rate"])
        #expect(Set(importance.parameters.map(\.parameter)) == ["rate", "algorithm", "width"])
        #expect(importance.parameters[0].share > 0.8)
        #expect(importance.parameters[0].direction == .larger)
        #expect(importance.parameters.first { $0.parameter == "algorithm" }?.direction == .value("adam"))
        #expect(importance.parameters.allSatisfy { $0.trials == 40 && $0.low <= $0.share && $0.share <= $0.high })
        #expect(importance.explained > 0.8)
        let minimized = Fixtures.study(
            Self.searched.trials, objective: Objective(.minimize, "validation.accuracy"))
        let other = try #require(try StudyStatistics(minimized, predictions: NoPredictions()).importance)
        #expect(other.parameters[0].direction == .smaller)
    }

    @Test("importance is hidden below twenty complete trials, and the report says so")
    func hiddenImportance() throws {
        let few = Fixtures.study(Array(Self.searched.trials.prefix(19)))
        let statistics = try StudyStatistics(few, predictions: NoPredictions())
        #expect(statistics.importance == nil)
        let report = StudyReport(few, statistics: statistics)
        #expect(report.text(.table).contains("Importance is told from 20 complete trials on; there are 19."))
        #expect(report.json()["statistics"]?["importance"]?.isNull == true)
        let enough = Fixtures.study(Array(Self.searched.trials.prefix(20)))
        #expect(try StudyStatistics(enough, predictions: NoPredictions()).importance != nil)
    }

    @Test("of very many trials a sample is taken for importance, evenly spread")
    func manyTrials() throws {
        let trials = (0..<700).map { number in
            TrialRecord(
                number: number, configuration: Configuration([("x", .integer(number % 20))]),
                runs: [Fixtures.run(number, metrics: ["validation.accuracy": 0.9 + 0.001 * Double(number % 20)])])
        }
        let importance = try #require(
            try StudyStatistics(Fixtures.study(trials), predictions: NoPredictions(), top: 1).importance)
        #expect(importance.parameters.map(\.trials) == [StudyImportance.greatestTrials])
        #expect(importance.parameters[0].direction == .larger)
        #expect(importance.explained > 0.95)
    }

    @Test("a parameter that some trials lack keeps its place among the others")
    func inactive() throws {
        let trials = Self.searched.trials.map { trial in
            TrialRecord(
                number: trial.number,
                configuration: Configuration(
                    trial.configuration.values.filter { $0.name != "rate" || trial.number % 2 == 0 }), runs: trial.runs)
        }
        let importance = try #require(
            try StudyStatistics(Fixtures.study(trials), predictions: NoPredictions()).importance)
        #expect(importance.parameters[0].parameter == "rate")
        #expect(importance.parameters[0].direction == .larger)
    }

    @Test("the report with statistics looks as recorded", arguments: StudyReport.Format.allCases)
    func recorded(_ format: StudyReport.Format) throws {
        let statistics = try StudyStatistics(Self.searched, predictions: NoPredictions(), top: 5)
        let text = StudyReport(Self.searched, statistics: statistics).text(format, top: 5, style: TextStyle(width: 140))
        try expectSnapshot(text, named: "report-searched.\(format).txt")
    }
}
