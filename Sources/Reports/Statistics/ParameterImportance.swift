import Statistics
import StudyCore

/// How much a parameter matters in a study, and in which direction.
public struct ParameterImportance: Hashable, Sendable {
    public let parameter: String
    /// The share of the objective's variance that the parameter accounts for by itself, 0…1, and the ends of its
    /// interval.
    public let share: Double
    public let low: Double
    public let high: Double
    /// From how many trials it was computed.
    public let trials: Int
    public let direction: Direction

    /// What makes the objective better.
    public enum Direction: Hashable, Sendable {
        case larger
        case smaller
        /// No direction can be told; the best values may lie between.
        case unclear
        /// Of names: the one whose trials are best on average.
        case value(String)
    }
}

/// The importance of all parameters of a study.
public struct StudyImportance: Sendable {
    /// Below so many complete trials nothing is said.
    public static let leastTrials = 20
    /// Of more trials a sample of so many is taken, evenly spread over their numbers.
    public static let greatestTrials = 500

    /// The most important first.
    public let parameters: [ParameterImportance]
    /// The share of the variance that is predicted of trials not seen; where it is small, the parameters say little.
    public let explained: Double

    /// A trial that importance is computed from.
    struct Example: Sendable {
        let objective: Double
        let configuration: Configuration
    }

    /// The trials that importance is computed from, in the order of their numbers.
    static func sample(of standings: Standings) -> [TrialStanding] {
        let ordered = standings.trials.filter(\.isRanked).sorted { $0.number < $1.number }
        let count = min(ordered.count, greatestTrials)
        return (0..<count).map { ordered[$0 * ordered.count / count] }
    }

    /// - Parameters:
    ///   - examples: of the trials of `sample`.
    ///   - names: the parameters, in the order in which equal ones are to stand.
    /// - Returns: nil where there are too few trials, no parameter varies, or all objectives are equal.
    init?(_ examples: [Example], names: [String], objective: Objective, level: Double) {
        guard examples.count >= Self.leastTrials else { return nil }
        let responses = examples.map(\.objective)
        let dimensions = names.map { name in Dimension(name, examples.map { $0.configuration[name] }) }
            .filter { $0.factor.levelCount > 1 }
        guard let variance = FunctionalVariance(dimensions.map(\.factor), responses, level: level) else { return nil }
        explained = variance.explained
        parameters = zip(dimensions, variance.shares).map { dimension, share in
            ParameterImportance(
                parameter: dimension.name, share: share.value, low: share.interval.low, high: share.interval.high,
                trials: examples.count, direction: dimension.direction(responses, objective: objective, level: level))
        }.enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }.map(\.element)
    }
}

/// A parameter's values in some trials.
private struct Dimension {
    let name: String
    let values: [Scalar?]
    let factor: ImportanceFactor
    private let texts: [String]

    /// Numbers keep their order, and a trial without the parameter stands below them; anything else are names.
    init(_ name: String, _ values: [Scalar?]) {
        self.name = name
        self.values = values
        if values.allSatisfy({ $0 == nil || $0?.number != nil }) {
            texts = []
            factor = ImportanceFactor(numbers: values.map { $0?.number ?? -.infinity })
        } else {
            let texts = values.map { $0.map { NumberText.scalar($0) } ?? "inactive" }
            let known = Set(texts).sorted()
            let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($0.element, $0.offset) })
            self.texts = texts
            factor = ImportanceFactor(
                levels: texts.map { places[$0] ?? 0 }, levelCount: known.count, isOrdered: false)
        }
    }

    func direction(_ responses: [Double], objective: Objective, level: Double) -> ParameterImportance.Direction {
        factor.isOrdered ? trend(responses, objective, level) : best(responses, objective)
    }

    private func trend(_ responses: [Double], _ objective: Objective, _ level: Double) -> ParameterImportance.Direction
    {
        let pairs = zip(values, responses).compactMap { value, response in value?.number.map { ($0, response) } }
        guard let correlation = RankCorrelation(pairs.map(\.0), pairs.map(\.1)) else { return .unclear }
        let interval = correlation.interval(level: level)
        guard !interval.contains(0) else { return .unclear }
        return (correlation.coefficient > 0) == (objective.goal == .maximize) ? .larger : .smaller
    }

    private func best(_ responses: [Double], _ objective: Objective) -> ParameterImportance.Direction {
        var sums: [String: (sum: Double, count: Double)] = [:]
        for (text, response) in zip(texts, responses) {
            let known = sums[text, default: (0, 0)]
            sums[text] = (known.sum + response, known.count + 1)
        }
        let means = sums.map { (name: $0.key, mean: $0.value.sum / $0.value.count) }.sorted { $0.name < $1.name }
        let best = means.dropFirst().reduce(means[0]) { objective.prefers($1.mean, to: $0.mean) ? $1 : $0 }
        return .value(best.name)
    }
}
