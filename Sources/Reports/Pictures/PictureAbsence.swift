import StudyCore

/// Why a study has no picture of a kind.
public enum PictureAbsence: Error, Hashable, Sendable {
    case noTrials
    case noVaryingParameter
    case needsTwoParameters
    case noImportance(complete: Int)
    case noTimes
    case noCosts(of: String)
    case noCurves(of: String)
    case noCurve(of: String, known: [String])
    case needsTwoLearntValues
    case noLandscape
    case noDistance
    case notTracked(String)
    case noLimits(PictureAxis)
    case limitsBeyondLogarithm(PictureAxis)
    case beyondData(PictureAxis)

    /// The reason, as a sentence without its beginning: what follows "there is no picture: ".
    public var reason: String {
        switch self {
        case .noTrials: "no trial is complete yet"
        case .noVaryingParameter: "no parameter takes more than one value"
        case .needsTwoParameters:
            "it takes two parameters with 2 to \(HeatmapPicture.greatestCount) values each; 'parameters' shows others"
        case .noImportance(let complete):
            complete < StudyImportance.leastTrials
                ? "it takes \(StudyImportance.leastTrials) complete trials (there are \(complete))"
                : "no importance was computed"
        case .noTimes: "no run has a beginning and an end yet"
        case .noCosts(let metric): "no complete trial has a metric '\(visiblyPrintable(metric))' above 0"
        case .noCurves(let metric): "no complete trial has a curve of '\(visiblyPrintable(metric))' or of a loss"
        case .noCurve(let metric, let known):
            "no trial has a curve of '\(visiblyPrintable(metric))'"
                + (nameSuggestion(for: metric, among: known).map { "; \($0)" } ?? "")
        case .needsTwoLearntValues: "it takes an expression with two learnt values, and a trial that has ended"
        case .noLandscape:
            "the loss cannot be computed away from the trials' ways, since its data are drawn anew for each batch"
        case .noDistance: "no trial has a distance to the optimum (optimum, under expression)"
        case .noLimits(let axis): "it has no single \(axis) axis of numbers that --\(axis) could limit"
        case .limitsBeyondLogarithm(let axis): "its \(axis) axis is logarithmic: limits must be above 0"
        case .beyondData(let axis): "all that it shows lies beyond the end chosen for its \(axis) axis"
        case .notTracked(let what): "it takes a network with 'track: [\(what)]' and a complete trial"
        }
    }
}
