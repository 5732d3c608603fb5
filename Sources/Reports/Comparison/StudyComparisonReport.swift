import Statistics
import StudyCore

/// Studies of one objective side by side: what each reached, with how many trials, at what cost.
public struct StudyComparisonReport: Sendable {
    public let studies: [ComparedStudy]
    let objective: Objective
    let level: Double
    /// The values that studies are asked to reach, the hardest first.
    let values: [Double]
    let winners: [WinnerTest]

    /// Why studies cannot be compared.
    public enum Refusal: Error, Equatable {
        case differentObjectives(first: String, Objective, second: String, Objective)
    }

    /// - Parameters:
    ///   - studies: at least two, all with statistics of one level.
    ///   - reach: values to be reached; each study's best where empty.
    public init(_ studies: [ComparedStudy], reach: [Double] = []) throws(Refusal) {
        precondition(studies.count > 1, "a comparison needs two studies")
        let first = studies[0]
        objective = first.study.objective
        level = first.statistics.level
        for other in studies where other.study.objective != first.study.objective {
            throw .differentObjectives(
                first: first.name, first.study.objective, second: other.name, other.study.objective)
        }
        self.studies = studies
        let wanted = reach.isEmpty ? studies.compactMap { $0.best?.objective } : reach
        values = Set(wanted).sorted { [objective] in objective.prefers($0, to: $1) }
        winners = WinnerTest.all(studies)
    }

    /// Numbers of trials at which curves are told: all at first, then some twenty for each factor of ten.
    func points(upTo count: Int) -> [Int] {
        var points: [Int] = []
        var next = 1
        while next < count {
            points.append(next)
            next += max(1, next / 10)
        }
        if count > 0 { points.append(count) }
        return points
    }

    /// A trial that no other beats in both cost and objective.
    struct Bargain: Sendable {
        let study: String
        let trial: RankedTrial
        /// Of all its runs.
        let seconds: Double
    }

    /// The trials of all studies that are worth their cost, the cheapest first.
    var bargains: [Bargain] {
        let candidates = studies.flatMap { compared in
            compared.statistics.ranking.ranked.compactMap { trial -> Bargain? in
                trial.metrics["seconds"].map {
                    Bargain(study: compared.name, trial: trial, seconds: $0 * Double(trial.completeRuns))
                }
            }
        }.sorted { left, right in
            if left.seconds != right.seconds { return left.seconds < right.seconds }
            return objective.prefers(left.trial.objective ?? 0, to: right.trial.objective ?? 0)
        }
        var best: Double?
        return candidates.filter { candidate in
            guard let value = candidate.trial.objective else { return false }
            if let known = best, !objective.prefers(value, to: known) { return false }
            best = value
            return true
        }
    }
}

/// The winners of two studies compared on the held-out part, which neither was chosen by.
struct WinnerTest: Sendable {
    let first: String
    let second: String
    let metric: String
    /// The first one's held-out figure less the second one's.
    let difference: Double
    /// `mcnemar` on the same examples, or `welch` over the runs.
    let test: String
    let pValue: Double
    /// By Holm's method over all pairs.
    let adjusted: Double

    /// Every pair that can be compared.
    static func all(_ studies: [ComparedStudy]) -> [WinnerTest] {
        var found: [(first: String, second: String, metric: String, difference: Double, test: String, p: Double)] = []
        for (index, first) in studies.enumerated() {
            for second in studies[(index + 1)...] {
                guard let figure = first.statistics.heldOut, let other = second.statistics.heldOut,
                    figure.metric == other.metric, let (test, p) = compare(first, second, metric: figure.metric)
                else { continue }
                found.append(
                    (first.name, second.name, figure.metric, figure.value - other.value, test, p))
            }
        }
        let adjusted = HolmCorrection.adjusted(found.map(\.p))
        return zip(found, adjusted).map { pair, adjusted in
            WinnerTest(
                first: pair.first, second: pair.second, metric: pair.metric, difference: pair.difference,
                test: pair.test, pValue: pair.p, adjusted: adjusted)
        }
    }

    /// Why the winners of two studies that both held something out cannot be tested.
    enum Obstacle: String {
        case otherMetric = "they have different held-out figures"
        case mixedRuns = "one has a single run, the other several"
        case singleRuns = "with one run each it takes accuracies and a record of the examples"
        case otherData = "with one run each it takes the same data, which their checksums do not show"
    }

    /// Every pair with held-out figures that cannot be tested.
    static func incomparable(_ studies: [ComparedStudy]) -> [(first: String, second: String, obstacle: Obstacle)] {
        studies.enumerated().flatMap { index, first in
            studies[(index + 1)...].compactMap { second in
                obstacle(first, second).map { (first.name, second.name, $0) }
            }
        }
    }

    private static func obstacle(_ first: ComparedStudy, _ second: ComparedStudy) -> Obstacle? {
        guard let figure = first.statistics.heldOut, let other = second.statistics.heldOut else { return nil }
        guard figure.metric == other.metric else { return .otherMetric }
        guard compare(first, second, metric: figure.metric) == nil else { return nil }
        let runs = [first, second].map { values($0, figure.metric).count }
        if runs.contains(where: { $0 > 1 }) { return .mixedRuns }
        guard figure.metric == "test.accuracy", let left = first.heldOutPrediction, let right = second.heldOutPrediction
        else { return .singleRuns }
        return left.count == right.count && sameData(first.study, second.study) ? nil : .otherData
    }

    private static func values(_ compared: ComparedStudy, _ metric: String) -> [Double] {
        compared.best?.trial.runs.compactMap { $0.metrics[metric] } ?? []
    }

    private static func compare(_ first: ComparedStudy, _ second: ComparedStudy, metric: String) -> (String, Double)? {
        if let test = WelchTest(values(first, metric), values(second, metric)) { return ("welch", test.pValue) }
        guard metric == "test.accuracy", let left = first.heldOutPrediction, let right = second.heldOutPrediction,
            left.count == right.count, sameData(first.study, second.study)
        else { return nil }
        return ("mcnemar", McNemarTest(left.bits, right.bits).pValue)
    }

    /// Whether both were held out on the same examples, as far as their provenance tells.
    private static func sameData(_ first: StudyRecord, _ second: StudyRecord) -> Bool {
        func checksum(_ study: StudyRecord) -> String? { study.provenance.last { $0.name == "data.sha256" }?.value }
        return checksum(first) != nil && checksum(first) == checksum(second)
    }
}
