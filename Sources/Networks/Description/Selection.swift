/// Which epoch's network a run reports, and whether it ends before its last epoch.
public struct Selection: Sendable, Hashable {
    public enum ReportedEpoch: Sendable, Hashable {
        case last
        /// The epoch that is best on the validation part; the first of equals.
        case best
    }

    public var reportedEpoch: ReportedEpoch
    public var earlyStopping: EarlyStopping?
    /// What decides which of two epochs is better; by default (nil) the accuracy, or the loss for numbers.
    public var metric: SelectionMetric?

    public init(
        reportedEpoch: ReportedEpoch = .last, earlyStopping: EarlyStopping? = nil, metric: SelectionMetric? = nil
    ) {
        self.reportedEpoch = reportedEpoch
        self.earlyStopping = earlyStopping
        self.metric = metric
    }

    /// Whether validation rows are needed, and by which key.
    public var needsValidation: String? {
        reportedEpoch == .best ? "report" : earlyStopping != nil ? "early_stopping" : nil
    }
}

/// Ends a run that no longer gets better.
public struct EarlyStopping: Sendable, Hashable {
    /// After so many epochs without a better one the run ends.
    public var patience: Int

    public init(patience: Int) { self.patience = patience }
}

/// A measurement on the validation part by which epochs are compared; the raw value is its metric name.
public enum SelectionMetric: String, Sendable, Hashable, CaseIterable {
    case loss = "validation.loss"
    case accuracy = "validation.accuracy"
    case r2 = "validation.r2"

    /// The measured value.
    func value(of evaluation: Evaluation) -> Double? {
        switch self {
        case .loss: evaluation.loss
        case .accuracy: evaluation.accuracy
        case .r2: evaluation.r2
        }
    }
}
