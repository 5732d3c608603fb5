import StudyCore

/// The metric of every trial in the order in which they ended, and the best so far as a step line.
struct BestSoFarPicture {
    let picture: Picture

    init(_ source: PictureSource) throws(PictureAbsence) {
        // Those without an objective stand at the worse edge: where they ended is worth knowing.
        let ended = source.ranking.trials.filter { $0.state.isFinal }
        guard ended.contains(where: { $0.rank != nil }) else { throw .noTrials }
        let order = Self.order(ended)
        let isSmallBetter = source.ranking.objective.goal == .minimize
        let points = TrialPoints(ended)
        let valued = points.trials.filter { $0.objective != nil }
        let others = points.trials.filter { $0.objective == nil }
        let line = Self.line(ended, order, source.ranking.objective)
        let x = Encoding.field("order", .quantitative).titled("finished trials").scaled(
            .linear, from: 0, to: Double(ended.count + 1)
        ).whole
        let y = source.metric.encoding("objective")
        func row(_ ranked: RankedTrial) -> Node {
            ranked.row([], [("order", .integer(order[ranked.trial.number] ?? 0))])
        }
        let states = Set(points.trials.map(\.state))
        let looks: [(Channel, Encoding)] = [
            (.color, Palette.color(of: states)), (.shape, Palette.shape(of: states)), source.tooltip([]),
        ]
        let chart = Chart(
            data: [
                ("trials", valued.map(row)), ("without", others.map(row)), ("best", line.rows),
            ],
            layers: [
                Layer(
                    mark: .line,
                    settings: [("interpolate", "step-after"), ("strokeWidth", 1.5), ("color", Palette.grey)],
                    data: "best", encodings: [(.x, x), (.y, y)]),
                Layer(
                    mark: .point, settings: [("filled", true), ("size", 40)], data: "trials",
                    encodings: [(.x, x), (.y, y)] + looks, brush: [.x, .y], fades: true),
                Layer(
                    mark: .point, settings: [("filled", true), ("size", 40)], data: "without",
                    encodings: [(.x, x), (.y, .value(isSmallBetter ? 0 : "height"))] + looks, fades: true),
            ],
            brushed: [
                BrushedField(field: "order", column: "order"), BrushedField(field: "objective", column: "objective"),
            ])
        var summary = ["\(ended.count) trials have ended."]
        if let best = source.ranked.first {
            summary.append(
                "The best is \(source.figure(best)), the \(Self.ordinal(line.lastImprovement)) to end; the best so far has improved "
                    + "\(NumberText.count(line.improvements, "time")).")
        }
        if !others.isEmpty {
            summary.append("Trials without a value stand at the \(isSmallBetter ? "upper" : "lower") edge.")
        }
        picture = Picture(.bestSoFar, summary: summary + points.note + source.metric.note, charts: [chart])
    }

    /// When each trial ended, from 1: by the end of its last run where that is known, else by number.
    static func order(_ ended: [RankedTrial]) -> [Int: Int] {
        let sorted = ended.map { ranked in
            (number: ranked.trial.number, end: ranked.trial.runs.compactMap(\.finished).max())
        }.sorted { left, right in
            guard let first = left.end, let second = right.end, first != second else {
                return (left.end == nil ? 1 : 0, left.number) < (right.end == nil ? 1 : 0, right.number)
            }
            return first < second
        }
        return Dictionary(sorted.enumerated().map { ($1.number, $0 + 1) }) { first, _ in first }
    }

    private static func line(
        _ ended: [RankedTrial], _ order: [Int: Int], _ goal: Objective
    ) -> (rows: [Node], improvements: Int, lastImprovement: Int) {
        var rows: [Node] = []
        var best: Double?
        var improvements = 0
        var last = 0
        let ranked = ended.filter { $0.rank != nil }
            .sorted { order[$0.trial.number] ?? 0 < order[$1.trial.number] ?? 0 }
        for trial in ranked {
            guard let value = trial.objective, best.map({ goal.prefers(value, to: $0) }) ?? true else { continue }
            if best != nil { improvements += 1 }
            best = value
            last = order[trial.trial.number] ?? 0
            rows.append(["order": .integer(last), "objective": .real(value)])
        }
        if let best, ended.count > last { rows.append(["order": .integer(ended.count), "objective": .real(best)]) }
        return (rows, improvements, last)
    }

    /// `1st`, `22nd`, `13th`
    static func ordinal(_ number: Int) -> String {
        if (11...13).contains(number % 100) { return "\(number)th" }
        return switch number % 10 {
        case 1: "\(number)st"
        case 2: "\(number)nd"
        case 3: "\(number)rd"
        default: "\(number)th"
        }
    }
}
