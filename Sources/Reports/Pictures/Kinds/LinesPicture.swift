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

/// The distance of an expression's learnt values to the optimum, over the iterations.
struct ErrorsPicture {
    let picture: Picture

    init(_ source: PictureSource) throws(PictureAbsence) {
        let trials = source.leading(PictureSource.bestCurveCount)
        let unit = trials.lazy.compactMap { TrialCurve($0, "distance")?.unit }.first
        let lines = trials.compactMap { LinesChart.Line($0, "distance", name: source.label($0)) }
        guard let unit else { throw .noDistance }
        let nearest = trials.compactMap { trial in
            TrialCurve(trial, "distance")?.points.last.map { (source.phrase(trial), $0.value) }
        }.min { $0.1 < $1.1 }
        var summary = ["Distance to the optimum over the \(unit.rawValue)s, logarithmic; 0 cannot be drawn."]
        if lines.contains(where: { $0.band != nil }) { summary.append(LinesChart.bandSentence) }
        if let (name, distance) = nearest {
            summary.append("\(name) ends nearest, \(NumberText.significant(distance)) away.")
        }
        picture = Picture(
            .errors, summary: summary,
            charts: [
                LinesChart.chart(
                    lines, unit: unit, title: "distance to the optimum", legend: source.trialTitle(),
                    fixedScale: .log)
            ])
    }
}

/// The running loss of an epoch beside the loss over all training rows at its end, for the best trials.
struct LossesPicture {
    let picture: Picture
    private static let trialCount = 4

    init(_ source: PictureSource) throws(PictureAbsence) {
        var lines: [LinesChart.Line] = []
        var unit: StudyCore.Measurement.Unit?
        var gaps: [String] = []
        for trial in source.leading(Self.trialCount) {
            guard let running = TrialCurve(trial, "train.loss"), let full = TrialCurve(trial, "train.full_loss") else {
                continue
            }
            unit = running.unit
            let label = source.label(trial)
            lines.append(.init(name: label, group: "running", trial: trial.number, points: running.drawn))
            lines.append(.init(name: label, group: "full", trial: trial.number, points: full.drawn))
            if let first = running.points.last, let last = full.points.last {
                gaps.append(
                    "\(source.phrase(trial)) ends at \(NumberText.significant(first.value)) running and "
                        + "\(NumberText.significant(last.value)) full.")
            }
        }
        guard let unit else { throw .notTracked("train_full") }
        picture = Picture(
            .losses,
            summary: ["The running loss is the mean over an epoch's batches, the full loss is taken at its end."]
                + gaps,
            charts: [LinesChart.chart(lines, unit: unit, title: "training loss", legend: source.trialTitle())])
    }
}

/// The norm of the gradient by layer, over the epochs, of the best trial.
struct GradientsPicture {
    let picture: Picture

    init(_ source: PictureSource) throws(PictureAbsence) {
        guard let trial = source.bestWithCurves(1).first else { throw .notTracked("gradient_norms") }
        let prefix = "gradient_norm."
        let layers = TrialCurve.names([trial]).filter { $0.hasPrefix(prefix) && Int($0.dropFirst(prefix.count)) != nil }
        let curves = layers.compactMap { name in TrialCurve(trial, name).map { (name, $0) } }
        guard let (_, first) = curves.first, let (_, last) = curves.last else { throw .notTracked("gradient_norms") }
        let lines = curves.map { name, curve in
            LinesChart.Line(name: "layer \(name.dropFirst(prefix.count))", trial: trial.number, points: curve.drawn)
        }
        var summary = [
            "Of the best, \(source.phrase(trial)), by layer with weights, the first nearest to the input."
        ]
        if let low = first.points.last?.value, let high = last.points.last?.value {
            summary.append(
                "At the end the first layer's is \(NumberText.significant(low)), the last one's "
                    + "\(NumberText.significant(high)).")
        }
        picture = Picture(
            .gradients, summary: summary,
            charts: [
                LinesChart.chart(lines, unit: first.unit, title: "gradient norm", legend: "layer", fixedScale: .log)
            ])
    }
}

extension PictureSource {
    /// How many parameters' values a name holds.
    private static let namedCount = 3

    /// A trial's name in a legend: its number with its values of the parameters in which the trials drawn differ, the most
    /// important first; `trialTitle` names these.
    func label(_ trial: TrialRecord) -> String {
        let number = TrialCurve.label(trial.number)
        return named(trial).map { "\(number): \($0)" } ?? number
    }

    /// The same within a sentence: `trial 17 (0.1, adam)`.
    func phrase(_ trial: TrialRecord) -> String {
        let number = TrialCurve.label(trial.number)
        return named(trial).map { "\(number) (\($0))" } ?? number
    }

    /// Nil where nothing differs.
    private func named(_ trial: TrialRecord) -> String? {
        let values = varying.prefix(Self.namedCount).map { axis in
            trial.configuration[axis.name].map(NumberText.scalar) ?? "–"
        }
        guard !values.isEmpty else { return nil }
        let more = varying.count > values.count ? ", …" : ""
        return TerminalText.cut(values.joined(separator: ", "), to: 36) + more
    }

    /// The title of a legend of trials, with what the values in their names are of.
    func trialTitle(_ noun: String = "trial") -> String {
        let names = varying.prefix(Self.namedCount).map(\.name)
        guard !names.isEmpty else { return noun }
        let more = varying.count > names.count ? ", …" : ""
        return "\(noun): \(TerminalText.cut(names.joined(separator: ", "), to: 44))\(more)"
    }
}
