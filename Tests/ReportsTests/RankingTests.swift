import StudyCore
import Testing

@testable import Reports

@Suite("Ranking")
struct RankingTests {
    @Test("the best complete trial comes first, equal ones in the order of their numbers")
    func order() {
        let ranking = Ranking(Fixtures.simple)
        #expect(ranking.trials.map(\.trial.number) == [0, 3, 1, 2])
        #expect(ranking.trials.map(\.rank) == [1, 2, 3, 4])
        #expect(ranking.best?.trial.number == 0)
    }

    @Test("the smallest comes first where the objective is minimised")
    func minimize() {
        let study = Fixtures.study(
            [0.3, 0.1, 0.2].enumerated().map { Fixtures.trial($0.offset, accuracy: $0.element) },
            objective: Objective(.minimize, "validation.accuracy"))
        #expect(Ranking(study).trials.map(\.trial.number) == [1, 2, 0])
    }

    @Test("trials that are not complete follow without rank: pruned, diverged, failed, running, waiting")
    func states() {
        let ranking = Ranking(Fixtures.mixed)
        #expect(ranking.trials.map(\.trial.number) == [1, 0, 4, 2, 3, 5, 6])
        #expect(ranking.trials.map(\.rank) == [1, 2, nil, nil, nil, nil, nil])
        #expect(
            ranking.trials.map(\.state) == [.complete, .complete, .pruned, .diverged, .failed, .running, .waiting])
    }

    @Test("a trial's figures are means over its complete runs")
    func means() throws {
        let best = try #require(Ranking(Fixtures.mixed).best)
        #expect(best.objective == (0.987 + 0.9858) / 2)
        #expect(best.completeRuns == 2)
        let failed = Ranking(Fixtures.mixed).trials[4]
        #expect(failed.objective == 0.9306)
        #expect(failed.completeRuns == 1)
    }

    @Test("a complete trial without the objective, or with one that is not finite, has no rank")
    func withoutObjective() {
        let study = Fixtures.study([
            Fixtures.trial(0, accuracy: nil), Fixtures.trial(1, accuracy: .infinity), Fixtures.trial(2, accuracy: 0.5),
        ])
        #expect(Ranking(study).trials.map(\.trial.number) == [2, 0, 1])
        #expect(Ranking(study).trials.map(\.rank) == [1, nil, nil])
        #expect(Ranking(Fixtures.study([Fixtures.trial(0, accuracy: nil)])).best == nil)
        #expect(Ranking(Fixtures.study([])).best == nil)
    }

    @Test("metrics have a fixed order: validation, held out, training, an expression's, cost, then the rest by name")
    func metricOrder() {
        let names = [
            "seconds", "loss.final", "train.loss", "test.loss", "parameters", "a", "distance.final", "validation.loss",
            "train.zeal", "loss.minimum", "x.final",
            "train.full_loss", "test.accuracy", "validation.accuracy", "train.accuracy",
        ]
        #expect(
            MetricOrder.sorted(names) == [
                "validation.accuracy", "validation.loss", "test.accuracy", "test.loss", "train.loss", "train.accuracy",
                "train.full_loss", "train.zeal", "loss.final", "loss.minimum", "distance.final", "seconds",
                "parameters", "a",
                "x.final",
            ])
    }
}
