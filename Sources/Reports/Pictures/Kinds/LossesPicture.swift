import StudyCore

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
