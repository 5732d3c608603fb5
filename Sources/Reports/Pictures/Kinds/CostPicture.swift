import Foundation
import StudyCore

/// What a trial costs against the metric, with the line of those that nothing beats in both.
struct CostPicture {
    let picture: Picture
    /// The metric that tells a run's cost where no other is chosen.
    static let cost = "seconds"
    /// How many trials at most are named beside their points.
    private static let namedCount = 8

    /// - Parameter cost: a metric of which less is better.
    init(_ source: PictureSource, cost: String = cost) throws(PictureAbsence) {
        let costly = source.ranked.filter { ($0.metrics[cost] ?? 0) > 0 && $0.metrics[cost]?.isFinite == true }
        guard !costly.isEmpty else { throw .noCosts(of: cost) }
        let points = TrialPoints(costly)
        let areNamed = costly.count <= Self.namedCount
        func row(_ ranked: RankedTrial) -> Node {
            let name = areNamed ? [("name", Node.text(source.label(ranked.trial)))] : []
            return ranked.row([], [("cost", .real(ranked.metrics[cost] ?? 0))] + name)
        }
        let front = Self.front(costly, cost: cost, source.ranking.objective)
        let ends = areNamed ? Self.ends(costly.compactMap { $0.metrics[cost] }) : nil
        let x = Encoding.field("cost", .quantitative).titled(cost == "seconds" ? "seconds a run" : cost)
            .scaled(.log, from: ends?.lowerBound, to: ends?.upperBound)
        let y = source.metric.encoding("objective")
        let tooltip = Encoding.tooltip([
            ("trial", .quantitative, "trial"), ("cost", .quantitative, cost),
            ("objective", .quantitative, source.metric.name),
        ])
        var layers = [
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
        ]
        if areNamed {
            layers.append(
                Layer(
                    mark: .text, settings: [("align", "left"), ("dx", 8), ("dy", -6), ("fontSize", 10)],
                    data: "trials", encodings: [(.x, x), (.y, y), (.text, .field("name", .nominal))]))
        }
        let chart = Chart(
            data: [("trials", points.trials.map(row)), ("front", front.map(row))], layers: layers,
            brushed: [
                BrushedField(field: "cost", column: PageTable.key(ofMetric: cost)),
                BrushedField(field: "objective", column: "objective"),
            ])
        var summary: [String] = []
        if let cheapest = front.first, let best = front.last {
            func figure(_ ranked: RankedTrial) -> String {
                let text = NumberText.metric(ranked.metrics[cost], named: cost)
                return "\(source.figure(ranked)) \(cost == "seconds" ? "in \(text) s" : "with \(cost) \(text)")"
            }
            let way = front.count == 1 ? figure(best) : "from \(figure(cheapest)) to \(figure(best))"
            summary.append("No trial beats the \(front.count) on the line in both: \(way).")
        }
        picture = Picture(.cost, summary: summary + points.note + source.metric.note, charts: [chart])
    }

    /// The ends of an axis on which there is room for names to the right of the points.
    private static func ends(_ costs: [Double]) -> ClosedRange<Double>? {
        guard let least = costs.min(), let greatest = costs.max() else { return nil }
        let width = max(greatest / least, 1.1)
        return least / pow(width, 0.1)...greatest * pow(width, 0.6)
    }

    /// The trials that are better than every cheaper one, the cheapest first.
    static func front(_ trials: [RankedTrial], cost: String = cost, _ goal: Objective) -> [RankedTrial] {
        let sorted = trials.sorted { left, right in
            let (first, second) = (left.metrics[cost] ?? 0, right.metrics[cost] ?? 0)
            return first == second ? (left.rank ?? 0) < (right.rank ?? 0) : first < second
        }
        var best: Double?
        return sorted.filter { ranked in
            guard let value = ranked.objective, best.map({ goal.prefers(value, to: $0) }) ?? true else { return false }
            best = value
            return true
        }
    }
}
