import StudyCore

/// An axis for each parameter that varies and one for the metric, a line for each trial; the best tenth on top.
struct ParallelPicture {
    let picture: Picture
    private static let greatestAxisCount = 12
    private static let greatestLineCount = 300
    /// Where lines pass an axis whose parameter they do not have: below its lower end.
    static let inactiveShare = -0.14

    init(_ source: PictureSource) throws(PictureAbsence) {
        guard !source.varying.isEmpty else { throw .noVaryingParameter }
        let ranked = source.ranked
        guard let best = ranked.first else { throw .noTrials }
        let points = TrialPoints(ranked, atMost: Self.greatestLineCount)
        let axes = Array(source.varying.filter { $0.occurs(in: points.trials) }.prefix(Self.greatestAxisCount))
        guard !axes.isEmpty else { throw .noVaryingParameter }
        let values = ranked.compactMap(\.objective)
        guard let low = values.min(), let high = values.max() else { throw .noTrials }
        let ends = source.metric.bounds ?? low...high
        let topCount = max(1, (ranked.count + 9) / 10)
        // Ranks are the study's, of which only some trials may be drawn.
        let lastOfTop = ranked[topCount - 1].rank ?? topCount
        let titles = Self.titles(axes.map(\.name) + [source.metric.name])
        func rows(_ ranked: RankedTrial) -> [Node] {
            let group: Node = (ranked.rank ?? .max) <= lastOfTop ? "best tenth" : "others"
            func row(_ title: String, _ share: Double, _ text: String) -> Node {
                .map([
                    ("trial", .integer(ranked.trial.number)), ("axis", .text(title)), ("group", group),
                    ("share", .real(share)), ("value", .text(text)),
                ])
            }
            // A row without a place would break the line in two, or hide it.
            var rows = zip(axes, titles).compactMap { axis, title in
                guard let value = ranked.trial.configuration[axis.name] else {
                    return row(title, Self.inactiveShare, Self.inactive)
                }
                return axis.share(value).map { row(title, $0, NumberText.scalar(value)) }
            }
            let objective = ranked.objective ?? low
            let share = (objective - ends.lowerBound) / (ends.upperBound - ends.lowerBound)
            rows.append(
                row(
                    titles[axes.count], share.isFinite ? min(1, max(0, share)) : 0.5,
                    NumberText.metric(objective, named: source.metric.name)))
            return rows
        }
        let top = points.trials.filter { ($0.rank ?? .max) <= lastOfTop }
        let others = points.trials.filter { ($0.rank ?? .max) > lastOfTop }
        let partial = Set(
            zip(axes, titles).filter { axis, _ in
                points.trials.contains { $0.trial.configuration[axis.name] == nil }
            }.map(\.1))
        let x = Encoding.field("axis", .ordinal).titled(nil).sorted(titles.map { .text($0) })
            .axis([
                "labelAngle": 0, "grid": true, "domain": false,
                "labelLimit": ["expr": .text("width / \(titles.count) - 4")],
            ])
        let y = Encoding.field("share", .quantitative).titled(nil)
            .scaled(.linear, from: partial.isEmpty ? 0 : Self.inactiveShare, to: 1).axis(nil)
        let tooltip = Encoding.tooltip([
            ("trial", .quantitative, "trial"), ("axis", .nominal, "axis"), ("value", .nominal, "value"),
        ])
        let domain: [Node] = ["best tenth", "others"]
        let colour = Encoding.field("group", .nominal).titled(nil).mapped(
            domain, to: [Palette.vermilion, Palette.grey])
        let line: [(Channel, Encoding)] = [
            (.x, x), (.y, y), (.detail, .field("trial", .nominal)), (.color, colour), (.tooltip, tooltip),
        ]
        let marks =
            Self.ends(axes, titles, low: ends.lowerBound, high: ends.upperBound, source)
            + titles.filter(partial.contains).map { Self.mark($0, Self.inactiveShare, Self.inactive) }
        let chart = Chart(
            width: max(480, 110 * titles.count), height: 280,
            data: [("others", others.flatMap(rows)), ("top", top.flatMap(rows)), ("ends", marks)],
            layers: [
                Layer(
                    mark: .line, settings: [("strokeWidth", 1), ("strokeOpacity", 0.4)], data: "others",
                    encodings: line, brush: [.x, .y], fades: true),
                Layer(
                    mark: .line,
                    settings: top.count > 40 ? [("strokeWidth", 1), ("strokeOpacity", 0.5)] : [("strokeWidth", 2)],
                    data: "top", encodings: line, fades: true),
                Layer(
                    mark: .text,
                    settings: [
                        ("fontSize", 10), ("fontWeight", "bold"), ("color", Palette.grey), ("dx", 4), ("align", "left"),
                    ], data: "ends",
                    encodings: [(.x, x), (.y, y), (.text, .field("value", .nominal))]),
            ],
            brushed: [
                BrushedField(field: "axis", column: "axis", isDiscrete: true),
                BrushedField(field: "share", column: "share"),
            ])
        var summary = [
            "Lines of the best tenth (the best \(topCount) of \(NumberText.count(ranked.count, "trial"))) lie on top; "
                + "the best is \(source.figure(best))."
        ]
        if !partial.isEmpty { summary.append("A line passes below an axis where the trial lacks the parameter.") }
        picture = Picture(.parallel, summary: summary + points.note + source.metric.note, charts: [chart])
    }

    /// Said of a parameter that a trial does not have.
    private static let inactive = "inactive"

    private static func mark(_ title: String, _ share: Double, _ text: String) -> Node {
        ["axis": .text(title), "share": .real(share), "value": .text(text)]
    }

    /// The values at the lower and the upper end of each axis.
    private static func ends(
        _ axes: [ParameterAxis], _ titles: [String], low: Double, high: Double, _ source: PictureSource
    ) -> [Node] {
        var rows: [Node] = []
        for (axis, title) in zip(axes, titles) {
            if let bounds = axis.bounds {
                rows.append(mark(title, 0, NumberText.scalar(.real(bounds.lowerBound))))
                rows.append(mark(title, 1, NumberText.scalar(.real(bounds.upperBound))))
            } else if case .categories(let values) = axis.scale {
                rows += values.enumerated().map { index, value in
                    let share = values.count > 1 ? Double(index) / Double(values.count - 1) : 0.5
                    return mark(title, share, TerminalText.cut(NumberText.scalar(value), to: 14))
                }
            }
        }
        let metric = titles[axes.count]
        return rows + [
            mark(metric, 0, NumberText.metric(low, named: source.metric.name)),
            mark(metric, 1, NumberText.metric(high, named: source.metric.name)),
        ]
    }

    /// Names that differ: a parameter may be called as the metric is.
    private static func titles(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            var title = visiblyPrintable(name)
            while !taken.insert(title).inserted { title += "′" }
            return title
        }
    }
}
