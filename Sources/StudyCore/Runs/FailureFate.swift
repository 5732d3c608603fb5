/// What came of a run after one of its attempts had failed.
public enum FailureFate: String, Hashable, Sendable, CaseIterable {
    /// Another attempt has been made.
    case triedAgain
    /// Another attempt is due.
    case due
    /// The run has failed for good, unless a person asks for another attempt.
    case final
}

extension RunRecord {
    /// What came of the run after one of its failures.
    public func fate(of failure: FailureRecord) -> FailureFate {
        if failure.attempt < attempts { return .triedAgain }
        return state == .failed ? .final : .due
    }
}
