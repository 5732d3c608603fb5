import StudyCore

/// The middle 80 % of the learning curves as a band with their median, and the best five one by one.
struct CurvesPicture {
    let picture: Picture
    private static let bestCount = 5

    /// - Parameter chosen: the metric; nil for the objective, or a loss where that has no curve.
    init(_ source: PictureSource, of chosen: String? = nil) throws(PictureAbsence) {
        let complete = source.curves.filter { $0.state == .complete }
        let names = TrialCurve.names(complete)
        let name = try source.curveName(chosen, among: names)
        let curves = complete.compactMap { TrialCurve($0, name) }.filter { $0.points.count > 1 }
        let best = source.bestWithCurves(Self.bestCount).compactMap { trial in
            TrialCurve(trial, name).map { (label: source.label(trial), phrase: source.phrase(trial), curve: $0) }
        }.filter { $0.curve.points.count > 1 }
        guard let first = curves.first, !best.isEmpty else { throw .noCurves(of: name) }
        let axis = MetricAxis(name, values: curves.lazy.flatMap(\.points).map(\.value))
        let x = Encoding.field("step", .quantitative).titled(first.unit.rawValue).scaled(.linear).whole
        let y = axis.encoding("value")
        let band = CurveBand(curves).rows(on: axis.scale)
        let labels = best.map(\.label)
        let rows = best.flatMap { label, _, curve in
            curve.drawn.filter { axis.scale == .linear || $0.value > 0 }.map { point -> Node in
                [
                    "trial": .integer(curve.trial), "line": .text(label),
                    "step": .integer(point.step), "value": .real(point.value),
                ]
            }
        }
        let tooltip = Encoding.tooltip([
            ("line", .nominal, "trial"), ("step", .quantitative, first.unit.rawValue), ("value", .quantitative, name),
        ])
        let chart = Chart(
            data: [("band", band), ("best", rows)],
            layers: [
                Layer(
                    mark: .area, settings: [("color", Palette.grey), ("opacity", 0.25)], data: "band",
                    encodings: [
                        (.x, x), (.y, axis.encoding("low", title: name)),
                        (.y2, Encoding.field("high", .quantitative).plain),
                    ]),
                Layer(
                    mark: .line, settings: [("color", Palette.grey), ("strokeWidth", 1)], data: "band",
                    encodings: [(.x, x), (.y, axis.encoding("median", title: name))]),
                Layer(
                    mark: .line, settings: [("strokeWidth", 2)], data: "best",
                    encodings: [(.x, x), (.y, y), (.detail, Encoding.field("line", .nominal)), (.tooltip, tooltip)]
                        + Palette.lines("line", labels, title: source.trialTitle("best trials")), fades: true),
            ])
        let all = source.ranked.count
        let drawn = curves.count == all ? "all \(all) complete trials" : "\(curves.count) of \(all) complete trials"
        var summary = [
            "The band holds the middle 80 % of \(drawn) at each \(first.unit.rawValue), the thin line is their median.",
            "The lines are \(best.map(\.phrase).joined(separator: ", ")).",
        ]
        if let curve = best.first?.curve, let from = curve.points.first, let to = curve.points.last {
            summary.append(
                "\(name) of the best goes from \(NumberText.metric(from.value, named: name)) at \(curve.unit.rawValue) "
                    + "\(from.step) to \(NumberText.metric(to.value, named: name)) at \(curve.unit.rawValue) \(to.step)."
            )
        }
        picture = Picture(.curves, summary: summary, charts: [chart])
    }
}
