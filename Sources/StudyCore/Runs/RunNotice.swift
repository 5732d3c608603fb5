/// Something that a run says of itself while it goes on, beside its measurements.
public struct RunNotice: Hashable, Sendable {
    public enum Weight: String, Sendable, CaseIterable {
        /// Good to know: that it carries on from its checkpoint.
        case note
        /// Something is not as it was meant; the run goes on all the same.
        case warning
    }

    public let weight: Weight
    /// Follows the run's name: `carries on after epoch 7`.
    public let sentence: String

    public init(_ weight: Weight, _ sentence: String) {
        self.weight = weight
        self.sentence = sentence
    }
}
