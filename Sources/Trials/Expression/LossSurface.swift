import Datasets
import StudyCore

/// The loss of an expression trial wherever it is asked for, to be drawn.
public struct LossSurface {
    /// The learnt names, in the order in which they are declared.
    public let names: [String]
    /// Where the minimum is, where that is known.
    public var optimum: [Double]? { trainer.knownOptimum }
    private let trainer: ExpressionTrainer

    /// Nil where the description cannot be read, or its data are not there.
    /// - Parameters:
    ///   - description: with all whole references replaced.
    ///   - seed: of the run whose rows count, where they are drawn.
    public init?(_ description: Node, configuration: Configuration, seed: UInt64, environment: TrialEnvironment) {
        guard
            let specification = ExpressionSpecification(
                description, configuration: configuration, diagnostics: Diagnostics()),
            let trainer = try? ExpressionTrainer(specification, seed: seed, locations: DataLocations(environment))
        else { return nil }
        self.trainer = trainer
        names = specification.program.learnt
    }

    /// The mean loss over all rows at these values of the learnt names; nil where the rows are drawn anew for each batch.
    public func loss(at values: [Double]) -> Double? { trainer.wholeLoss(at: values) }
}
