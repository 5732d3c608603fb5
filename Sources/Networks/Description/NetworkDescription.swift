import Optimizers

/// Everything that defines how a network is built and trained, apart from its data and its seed.
public struct NetworkDescription: Sendable, Hashable {
    public var architecture: Architecture
    public var initialization: Initialization
    public var loss: LossDescription
    public var optimizer: OptimizerDescription
    public var batchSize: BatchSize
    /// How often the training rows are gone through; 0 leaves the network as it was initialized.
    public var epochs: Int
    public var order: ExampleOrder
    public var tracking: Tracking

    public init(
        architecture: Architecture, initialization: Initialization = .pytorch, loss: LossDescription = .crossEntropy,
        optimizer: OptimizerDescription, batchSize: BatchSize, epochs: Int, order: ExampleOrder = .shuffled,
        tracking: Tracking = Tracking()
    ) {
        self.architecture = architecture
        self.initialization = initialization
        self.loss = loss
        self.optimizer = optimizer
        self.batchSize = batchSize
        self.epochs = epochs
        self.order = order
        self.tracking = tracking
    }
}

/// How many examples make one step.
public enum BatchSize: Sendable, Hashable {
    case rows(Int)
    /// All training rows: gradient descent.
    case full

    /// The number of rows of a batch where the training part has `rows` of them.
    func count(of rows: Int) -> Int {
        switch self {
        case .rows(let count): count
        case .full: rows
        }
    }
}

/// In which order an epoch goes through the training rows.
public enum ExampleOrder: Sendable, Hashable {
    /// Anew for every epoch, from the run's random stream.
    case shuffled
    /// As the rows come.
    case sequential
}

/// What is measured beyond the usual after each epoch.
public struct Tracking: Sendable, Hashable {
    /// Loss and accuracy over all training rows at the epoch's end, beside the running ones.
    public var fullTraining: Bool
    /// Loss and accuracy on the held-out rows after each epoch.
    public var testCurve: Bool

    public init(fullTraining: Bool = false, testCurve: Bool = false) {
        self.fullTraining = fullTraining
        self.testCurve = testCurve
    }
}

/// What is minimised.
public enum LossDescription: Sendable, Hashable {
    /// Softmax and cross-entropy against class labels, averaged over the batch.
    case crossEntropy
}
