import StudyCore

/// The rules there are by which runs are ended early.
public enum PrunerCatalog {
    /// One line each; the tests' conformance suite runs over them.
    public static let methods: [PruningMethod] = [
        ThresholdPruner.method
    ]
}
