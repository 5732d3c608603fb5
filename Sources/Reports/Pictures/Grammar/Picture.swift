import StudyCore

/// A picture of a study: one chart or several small ones, and what they show in words.
public struct Picture: Sendable {
    public let kind: PictureKind
    /// What can be seen, in sentences, for those who cannot see it.
    public private(set) var summary: String
    private(set) var charts: [Chart]
    private static let columns = 3

    init(_ kind: PictureKind, summary: [String], charts: [Chart]) {
        self.kind = kind
        self.summary = summary.map(visiblyPrintable).joined(separator: " ")
        self.charts = charts
    }

    /// The same with one more sentence.
    func noting(_ sentence: String) -> Picture {
        var copy = self
        copy.summary += " " + visiblyPrintable(sentence)
        return copy
    }

    /// The same with other ends of an axis, and a sentence about lines that lie wholly beyond them.
    func limited(_ axis: PictureAxis, _ limits: AxisLimits) throws(PictureAbsence) -> Picture {
        var copy = self
        copy.charts = []
        for chart in charts { copy.charts.append(try chart.limited(axis, limits)) }
        var hidden: [String] = []
        for name in copy.charts.flatMap({ $0.linesBeyond(axis) }) where !hidden.contains(name) { hidden.append(name) }
        guard !hidden.isEmpty else { return copy }
        return copy.noting(
            "Wholly beyond the ends of the \(axis.rawValue) axis, and not to be seen: \(hidden.joined(separator: "; "))."
        )
    }

    /// The version of Vega-Lite that is written.
    static let schema = "https://vega.github.io/schema/vega-lite/v6.json"

    /// The whole picture as one Vega-Lite specification, with its data and without references to anything outside.
    public func specification() -> Node {
        guard charts.count > 1 else { return charts.first.map { self.specification(of: $0, isLinked: false) } ?? [:] }
        // Data sets of different charts may have the same name.
        let renamed = charts.enumerated().map { number, chart in chart.renamingData { "\($0)\(number)" } }
        var entries = Self.head(title: kind.title, description: summary)
        entries.append(("datasets", Self.datasets(renamed)))
        entries += [
            ("columns", .integer(min(Self.columns, charts.count))),
            ("concat", .list(renamed.map { $0.view(isLinked: false, isResponsive: false) })),
            ("resolve", ["scale": ["color": "independent", "shape": "independent", "strokeDash": "independent"]]),
        ]
        return .map(entries + [("config", Self.config)])
    }

    /// One of the charts as a specification of its own, which fills its place on a page and takes part in selections.
    func pageSpecification(of chart: Chart) -> Node { specification(of: chart, isLinked: true) }

    private func specification(of chart: Chart, isLinked: Bool) -> Node {
        var chart = chart
        let title = chart.title ?? kind.title
        chart.title = nil
        var entries = Self.head(title: isLinked ? nil : title, description: "\(visiblyPrintable(title)). \(summary)")
        entries.append(("datasets", Self.datasets([chart])))
        if isLinked {
            entries.append(("params", [["name": .text(Linking.picked), "value": nil]]))
            entries.append(("autosize", ["type": "fit-x", "contains": "padding"]))
        }
        entries += (chart.view(isLinked: isLinked, isResponsive: isLinked).mapValue ?? []).map { ($0.key, $0.value) }
        return .map(isLinked ? entries : entries + [("config", Self.config)])
    }

    private static func head(title: String?, description: String) -> [(String, Node)] {
        let head: [(String, Node)] = [("$schema", .text(schema)), ("description", .text(description))]
        return head + (title.map { [("title", .text(visiblyPrintable($0)))] } ?? [])
    }

    private static func datasets(_ charts: [Chart]) -> Node {
        .map(charts.flatMap { $0.data.map { ($0.name, .list($0.rows)) } })
    }

    /// How files look; a page has its own looks, in light and dark.
    private static let config: Node = [
        "background": "white", "font": "sans-serif", "axis": ["gridColor": "#e5e5e5", "labelLimit": 140],
        "view": ["stroke": "#cccccc"], "title": ["anchor": "start"],
        "legend": ["labelLimit": 320, "titleLimit": 320],
    ]
}

extension Chart {
    fileprivate func renamingData(_ rename: (String) -> String) -> Chart {
        var copy = self
        copy.data = data.map { (rename($0.name), $0.rows) }
        copy.layers = layers.map {
            Layer(
                mark: $0.mark, settings: $0.settings, data: rename($0.data), encodings: $0.encodings, brush: $0.brush,
                fades: $0.fades)
        }
        return copy
    }
}
