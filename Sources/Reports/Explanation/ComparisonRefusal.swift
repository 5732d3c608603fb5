import StudyCore

/// Why a trial cannot be compared with one that was asked for.
public enum ComparisonRefusal: Error, Hashable, Sendable {
    case itself(Int)
    /// A trial without a rank: not complete, or without a finite objective.
    case withoutFigure(Int, RunState, runs: Int)

    /// The reason, as a sentence that names the trial.
    public func sentence(study: String) -> String {
        switch self {
        case .itself(let number): "trial \(number) cannot be compared with itself; name another one"
        case .withoutFigure(let number, .complete, _):
            "trial \(number) of study '\(study)' cannot be compared: its objective is missing or not finite"
        case .withoutFigure(let number, let state, let runs):
            "trial \(number) of study '\(study)' cannot be compared: it is \(state.rawValue), with "
                + (runs == 0 ? "no complete run" : NumberText.count(runs, "complete run"))
        }
    }
}
