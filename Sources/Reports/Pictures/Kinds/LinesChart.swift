import StudyCore

/// Measured quantities over the steps as lines, told apart by colour and dash.
struct LinesChart {
    /// One line: its name in the legend and its points.
    struct Line {
        let name: String
        /// Tells lines of one name apart, by their dash; the name is then shown by colour alone.
        var group: String?
        let trial: Int
        let points: [(step: Int, value: Double)]
        /// What most of the runs lie between that the line is the mean of; nil of one run.
        var band: CurveBand?

        init(
            name: String, group: String? = nil, trial: Int, points: [(step: Int, value: Double)], band: CurveBand? = nil
        ) {
            (self.name, self.group, self.trial, self.points, self.band) = (name, group, trial, points, band)
        }

        /// The mean over a trial's runs of something measured, with a band around it; nil where no run has it.
        init?(_ trial: TrialRecord, _ quantity: String, name: String) {
            guard let mean = TrialCurve(trial, quantity) else { return nil }
            let runs = TrialCurve.runs(of: trial, quantity)
            self.init(
                name: name, trial: trial.number, points: mean.drawn, band: runs.count > 1 ? CurveBand(runs) : nil)
        }
    }

    /// Said where bands are drawn.
    static let bandSentence = "Lines are means over a trial's runs, bands hold the middle 80 % of these."

    /// - Parameters:
    ///   - fixedScale: of the values; by the values where nil.
    static func chart(
        _ lines: [Line], unit: StudyCore.Measurement.Unit, title: String, legend: String?,
        fixedScale: PositionScale? = nil
    ) -> Chart {
        let scale = fixedScale ?? MetricAxis(title, values: lines.lazy.flatMap(\.points).map(\.value)).scale
        let rows = lines.flatMap { line in
            line.points.filter { scale == .linear || $0.value > 0 }.map { point -> Node in
                [
                    "trial": .integer(line.trial), "line": .text(line.name), "group": .text(line.group),
                    "step": .integer(point.step),
                    "value": .real(point.value),
                ]
            }
        }
        let tooltip = Encoding.tooltip([
            ("line", .nominal, legend ?? "line"), ("step", .quantitative, unit.rawValue),
            ("value", .quantitative, title),
        ])
        let x = Encoding.field("step", .quantitative).titled(unit.rawValue).scaled(.linear).whole
        let look = looks(lines, legend: legend)
        var chart = Chart(
            data: [("lines", rows)],
            layers: [
                Layer(
                    mark: .line, settings: [("strokeWidth", 1.8)], data: "lines",
                    encodings: [
                        (.x, x), (.y, .field("value", .quantitative).titled(title).scaled(scale)), (.tooltip, tooltip),
                    ] + look, fades: true)
            ])
        let bands = lines.flatMap { line in
            line.band?.rows(on: scale, [("trial", .integer(line.trial)), ("line", .text(line.name))]) ?? []
        }
        guard !bands.isEmpty else { return chart }
        chart.data.insert(("bands", bands), at: 0)
        chart.layers.insert(
            Layer(
                mark: .area, settings: [("fillOpacity", 0.18)], data: "bands",
                encodings: [
                    (.x, x), (.y, .field("low", .quantitative).titled(title).scaled(scale)),
                    (.y2, Encoding.field("high", .quantitative).plain),
                ] + look.prefix(1).map { ($0.0, $0.1.legend(nil)) }, fades: true), at: 0)
        // The lines have a legend, the bands have none.
        chart.hasOwnColours = true
        return chart
    }
}

extension LinesChart {
    private static func looks(_ lines: [Line], legend: String?) -> [(Channel, Encoding)] {
        func different(_ names: [String]) -> [String] {
            names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
        let names = different(lines.map(\.name))
        let groups = different(lines.compactMap(\.group))
        guard !groups.isEmpty else { return Palette.lines("line", names, title: legend) }
        // The first of each: colour by name, dash by group.
        return Palette.lines("line", names, title: legend).prefix(1)
            + Palette.lines("group", groups, title: nil).suffix(1)
    }
}
