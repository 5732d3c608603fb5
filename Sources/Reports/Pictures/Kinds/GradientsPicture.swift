import StudyCore

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
