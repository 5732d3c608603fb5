import StudyCore

/// The loss of expression trials with two learnt values, wherever it is asked for.
public struct Landscape: Sendable {
    /// A place: the values of the two names.
    public struct Point: Hashable, Sendable {
        public let x: Double
        public let y: Double

        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// The learnt names, in the order in which they are declared.
    public let names: (x: String, y: String)
    /// The optimum of a trial's expression; nil where it names none.
    public let optimum: @Sendable (_ trial: Int) -> Point?
    /// The loss of a trial's expression at these points; nil where it cannot be computed.
    public let losses: @Sendable (_ trial: Int, _ points: [Point]) -> [Double]?

    public init(
        names: (x: String, y: String), optimum: @escaping @Sendable (Int) -> Point?,
        losses: @escaping @Sendable (Int, [Point]) -> [Double]?
    ) {
        self.names = names
        self.optimum = optimum
        self.losses = losses
    }
}

/// What the pictures of a study are made from.
public struct PictureSource: Sendable {
    /// Without curves; of the trials that are drawn.
    public let study: StudyRecord
    /// How many trials the study has in all.
    let trialCount: Int
    public let ranking: Ranking
    let importance: [ParameterImportance]
    let landscape: Landscape?
    /// The trials whose curves are at hand, with them.
    let curves: [TrialRecord]
    /// All parameters, in the order in which they are declared.
    let parameters: [ParameterAxis]
    let metric: MetricAxis

    /// - Parameters:
    ///   - space: the study's parameters as they are declared; without it, axes go by the values that occur.
    ///   - curves: the trials named by `trialsWithCurves`, with their curves.
    public init(
        _ study: StudyRecord, ranking: Ranking, space: SearchSpace? = nil, curves: [TrialRecord] = [],
        importance: [ParameterImportance] = [], landscape: Landscape? = nil
    ) {
        trialCount = study.trials.count
        let study = ranking.chosen.map(study.keeping) ?? study
        self.study = study
        self.ranking = ranking
        self.curves = curves
        self.importance = importance
        self.landscape = landscape
        let names = space?.names ?? StudyReport.parameterNames(of: study)
        parameters = names.enumerated().map { index, name in
            ParameterAxis(
                name: name, index: index, distribution: space?[name]?.distribution,
                values: study.trials.compactMap { $0.configuration[name] })
        }
        metric = MetricAxis(
            study.objective.metric, values: ranking.trials.compactMap(\.objective), goal: study.objective.goal)
    }

    /// The parameters that differ between trials: the most important first where that is known, else as declared.
    var varying: [ParameterAxis] {
        let varying = parameters.filter(\.varies)
        guard !importance.isEmpty else { return varying }
        let shares = Dictionary(importance.map { ($0.parameter, $0.share) }) { first, _ in first }
        return varying.enumerated().sorted { left, right in
            let (first, second) = (shares[left.element.name] ?? -1, shares[right.element.name] ?? -1)
            return first == second ? left.offset < right.offset : first > second
        }.map(\.element)
    }

    /// The ranked trials, best first.
    var ranked: [RankedTrial] { ranking.trials.filter { $0.rank != nil } }

    /// Said where some trials were chosen to be drawn.
    var choiceNote: String? {
        let count = study.trials.count
        guard ranking.chosen != nil, count < trialCount else { return nil }
        return "\(count) of \(NumberText.count(trialCount, "trial")) \(count == 1 ? "was" : "were") chosen."
    }

    /// How many curves are read at most: the best, and others evenly spread over the study.
    static let greatestCurveCount = 500
    /// The best trials, whose curves are drawn one by one.
    static let bestCurveCount = 8

    /// The trials whose curves the pictures of a study need.
    public static func trialsWithCurves(_ ranking: Ranking) -> [Int] {
        let ended = ranking.standings.filter { standing in
            (standing.state == .complete || standing.state == .diverged)
                && ranking.chosen?.contains(standing.number) ?? true
        }.map(\.number)
        guard ended.count > greatestCurveCount else { return ended.sorted() }
        let best = Set(ended.prefix(bestCurveCount))
        let others = ended.filter { !best.contains($0) }.sorted()
        let spread = EvenSample.indices(of: others.count, atMost: greatestCurveCount - best.count).map { others[$0] }
        return (best + spread).sorted()
    }
}

/// Few of many, evenly.
enum EvenSample {
    /// At most so many indices below `count`, evenly spread, the first and the last among them.
    static func indices(of count: Int, atMost most: Int) -> [Int] {
        guard count > most else { return Array(0..<max(0, count)) }
        guard most > 1 else { return most == 1 ? [0] : [] }
        return (0..<most).map { $0 * (count - 1) / (most - 1) }
    }
}
