/// What a run is told in answer to a measurement.
public enum RunAdvice: String, Hashable, Sendable, CaseIterable {
    case proceed = "continue"
    /// End early, in order.
    case stop
}

/// A rule by which runs are ended early: the sibling of `Sampler`.
///
/// What it says of a measurement is a function of the rule and of what it is shown; never of time, of workers or of the order
/// in which runs end. A run waits for the answer to each of its measurements, so that it always ends at the same step.
public protocol Pruner: Sendable {
    /// What a run is told that has just made a measurement.
    func advice(after measurement: Measurement) -> RunAdvice

    /// The rule in a few words, equal for rules that decide alike: `threshold: loss above 10.0 from step 3 on`.
    var summary: String { get }
}

/// A pruner's entry in the catalog: its name in study files, and how its settings are read.
public struct PruningMethod: Sendable {
    /// The key under `search.pruner`.
    public let name: String
    /// Makes the pruner of what stands under the key; nil, with diagnostics, where anything is wrong with it.
    public let read: @Sendable (Node, PruningProblem, Diagnostics) -> (any Pruner)?

    public init(
        _ name: String, read: @escaping @Sendable (Node, PruningProblem, Diagnostics) -> (any Pruner)?
    ) {
        self.name = name
        self.read = read
    }
}

/// What a pruner's settings are held against.
public struct PruningProblem: Sendable {
    /// What a run measures on its way; nil where any name may come.
    public let measured: [String]?
    public let objective: Objective?

    public init(measured: [String]?, objective: Objective?) {
        self.measured = measured
        self.objective = objective
    }
}
