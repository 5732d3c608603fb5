import StudyCore

extension PictureSource {
    /// The measured quantity that stands for a run's course: the objective where it was measured as the run went, else a
    /// loss.
    static func curveName(_ objective: String, among names: [String]) -> String? {
        [objective, "validation.loss", "train.loss", "loss"].first(where: names.contains)
    }

    /// The quantity whose curves are drawn: the one that was chosen, or that which stands for a run's course.
    func curveName(_ chosen: String?, among names: [String]) throws(PictureAbsence) -> String {
        if let chosen {
            guard names.contains(chosen) else { throw .noCurve(of: chosen, known: names) }
            return chosen
        }
        guard let name = Self.curveName(metric.name, among: names) else { throw .noCurves(of: metric.name) }
        return name
    }

    /// How many points a small curve has at most.
    private static let sparklineCount = 24

    /// A small curve for each trial whose curve is at hand, by its number.
    public var sparklines: [Int: [Double]] { Self.sparklines(curves, objective: study.objective) }

    /// A small curve for each of these trials that has one, by its number.
    public static func sparklines(_ curves: [TrialRecord], objective: Objective) -> [Int: [Double]] {
        guard let name = curveName(objective.metric, among: TrialCurve.names(curves)) else { return [:] }
        var lines: [Int: [Double]] = [:]
        for trial in curves {
            guard let points = TrialCurve(trial, name)?.points, points.count > 1 else { continue }
            lines[trial.number] = EvenSample.indices(of: points.count, atMost: sparklineCount).map {
                points[$0].value
            }
        }
        return lines
    }
}
