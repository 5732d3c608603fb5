import Datasets
import Kernels
import Randomness

/// Trains one network, epoch by epoch. What it computes depends on the description, the data and the seed alone.
///
/// Not for use by two threads at once.
public final class NetworkTrainer {
    public let plan: NetworkPlan
    /// The number of epochs completed.
    public internal(set) var completedEpochs = 0

    let network: Network
    let data: TrainingData
    let seed: UInt64
    /// How far the current epoch has come.
    var progress = EpochProgress()
    private let labels: [Int32]
    private let learningRate: Double
    private let secondsNow: () -> Double

    /// Checks that everything fits, allocates all memory and draws the initial parameters.
    /// - Parameters:
    ///   - seed: the run's seed; initialization and batch order derive from it.
    ///   - secondsNow: a monotonic clock, in seconds from any origin.
    public init(
        _ description: NetworkDescription, data: TrainingData, seed: UInt64,
        secondsNow: @escaping () -> Double = NetworkTrainer.monotonicSeconds
    ) throws(NetworkError) {
        let classes = try classLabels(of: data.training, part: .training)
        plan = try NetworkPlan(
            description, inputShape: data.training.shape, classes: classes.count, trainingRows: data.training.rows)
        for (table, part) in [(data.validation, DataPart.validation), (data.test, .test)] {
            guard let table, table.rows > 0 else { continue }
            try requireSameForm(table, part: part, shape: data.training.shape, classes: classes.count)
        }
        network = try Network(plan: plan)
        network.initialize(seed: seed)
        self.data = data
        self.seed = seed
        self.secondsNow = secondsNow
        labels = classes.labels
        learningRate = description.optimizer.optimizer.learningRate
    }

    /// The number of values that are learnt.
    public var parameterCount: Int { plan.parameterCount }

    /// Trains one epoch and evaluates it as the description asks.
    /// - Parameter shouldStop: asked before each batch.
    /// - Returns: nil if told to stop; called again, the trainer carries on with the next batch.
    public func trainEpoch(shouldStop: () -> Bool = { false }) throws(NetworkError) -> EpochMeasurement? {
        guard trainBatches(shouldStop: shouldStop) else { return nil }
        let finished = progress
        progress = EpochProgress()
        completedEpochs += 1
        let isDiverged = !finished.loss.isFinite
        let tracking = plan.description.tracking
        func measured(_ table: ExampleTable?, _ part: DataPart, if isWanted: Bool = true) throws(NetworkError)
            -> Evaluation?
        {
            guard let table, table.rows > 0, isWanted, !isDiverged else { return nil }
            return try evaluate(table, part: part)
        }
        return EpochMeasurement(
            epoch: completedEpochs,
            trainingLoss: finished.loss / Double(finished.rows),
            trainingAccuracy: Double(finished.correct) / Double(finished.rows),
            fullTraining: try measured(data.training, .training, if: tracking.fullTraining),
            validation: try measured(data.validation, .validation),
            test: try measured(data.test, .test, if: tracking.testCurve),
            seconds: finished.seconds, isDiverged: isDiverged)
    }

    /// Loss and accuracy of the network as it is. Throws if the table's form is not that of the training part.
    public func evaluate(_ table: ExampleTable, part: DataPart = .test) throws(NetworkError) -> Evaluation {
        let labels = try requireSameForm(table, part: part, shape: data.training.shape, classes: plan.outputCount)
        var correct = [UInt8](repeating: 0, count: (table.rows + 7) / 8)
        let sums = labels.withUnsafeBufferPointer { labels in
            correct.withUnsafeMutableBufferPointer { bits -> ClassificationSums in
                guard let labels = labels.baseAddress, let bits = bits.baseAddress else {
                    return ClassificationSums()
                }
                return network.evaluate(table, labels: labels, correct: bits)
            }
        }
        return Evaluation(
            loss: sums.loss / Double(table.rows), accuracy: Double(sums.correct) / Double(table.rows), correct: correct)
    }

    /// Trains until the epoch's rows are used up or a loss is not finite; false if told to stop before.
    private func trainBatches(shouldStop: () -> Bool) -> Bool {
        let start = secondsNow()
        defer { progress.seconds += secondsNow() - start }
        let order = epochOrder()
        return order.withUnsafeBufferPointer { order in
            while progress.rows < order.count, progress.loss.isFinite {
                if shouldStop() { return false }
                let rows = min(plan.layout.batchRows, order.count - progress.rows)
                trainBatch(UnsafeBufferPointer(rebasing: order[progress.rows..<progress.rows + rows]))
            }
            return true
        }
    }

    /// One step on the training rows `rows`. Allocates nothing.
    func trainBatch(_ rows: UnsafeBufferPointer<Int32>) {
        data.training.gather(rows, into: network.input)
        for (position, row) in rows.enumerated() { network.labels[position] = labels[Int(row)] }
        network.position = BatchPosition(seed: seed, epoch: completedEpochs + 1, row: progress.rows)
        let sums = network.trainStep(rows: rows.count, learningRate: learningRate)
        progress.rows += rows.count
        progress.loss += sums.loss
        progress.correct += sums.correct
    }

    /// The order of the training rows in the current epoch.
    func epochOrder() -> [Int32] {
        switch plan.description.order {
        case .shuffled:
            var stream = RandomStream(
                seed: seed, purpose: .batchOrder, index: UInt32(truncatingIfNeeded: completedEpochs + 1))
            return stream.permutation(of: data.training.rows)
        case .sequential:
            return (0..<Int32(data.training.rows)).map { $0 }
        }
    }

    /// The time since an arbitrary instant.
    public static func monotonicSeconds() -> Double {
        let elapsed = (ContinuousClock.now - origin).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }

    private static let origin = ContinuousClock.now
}

/// How far an epoch has come.
struct EpochProgress: Sendable, Hashable, Codable {
    /// The rows used up.
    var rows = 0
    /// The sum of their losses.
    var loss = 0.0
    /// How many of them were classified rightly.
    var correct = 0
    /// The time of the steps.
    var seconds = 0.0
}
