import StudyCore

/// The middle 80 % of the learning curves as a band with their median, and the best five one by one; of trials that were
/// chosen, each as a line.
struct CurvesPicture {
    let picture: Picture
    private static let bestCount = 5
    /// How many lines the words list.
    private static let listedCount = 8

    init(_ source: PictureSource) throws(PictureAbsence) {
        let isChosen = source.ranking.chosen != nil
        let complete = source.curves.filter { $0.state == .complete || isChosen }
        let names = TrialCurve.names(complete)
        guard let name = PictureSource.curveName(source.metric.name, among: names) else {
            throw .noCurves(of: source.metric.name)
        }
        let curves = complete.compactMap { TrialCurve($0, name) }.filter { $0.points.count > 1 }
        let drawn = isChosen ? source.withCurves(Palette.greatestLineCount) : source.bestWithCurves(Self.bestCount)
        let lines = drawn.compactMap { trial in TrialCurve(trial, name).map { (source.label(trial), $0) } }
            .filter { $0.1.points.count > 1 }
        guard let first = curves.first, let (leading, foremost) = lines.first else {
            throw .noCurves(of: source.metric.name)
        }
        let shown = isChosen ? lines.map(\.1) : curves
        let axis = MetricAxis(name, values: shown.lazy.flatMap(\.points).map(\.value))
        let x = Encoding.field("step", .quantitative).titled(first.unit.rawValue).scaled(.linear).whole
        let labels = lines.map(\.0)
        let layers = Self.lines(
            x, axis, labels, title: source.trialTitle(isChosen ? "trial" : "best trials"), unit: first.unit)
        let rows = lines.flatMap { label, curve in
            curve.drawn.filter { axis.scale == .linear || $0.value > 0 }.map { point -> Node in
                [
                    "trial": .integer(curve.trial), "line": .text(label), "step": .integer(point.step),
                    "value": .real(point.value),
                ]
            }
        }
        var chart = Chart(data: [("best", rows)], layers: [layers])
        var summary: [String] = []
        if !isChosen {
            chart.data.insert(("band", Self.band(curves)), at: 0)
            chart.layers.insert(contentsOf: Self.bandLayers(x, axis), at: 0)
            let all = source.ranked.count
            let drawn = curves.count == all ? "all \(all) complete trials" : "\(curves.count) of \(all) complete trials"
            summary.append(
                "The band holds the middle 80 % of \(drawn) at each \(first.unit.rawValue), the thin line is their median."
            )
        }
        if labels.count <= Self.listedCount {
            summary.append("\(labels.count == 1 ? "The line is" : "The lines are") \(labels.joined(separator: "; ")).")
        } else {
            summary.append("The lines are \(labels.count) trials, the best first in the legend.")
        }
        if let from = foremost.points.first, let to = foremost.points.last {
            let subject = isChosen ? leading : "the best"
            summary.append(
                "\(name) of \(subject) goes from \(NumberText.metric(from.value, named: name)) at \(foremost.unit.rawValue) "
                    + "\(from.step) to \(NumberText.metric(to.value, named: name)) at \(foremost.unit.rawValue) \(to.step)."
            )
        }
        picture = Picture(.curves, summary: summary, charts: [chart])
    }

    private static func lines(
        _ x: Encoding, _ axis: MetricAxis, _ labels: [String], title: String, unit: StudyCore.Measurement.Unit
    ) -> Layer {
        let tooltip = Encoding.tooltip([
            ("line", .nominal, "trial"), ("step", .quantitative, unit.rawValue), ("value", .quantitative, axis.name),
        ])
        return Layer(
            mark: .line, settings: [("strokeWidth", 2)], data: "best",
            encodings: [
                (.x, x), (.y, axis.encoding("value")), (.detail, Encoding.field("line", .nominal)), (.tooltip, tooltip),
            ] + Palette.lines("line", labels, title: title), fades: true)
    }

    private static func bandLayers(_ x: Encoding, _ axis: MetricAxis) -> [Layer] {
        [
            Layer(
                mark: .area, settings: [("color", Palette.grey), ("opacity", 0.25)], data: "band",
                encodings: [
                    (.x, x), (.y, axis.encoding("low", title: axis.name)),
                    (.y2, Encoding.field("high", .quantitative).plain),
                ]),
            Layer(
                mark: .line, settings: [("color", Palette.grey), ("strokeWidth", 1)], data: "band",
                encodings: [(.x, x), (.y, axis.encoding("median", title: axis.name))]),
        ]
    }

    /// The tenth, the fiftieth and the ninetieth percentile at each step that most curves have.
    static func band(_ curves: [TrialCurve]) -> [Node] {
        var values: [Int: [Double]] = [:]
        for curve in curves { for point in curve.points { values[point.step, default: []].append(point.value) } }
        let steps = values.keys.filter { (values[$0]?.count ?? 0) * 2 > curves.count }.sorted()
        return EvenSample.indices(of: steps.count, atMost: TrialCurve.greatestCount).map { index in
            let sorted = values[steps[index], default: []].sorted()
            func percentile(_ share: Double) -> Node {
                let place = share * Double(sorted.count - 1)
                let (low, high) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
                return .real(sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low)))
            }
            return [
                "step": .integer(steps[index]), "low": percentile(0.1), "median": percentile(0.5),
                "high": percentile(0.9),
            ]
        }
    }
}
