import Datasets

/// Loss and accuracy over some examples, and which of them were right.
public struct Evaluation: Sendable, Hashable {
    /// The mean loss; NaN for no examples.
    public let loss: Double
    /// The share of examples classified rightly, 0…1; NaN for no examples; nil if numbers are predicted.
    public let accuracy: Double?
    /// R², the coefficient of determination; NaN if all numbers are the same; nil if classes are predicted.
    public let r2: Double?
    /// One bit per example, least significant first, set where it was right; unused bits are 0. Empty if
    /// numbers are predicted.
    public let correct: [UInt8]
}

/// What one epoch of training gave.
public struct EpochMeasurement: Sendable, Hashable {
    /// Counted from 1.
    public let epoch: Int
    /// The mean of the losses before each step, over the epoch's examples (`train.loss`).
    public let trainingLoss: Double
    /// The share of examples classified rightly before the step on them (`train.accuracy`).
    /// Nil if numbers are predicted.
    public let trainingAccuracy: Double?
    /// Over all training rows at the epoch's end, if tracked (`train.full_loss`, `train.full_accuracy`).
    public let fullTraining: Evaluation?
    /// If there are validation rows.
    public let validation: Evaluation?
    /// If tracked and there are held-out rows.
    public let test: Evaluation?
    /// If tracked, the norm of each layer's weight gradient in the epoch's first batch, from the first layer to the last.
    public let gradientNorms: [Double]
    /// The time of the training steps alone, without evaluation.
    public let seconds: Double
    /// Whether a batch's loss was not finite. The epoch then ended at that batch, without evaluations.
    public let isDiverged: Bool
}

/// The parts of a data set that a network is trained and measured on.
public struct TrainingData: Sendable {
    public let training: ExampleTable
    /// Nil or empty if there is nothing to select by.
    public let validation: ExampleTable?
    /// The held-out part; nil or empty if there is none.
    public let test: ExampleTable?

    public init(training: ExampleTable, validation: ExampleTable? = nil, test: ExampleTable? = nil) {
        self.training = training
        self.validation = validation
        self.test = test
    }
}
