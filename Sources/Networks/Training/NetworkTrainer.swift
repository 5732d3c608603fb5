import Datasets
import Kernels
import Optimizers
import Randomness

/// Trains one network, epoch by epoch. What it computes depends on the description, the data and the seed alone.
///
/// Not for use by two threads at once.
public final class NetworkTrainer {
    public let plan: NetworkPlan
    /// The number of epochs completed.
    public internal(set) var completedEpochs = 0

    /// Whether it has been told to stop in the middle of an epoch.
    public var isWithinEpoch: Bool { progress.rows > 0 }

    let network: Network
    let data: TrainingData
    let seed: UInt64
    /// How far the current epoch has come.
    var progress = EpochProgress()
    /// The norms of the weight gradients in the epoch's first batch, if they are tracked.
    var gradientNorms: [Double]
    private let targets: TableTargets
    private let baseLearningRate: Double
    private let schedule: LearningRateSchedule
    private let secondsNow: () -> Double

    /// Checks that everything fits, allocates all memory and draws the initial parameters.
    /// - Parameters:
    ///   - seed: the run's seed; initialization and batch order derive from it.
    ///   - memory: the bytes that the network may take; nil for no limit.
    ///   - secondsNow: a monotonic clock, in seconds from any origin.
    public init(
        _ description: NetworkDescription, data: TrainingData, seed: UInt64, memory: Int? = nil,
        secondsNow: @escaping () -> Double = NetworkTrainer.monotonicSeconds
    ) throws(NetworkError) {
        let (targets, kind) = try tableTargets(of: data.training, part: .training)
        plan = try NetworkPlan(
            description, inputShape: data.training.shape, targets: kind, trainingRows: data.training.rows)
        for (table, part) in [(data.validation, DataPart.validation), (data.test, .test)] {
            guard let table, table.rows > 0 else { continue }
            try requireSameForm(table, part: part, shape: data.training.shape, kind: kind)
        }
        if let key = description.selection.needsValidation, (data.validation?.rows ?? 0) == 0 {
            throw .nothingToSelectBy(key: key)
        }
        network = try Network(plan: plan, memory: memory)
        network.initialize(seed: seed)
        self.data = data
        self.seed = seed
        self.secondsNow = secondsNow
        self.targets = targets
        baseLearningRate = description.optimizer.optimizer.learningRate
        schedule = description.schedule
        gradientNorms = [Double](
            repeating: 0, count: description.tracking.gradientNorms ? network.weights.count : 0)
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
            trainingAccuracy: plan.targets == .number ? nil : Double(finished.correct) / Double(finished.rows),
            fullTraining: try measured(data.training, .training, if: tracking.fullTraining),
            validation: try measured(data.validation, .validation),
            test: try measured(data.test, .test, if: tracking.testCurve),
            // A copy, so that the array itself can be written again in place.
            gradientNorms: gradientNorms.map { $0 },
            seconds: finished.seconds, isDiverged: isDiverged)
    }

    /// Loss and accuracy of the network as it is. Throws if the table's form is not that of the training part.
    public func evaluate(_ table: ExampleTable, part: DataPart = .test) throws(NetworkError) -> Evaluation {
        let targets = try requireSameForm(table, part: part, shape: data.training.shape, kind: plan.targets)
        var correct = [UInt8](repeating: 0, count: (table.rows + 7) / 8)
        let sums =
            correct.withUnsafeMutableBufferPointer { bits -> ClassificationSums? in
                guard let bits = bits.baseAddress else { return nil }
                return targets.withRows { network.evaluate(table, targets: $0, correct: bits) }
            } ?? ClassificationSums()
        let loss = sums.loss / Double(table.rows)
        if plan.targets == .number {
            let r2 = coefficientOfDetermination(squaredErrors: sums.loss, targets: targets.numbers)
            return Evaluation(loss: loss, accuracy: nil, r2: r2, correct: [])
        }
        return Evaluation(
            loss: loss, accuracy: Double(sums.correct) / Double(table.rows), r2: nil, correct: correct)
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
                withoutSubnormals {
                    trainBatch(UnsafeBufferPointer(rebasing: order[progress.rows..<progress.rows + rows]))
                }
            }
            return true
        }
    }

    /// One step on the training rows `rows`. Allocates nothing.
    func trainBatch(_ rows: UnsafeBufferPointer<Int32>) {
        data.training.gather(rows, into: network.input)
        for (position, row) in rows.enumerated() {
            if plan.targets == .number {
                network.numbers[position] = targets.numbers[Int(row)]
            } else {
                network.labels[position] = targets.labels[Int(row)]
            }
        }
        network.position = BatchPosition(seed: seed, epoch: completedEpochs + 1, row: progress.rows)
        let sums =
            if progress.rows == 0, !gradientNorms.isEmpty {
                gradientNorms.withUnsafeMutableBufferPointer {
                    network.trainStep(rows: rows.count, learningRate: learningRate, norms: $0)
                }
            } else {
                network.trainStep(rows: rows.count, learningRate: learningRate)
            }
        progress.rows += rows.count
        progress.loss += sums.loss
        progress.correct += sums.correct
    }

    /// The learning rate of the next step.
    var learningRate: Double {
        let epochs = plan.description.epochs
        switch schedule.period {
        case .epoch:
            return schedule.learningRate(baseLearningRate, at: completedEpochs, of: epochs)
        case .step:
            let batches = (data.training.rows + plan.layout.batchRows - 1) / plan.layout.batchRows
            return schedule.learningRate(baseLearningRate, at: network.step, of: epochs &* batches)
        }
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
        case .byClass:
            var stream = RandomStream(seed: seed, purpose: .batchOrder, index: 0)
            let shuffled = stream.permutation(of: data.training.rows)
            var rowsOfClass = [[Int32]](repeating: [], count: plan.targets.wantedOutputs)
            for row in shuffled { rowsOfClass[Int(targets.labels[Int(row)])].append(row) }
            return rowsOfClass.flatMap { $0 }
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
struct EpochProgress: Sendable, Hashable {
    /// The rows used up.
    var rows = 0
    /// The sum of their losses.
    var loss = 0.0
    /// How many of them were classified rightly.
    var correct = 0
    /// The time of the steps.
    var seconds = 0.0
}
