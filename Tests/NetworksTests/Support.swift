import Datasets
import Optimizers
import Randomness

@testable import Networks

/// A table over an array of its own.
func makeTable(_ features: [Float], shape: [Int], labels: [Int32], classes: Int) -> ExampleTable {
    makeTable(features, shape: shape, targets: .classes(labels, count: classes))
}

/// A table over an array of its own.
func makeTable(_ features: [Float], shape: [Int], targets: ExampleTable.Targets) -> ExampleTable {
    let owner = FeatureArray(features)
    let rows =
        switch targets {
        case .classes(let labels, _): labels.count
        case .numbers(let numbers): numbers.count
        }
    return ExampleTable(
        rows: rows, shape: shape, features: .reals(UnsafePointer(owner.memory.baseAddress!)), targets: targets,
        owner: owner)
}

/// Keeps features in place for as long as a table needs them.
final class FeatureArray {
    let memory: UnsafeMutableBufferPointer<Float>

    init(_ features: [Float]) {
        memory = .allocate(capacity: max(features.count, 1))
        _ = memory.initialize(from: features)
    }

    deinit { memory.deallocate() }
}

/// Rows of normal features; the label is the largest of the first `classes` features, so that there is something to learn.
func makeExamples(
    rows: Int, features: Int, classes: Int, shape: [Int]? = nil, seed: UInt64 = 3
) -> ExampleTable {
    var stream = RandomStream(seed: seed, purpose: .generatedData)
    let values = (0..<rows * features).map { _ in Float(stream.normal()) }
    let labels = (0..<rows).map { row in
        Int32((0..<classes).max { values[row * features + $0] < values[row * features + $1] }!)
    }
    return makeTable(values, shape: shape ?? [features], labels: labels, classes: classes)
}

/// Rows of normal features and numbers that follow from them, with some noise.
func makeNumbers(rows: Int, features: Int, seed: UInt64 = 3) -> ExampleTable {
    var stream = RandomStream(seed: seed, purpose: .generatedData)
    let values = (0..<rows * features).map { _ in Float(stream.normal()) }
    let numbers = (0..<rows).map { row in
        2 * values[row * features] - values[row * features + 1] + 3 + Float(stream.normal()) * 0.1
    }
    return makeTable(values, shape: [features], targets: .numbers(numbers))
}

extension NetworkDescription {
    /// A small description for tests.
    static func small(
        _ layers: [LayerDescription], loss: LossDescription? = nil,
        optimizer: OptimizerDescription = .adam(Adam(learningRate: 0.01)),
        schedule: LearningRateSchedule = LearningRateSchedule(), clipNorm: Double? = nil,
        batch: BatchSize = .rows(8), epochs: Int = 1, initialization: Initialization = .pytorch,
        order: ExampleOrder = .shuffled, tracking: Tracking = Tracking(), selection: Selection = Selection()
    ) -> NetworkDescription {
        NetworkDescription(
            architecture: .layers(layers), initialization: initialization, loss: loss, optimizer: optimizer,
            schedule: schedule, clipNorm: clipNorm, batchSize: batch, epochs: epochs, order: order,
            tracking: tracking, selection: selection)
    }
}

extension Network {
    /// Puts given values into the parameter tensors, in order.
    func setParameters(_ values: [[Float]]) {
        for (tensor, values) in zip(plan.layout.tensors, values) {
            _ = self.values(of: tensor).update(fromContentsOf: values)
        }
    }

    /// Puts examples and labels in place for a step.
    func setBatch(_ examples: [Float], labels batchLabels: [Int32], numbers batchNumbers: [Float] = []) {
        for (index, value) in examples.enumerated() { input[index] = value }
        for (index, label) in batchLabels.enumerated() { labels[index] = label }
        for (index, number) in batchNumbers.enumerated() { numbers[index] = number }
    }

    /// Forward, loss and backward on the batch in place: the mean loss, and each tensor's gradient.
    func gradients(rows: Int) -> (loss: Double, gradients: [[Float]]) {
        forward(rows: rows)
        let sums = loss(rows: rows)
        backward(rows: rows, into: gradientArena)
        let base = gradientArena.base
        let tensors = plan.layout.tensors.map { tensor in
            Array(UnsafeBufferPointer(start: base + tensor.region.offset, count: tensor.region.count))
        }
        return (sums.loss / Double(rows), tensors)
    }
}

/// The largest deviation, relative to the largest expected value.
func relativeDeviation(_ values: some Sequence<Float>, from expected: [Float]) -> Float {
    let scale = expected.map { abs($0) }.max() ?? 0
    let deviation = zip(values, expected).map { abs($0 - $1) }.max() ?? .infinity
    return scale == 0 ? deviation : deviation / scale
}
