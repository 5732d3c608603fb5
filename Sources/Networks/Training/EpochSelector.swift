/// Follows a run's epochs: which is the best so far, and whether to go on.
public struct EpochSelector: Sendable {
    private let selection: Selection
    private let metric: SelectionMetric
    private var bestValue: Double?
    private var epochsSinceBest = 0

    /// - Parameter usual: what decides if the selection names no metric.
    public init(_ selection: Selection, usual: SelectionMetric) {
        self.selection = selection
        metric = selection.metric ?? usual
    }

    /// Takes note of an epoch.
    /// - Returns: whether it is better than all before. One whose metric is not a number never is, but before the first.
    public mutating func record(_ epoch: EpochMeasurement) -> Bool {
        guard let value = epoch.validation.flatMap({ metric.value(of: $0) }) else { return false }
        let isBetter =
            if let bestValue {
                bestValue.isNaN ? !value.isNaN : metric == .loss ? value < bestValue : value > bestValue
            } else {
                true
            }
        if isBetter { bestValue = value }
        epochsSinceBest = isBetter ? 0 : epochsSinceBest + 1
        return isBetter
    }

    /// Whether there have been as many epochs without a better one as early stopping has patience.
    public var isExhausted: Bool {
        guard let patience = selection.earlyStopping?.patience else { return false }
        return epochsSinceBest >= patience
    }

    func write(to writer: inout ByteWriter) {
        writer.write(bestValue) { $0.write($1) }
        writer.write(epochsSinceBest)
    }

    /// Takes up what another of the same selection had seen.
    mutating func read(from reader: inout ByteReader) throws(UnreadableBytes) {
        bestValue = try reader.readOptional(Double.init(from:))
        epochsSinceBest = try reader.read()
    }
}
