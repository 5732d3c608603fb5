import Optimizers

/// Everything that defines how a network is built and trained, apart from its data and its seed.
public struct NetworkDescription: Sendable, Hashable {
    public var architecture: Architecture
    public var initialization: Initialization
    /// By default (nil) cross-entropy for classes, and the squared error for numbers.
    public var loss: LossDescription?
    public var optimizer: OptimizerDescription
    public var schedule: LearningRateSchedule
    /// The norm of all gradients together is kept below this.
    public var clipNorm: Double?
    public var batchSize: BatchSize
    /// How often the training rows are gone through; 0 leaves the network as it was initialized.
    public var epochs: Int
    public var order: ExampleOrder
    public var tracking: Tracking
    public var selection: Selection

    public init(
        architecture: Architecture, initialization: Initialization = .pytorch, loss: LossDescription? = nil,
        optimizer: OptimizerDescription, schedule: LearningRateSchedule = LearningRateSchedule(),
        clipNorm: Double? = nil, batchSize: BatchSize, epochs: Int, order: ExampleOrder = .shuffled,
        tracking: Tracking = Tracking(), selection: Selection = Selection()
    ) {
        self.architecture = architecture
        self.initialization = initialization
        self.loss = loss
        self.optimizer = optimizer
        self.schedule = schedule
        self.clipNorm = clipNorm
        self.batchSize = batchSize
        self.epochs = epochs
        self.order = order
        self.tracking = tracking
        self.selection = selection
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
    /// Sorted by class, shuffled within each class once for the whole run.
    case byClass
}

/// What is measured beyond the usual after each epoch.
public struct Tracking: Sendable, Hashable {
    /// Loss and accuracy over all training rows at the epoch's end, beside the running ones.
    public var fullTraining: Bool
    /// Loss and accuracy on the held-out rows after each epoch.
    public var testCurve: Bool
    /// The norm of each layer's weight gradient in each epoch's first batch, before its step.
    public var gradientNorms: Bool

    public init(fullTraining: Bool = false, testCurve: Bool = false, gradientNorms: Bool = false) {
        self.fullTraining = fullTraining
        self.testCurve = testCurve
        self.gradientNorms = gradientNorms
    }
}

/// What is minimised.
public enum LossDescription: Sendable, Hashable {
    /// Softmax and cross-entropy against class labels, averaged over the batch.
    case crossEntropy
    /// The squared error, averaged over outputs and batch: against numbers, or against classes as ones and zeros.
    case meanSquaredError
}

/// What the outputs of a network are held against.
public enum TargetKind: Sendable, Hashable {
    /// One of so many classes.
    case classes(Int)
    /// A number.
    case number
}
