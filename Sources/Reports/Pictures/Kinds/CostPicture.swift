import StudyCore

/// The seconds of a run against the metric, with the line of those that nothing beats in both.
struct CostPicture {
    let picture: Picture

    init(_ source: PictureSource) throws(PictureAbsence) {
        let costly = source.ranked.filter {
            ($0.metrics["seconds"] ?? 0) > 0 && $0.metrics["seconds"]?.isFinite == true
        }
        guard !costly.isEmpty else { throw .noCosts }
        let points = TrialPoints(costly)
        func row(_ ranked: RankedTrial) -> Node { ranked.row([], [("seconds", .real(ranked.metrics["seconds"] ?? 0))]) }
        let front = Self.front(costly, source.ranking.objective)
        let x = Encoding.field("seconds", .quantitative).titled("seconds a run").scaled(.log)
        let y = source.metric.encoding("objective")
        let tooltip = Encoding.tooltip([
            ("trial", .quantitative, "trial"), ("seconds", .quantitative, "seconds"),
            ("objective", .quantitative, source.metric.name),
        ])
        let chart = Chart(
            data: [("trials", points.trials.map(row)), ("front", front.map(row))],
            layers: [
                Layer(
                    mark: .line,
                    settings: [("interpolate", "step-after"), ("color", Palette.orange), ("strokeWidth", 1.5)],
                    data: "front", encodings: [(.x, x), (.y, y)]),
                Layer(
                    mark: .point, settings: [("filled", true), ("size", 30), ("color", Palette.blue)], data: "trials",
                    encodings: [(.x, x), (.y, y), (.tooltip, tooltip)], brush: [.x, .y], fades: true),
                Layer(
                    mark: .point,
                    settings: [("shape", "diamond"), ("size", 80), ("color", Palette.orange), ("strokeWidth", 2)],
                    data: "front", encodings: [(.x, x), (.y, y), (.tooltip, tooltip)]),
            ],
            brushed: [
                BrushedField(field: "seconds", column: "seconds"),
                BrushedField(field: "objective", column: "objective"),
            ])
        var summary: [String] = []
        if let cheapest = front.first, let best = front.last {
            summary.append(
                "No trial beats the \(front.count) on the line in both: from \(source.figure(cheapest)) in "
                    + "\(Self.seconds(cheapest)) to \(source.figure(best)) in \(Self.seconds(best)).")
        }
        picture = Picture(.cost, summary: summary + points.note + source.metric.note, charts: [chart])
    }

    /// The trials that are better than every cheaper one, the cheapest first.
    static func front(_ trials: [RankedTrial], _ goal: Objective) -> [RankedTrial] {
        let sorted = trials.sorted { left, right in
            let (first, second) = (left.metrics["seconds"] ?? 0, right.metrics["seconds"] ?? 0)
            return first == second ? (left.rank ?? 0) < (right.rank ?? 0) : first < second
        }
        var best: Double?
        return sorted.filter { ranked in
            guard let value = ranked.objective, best.map({ goal.prefers(value, to: $0) }) ?? true else { return false }
            best = value
            return true
        }
    }

    private static func seconds(_ ranked: RankedTrial) -> String {
        NumberText.metric(ranked.metrics["seconds"], named: "seconds") + " s"
    }
}
