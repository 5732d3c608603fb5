import StudyCore

/// The metric against each parameter that varies, one small chart each, with the outer tenths of a range shaded.
struct ParametersPicture {
    let picture: Picture
    /// How near to an end of a range the best trial is worth a note.
    private static let edge = 0.1

    init(_ source: PictureSource) throws(PictureAbsence) {
        let axes = source.varying
        guard !axes.isEmpty else { throw .noVaryingParameter }
        let ranked = source.ranked
        guard let best = ranked.first else { throw .noTrials }
        let points = TrialPoints(ranked)
        var summary: [String] = []
        for axis in axes {
            guard axis.isBounded, let value = best.trial.configuration[axis.name], let share = axis.share(value) else {
                continue
            }
            let end = share <= Self.edge ? "lower" : share >= 1 - Self.edge ? "upper" : nil
            guard let end else { continue }
            summary.append(
                "The best trial's \(axis.name) (\(NumberText.scalar(value))) lies in the \(end) tenth of its range: "
                    + "better values may lie beyond.")
        }
        if summary.isEmpty { summary = ["The best trial lies at no end of a declared range."] }
        summary.insert("The best is \(source.figure(best)), drawn as a diamond.", at: 0)
        picture = Picture(
            .parameters, summary: summary + points.note + source.metric.note,
            charts: axes.map { Self.chart($0, points: points, best: best, source) })
    }

    private static func chart(
        _ axis: ParameterAxis, points: TrialPoints, best: RankedTrial, _ source: PictureSource
    ) -> Chart {
        let shown = points.trials.filter { axis.cell($0.trial.configuration) != nil }
        let x = axis.encoding
        let y = source.metric.encoding("objective")
        var layers: [Layer] = []
        var edges: [Node] = []
        if axis.isBounded {
            for (low, high) in [(0, edge), (1 - edge, 1)] {
                guard let from = axis.cell(atShare: low), let to = axis.cell(atShare: high) else { continue }
                edges.append(.map([(axis.field, .real(from)), ("to", .real(to))]))
            }
            layers.append(
                Layer(
                    mark: .rect, settings: [("color", Palette.grey), ("opacity", 0.12)], data: "edges",
                    encodings: [(.x, x), (.x2, .field("to", .quantitative).plain)]))
        }
        layers.append(
            Layer(
                mark: .point, settings: [("filled", true), ("size", 30), ("color", Palette.blue)], data: "trials",
                encodings: [(.x, x), (.y, y), source.tooltip([axis])], brush: [.x, .y], fades: true))
        let row = best.row([axis])
        layers.append(
            Layer(
                mark: .point,
                settings: [("shape", "diamond"), ("size", 110), ("color", Palette.vermilion), ("strokeWidth", 2)],
                data: "best", encodings: [(.x, x), (.y, y)]))
        return Chart(
            title: axis.name, width: 260, height: 200,
            data: [
                ("trials", shown.map { $0.row([axis]) }), ("edges", edges),
                ("best", row[axis.field] == nil ? [] : [row]),
            ], layers: layers,
            brushed: [axis.brushed, BrushedField(field: "objective", column: "objective")])
    }
}
