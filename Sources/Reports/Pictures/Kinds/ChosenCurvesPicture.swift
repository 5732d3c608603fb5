import StudyCore

/// The learning curves of trials that were chosen: a line each, the mean over its runs.
struct ChosenCurvesPicture {
    let picture: Picture
    /// With more lines than these the words list none of them, and bands would hide each other.
    private static let listedCount = 8

    /// - Parameter chosen: the metric; nil for the objective, or a loss where that has no curve.
    init(_ source: PictureSource, of chosen: String? = nil) throws(PictureAbsence) {
        let name = try source.curveName(chosen, among: TrialCurve.names(source.curves))
        let trials = source.withCurves(Palette.greatestLineCount)
        var lines = trials.compactMap { LinesChart.Line($0, name, name: source.label($0)) }
            .filter { $0.points.count > 1 }
        let unit = trials.lazy.compactMap { TrialCurve($0, name)?.unit }.first
        guard let unit, let first = lines.first, let from = first.points.first, let to = first.points.last else {
            throw .noCurves(of: name)
        }
        let areFew = lines.count <= Self.listedCount
        if !areFew { for place in lines.indices { lines[place].band = nil } }
        var summary: [String] = []
        if areFew {
            let drawn = Set(lines.map(\.trial))
            let names = trials.filter { drawn.contains($0.number) }.map(source.phrase).joined(separator: ", ")
            summary.append("\(lines.count == 1 ? "The line is" : "The lines are") \(names).")
        } else {
            summary.append("The lines are \(lines.count) trials, the best first in the legend.")
        }
        if lines.contains(where: { $0.band != nil }) { summary.append(LinesChart.bandSentence) }
        func figure(_ point: (step: Int, value: Double)) -> String {
            "\(NumberText.metric(point.value, named: name)) at \(unit.rawValue) \(point.step)"
        }
        summary.append("\(name) of \(TrialCurve.label(first.trial)) goes from \(figure(from)) to \(figure(to)).")
        picture = Picture(
            .curves, summary: summary,
            charts: [LinesChart.chart(lines, unit: unit, title: name, legend: source.trialTitle())])
    }
}
