import StudyCore

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
