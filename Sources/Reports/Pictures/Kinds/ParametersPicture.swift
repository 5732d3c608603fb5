import StudyCore

/// The metric against each parameter that varies, one small chart each, with the outer tenths of a range shaded.
struct ParametersPicture {
    let picture: Picture
    /// How near to an end of a range the best trial is worth a note.
    private static let edge = 0.1

    init(_ source: PictureSource) throws(PictureAbsence) {
        guard !source.varying.isEmpty else { throw .noVaryingParameter }
        let ranked = source.ranked
        guard let best = ranked.first else { throw .noTrials }
        let points = TrialPoints(ranked)
        let axes = source.varying.filter { $0.occurs(in: points.trials) }
        guard !axes.isEmpty else { throw .noVaryingParameter }
        var summary = ["The best is \(source.figure(best)), drawn as a diamond."]
        // Where all trials are equally good, none tells where better ones may be.
        if ranked.contains(where: { $0.objective != best.objective }) { summary += Self.ends(axes, best) }
        summary += source.varying.filter { !$0.occurs(in: points.trials) }.map {
            "Of the ranked trials drawn none has \($0.name), so that it has no chart."
        }
        picture = Picture(
            .parameters, summary: summary + points.note + source.metric.note,
            charts: axes.map { Self.chart($0, points: points, best: best, source) })
    }

    /// Where the best trial lies at an end of what is declared; that it does not, where anything is declared.
    private static func ends(_ axes: [ParameterAxis], _ best: RankedTrial) -> [String] {
        var sentences: [String] = []
        var isDeclared = false
        for axis in axes {
            guard let value = best.trial.configuration[axis.name] else { continue }
            let place: String?
            if axis.isBounded, let share = axis.share(value) {
                let end = share <= edge ? "lower" : share >= 1 - edge ? "upper" : nil
                place = end.map { "lies in the \($0) tenth of its range" }
            } else if let ends = axis.listEnds, let number = value.number {
                let end = number <= ends.lowerBound ? "smallest" : number >= ends.upperBound ? "largest" : nil
                place = end.map { "is the \($0) of its values" }
            } else {
                continue
            }
            isDeclared = true
            guard let place else { continue }
            sentences.append(
                "The best trial's \(axis.name) (\(NumberText.scalar(value))) \(place): better values may lie beyond.")
        }
        guard sentences.isEmpty, isDeclared else { return sentences }
        return ["The best trial lies at no end of a declared range or list of numbers."]
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
        var data = [("trials", shown.map { $0.row([axis]) }), ("edges", edges)]
        // The best may lack the parameter, and a layer without rows would leave the axes without ends.
        if axis.cell(best.trial.configuration) != nil {
            data.append(("best", [best.row([axis])]))
            layers.append(
                Layer(
                    mark: .point,
                    settings: [("shape", "diamond"), ("size", 110), ("color", Palette.vermilion), ("strokeWidth", 2)],
                    data: "best", encodings: [(.x, x), (.y, y)]))
        }
        return Chart(
            title: axis.name, width: 260, height: 200, data: data.map { (name: $0.0, rows: $0.1) }, layers: layers,
            brushed: [axis.brushed, BrushedField(field: "objective", column: "objective")])
    }
}
