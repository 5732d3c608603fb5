import StudyCore
import Testing

@testable import Reports

/// Made-up studies of 27 trials whose truth is known. Either the trials hardly differ, so that the winner is a matter of
/// luck, or many can be told from the best. `docs/statistics.md` tells the figures.
@Suite("Statistics on 3,000 simulated studies")
struct SimulationTests {
    static let trialCount = 27
    /// Of each of the six kinds.
    static let studyCount = 500
    static let level = StudyStatistics.usualLevel

    /// How often what is said of a study was true of it.
    struct Rates {
        /// The interval of trial 0, chosen before anything was seen.
        var covered = 0
        /// The interval of the winner.
        var winnerCovered = 0
        /// The tie set holds the trial that is truly best.
        var heldBest = 0
        /// Trials in the tie sets, summed.
        var tied = 0
        /// How far the winners' figures lie above their truth, summed.
        var flattery = 0.0
        var studies = 0

        mutating func record(_ statistics: StudyStatistics, truth: [Double]) throws {
            let trials = statistics.ranking.ranked
            let winner = try #require(trials.first)
            let chosen = try #require(trials.first { $0.trial.number == 0 })
            let best = truth.indices.max { truth[$0] < truth[$1] }
            let held = try #require(trials.first { $0.trial.number == best })
            func holds(_ trial: RankedTrial) throws -> Bool {
                let (low, high) = (try #require(trial.statistics?.low), try #require(trial.statistics?.high))
                return low <= truth[trial.trial.number] && truth[trial.trial.number] <= high
            }
            covered += try holds(chosen) ? 1 : 0
            winnerCovered += try holds(winner) ? 1 : 0
            heldBest += held.statistics?.isTiedWithBest == true ? 1 : 0
            tied += statistics.ties.tied
            flattery += (winner.objective ?? 0) - truth[winner.trial.number]
            studies += 1
        }

        func share(_ count: Int) -> Double { Double(count) / Double(studies) }
        var summary: String {
            "covered \(share(covered)), winner covered \(share(winnerCovered)), best held \(share(heldBest)), "
                + "tied \(share(tied)), flattery \(flattery / Double(studies))"
        }
    }

    /// What three standard errors of a rate of 0.95 over so many studies leave to chance.
    static let least = level - 3 * (level * (1 - level) / Double(studyCount)).squareRoot()

    /// Three repeats: a trial's mean, what the repeat does to all trials, and noise of 0.002.
    /// - Parameter noisier: how many times the others' noise the truly best trial's is.
    private static func repeated(
        _ random: inout Xorshift, spread: Double, noisier: Double = 1
    ) -> (study: StudyRecord, truth: [Double]) {
        let truth = (0..<trialCount).map { _ in 0.95 + spread * random.normal() }
        let best = truth.indices.max { truth[$0] < truth[$1] }
        let blocks = (0..<3).map { _ in 0.001 * random.normal() }
        let values = truth.enumerated().map { trial, mean in
            let noise = trial == best ? 0.002 * noisier : 0.002
            return blocks.map { mean + $0 + noise * random.normal() }
        }
        return (StudyStatisticsTests.repeated(values), truth)
    }

    /// One run each: nets judged on 400 examples, of which some are hard for all of them.
    private static func single(
        _ random: inout Xorshift, spread: Double
    ) -> (study: StudyRecord, predictions: MadeUpPredictions, truth: [Double]) {
        let count = 400
        let truth = (0..<trialCount).map { _ in min(0.99, 0.95 + spread * random.normal()) }
        var errors = [Set<Int>](repeating: [], count: trialCount)
        for example in 0..<count {
            let shared = random.uniform()
            for trial in 0..<trialCount {
                let own = random.uniform() < 0.5 ? shared : random.uniform()
                if own > truth[trial] { errors[trial].insert(example) }
            }
        }
        let trials = errors.enumerated().map {
            Fixtures.trial($0.offset, accuracy: Double(count - $0.element.count) / Double(count))
        }
        return (Fixtures.study(trials), MadeUpPredictions(errors: errors, count: count), truth)
    }

    private func check(_ rates: Rates, expectedOfWinners: Double?) {
        #expect(rates.share(rates.covered) >= Self.least, "\(rates.summary)")
        #expect(rates.share(rates.heldBest) >= Self.least, "\(rates.summary)")
        #expect(rates.flattery > 0, "\(rates.summary)")
        if let expectedOfWinners {
            #expect(abs(rates.share(rates.winnerCovered) - expectedOfWinners) < 0.04, "\(rates.summary)")
        } else {
            // The tie sets hold the best although they leave many out.
            #expect(rates.share(rates.tied) < Double(Self.trialCount) * 0.7, "\(rates.summary)")
        }
    }

    @Test(
        "with repeats, intervals chosen beforehand cover and tie sets hold the best; the winner's interval is as bad as told",
        arguments: [(0.002, StudyReport.simulatedWinners.repeated), (0.004, nil)])
    func repeats(_ spread: Double, _ expectedOfWinners: Double?) throws {
        var random = Xorshift(seed: 6)
        var rates = Rates()
        for _ in 0..<Self.studyCount {
            let (study, truth) = Self.repeated(&random, spread: spread)
            let statistics = try StudyStatistics(
                study, level: Self.level, predictions: NoPredictions(), importance: false)
            try rates.record(statistics, truth: truth)
        }
        check(rates, expectedOfWinners: expectedOfWinners)
    }

    @Test(
        "where the truly best trial is noisier than the rest, tie sets hold it as rarely as told",
        arguments: [(5.0, 0.91), (10.0, 0.78)])
    func unequalNoise(_ noisier: Double, _ expected: Double) throws {
        var random = Xorshift(seed: 8)
        var rates = Rates()
        for _ in 0..<Self.studyCount {
            let (study, truth) = Self.repeated(&random, spread: 0.004, noisier: noisier)
            let statistics = try StudyStatistics(
                study, level: Self.level, predictions: NoPredictions(), importance: false)
            try rates.record(statistics, truth: truth)
        }
        // Three standard errors of such a rate over so many studies; `docs/statistics.md` tells the expected ones.
        #expect(abs(rates.share(rates.heldBest) - expected) < 0.055, "\(rates.summary)")
    }

    @Test("with one run each as well", arguments: [(0.005, StudyReport.simulatedWinners.single), (0.015, nil)])
    func examples(_ spread: Double, _ expectedOfWinners: Double?) throws {
        var random = Xorshift(seed: 7)
        var rates = Rates()
        for _ in 0..<Self.studyCount {
            let (study, predictions, truth) = Self.single(&random, spread: spread)
            let statistics = try StudyStatistics(study, level: Self.level, predictions: predictions, importance: false)
            try rates.record(statistics, truth: truth)
        }
        check(rates, expectedOfWinners: expectedOfWinners)
    }
}

/// A small fast generator for simulations: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), with
/// S. Vigna's multiplier.
struct Xorshift {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func uniform() -> Double {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Double((state &* 0x2545_F491_4F6C_DD1D) >> 11) * 0x1p-53
    }

    /// Standard normal, nearly: the sum of twelve uniform numbers has its mean and variance, and light tails.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
