import Datasets
import Expressions
import Networks
import Optimizers
import Randomness

/// A program, its rows and an optimizer, one step at a time. A warm step allocates nothing.
final class ExpressionTrainer {
    let specification: ExpressionSpecification
    /// Steps made so far.
    private(set) var iteration = 0
    /// The batch's mean loss at the parameters before the last step; where every step takes all rows, the loss after
    /// it. At first the loss at the start: of the first batch, or of all rows.
    private(set) var loss = Double.nan
    private let rows: ExpressionRows
    private let count: Int
    private let optimizer: any Optimizer
    private let stepEvaluator: ExpressionEvaluator
    private let drawsBatches: Bool
    /// For the loss over all rows, where batches are drawn from them.
    private let wholeEvaluator: ExpressionEvaluator?
    /// Parameters, their gradients, the parameters before the last step, and what the optimizer remembers.
    private let memory: UnsafeMutablePointer<Double>
    private var previousLoss = Double.nan
    private let optimum: [Double]?

    private var gradients: UnsafeMutablePointer<Double> { memory + count }
    private var previous: UnsafeMutablePointer<Double> { memory + 2 * count }
    private var state: UnsafeMutablePointer<Double> { memory + 3 * count }

    init(
        _ specification: ExpressionSpecification, seed: UInt64, locations: DataLocations
    ) throws {
        self.specification = specification
        rows = try ExpressionRows(
            specification.data, batchSize: specification.batchSize, seed: seed, locations: locations)
        count = specification.program.learnt.count
        optimizer = specification.optimizer.optimizer
        stepEvaluator = ExpressionEvaluator(specification.program, greatestRows: rows.batch.rows)
        drawsBatches = specification.batchSize != .full
        if case .gaussianClasses = specification.data {
            // Only batches are minimised: all rows together are not divided by any maximum.
            wholeEvaluator = nil
        } else {
            wholeEvaluator =
                drawsBatches ? ExpressionEvaluator(specification.program, greatestRows: rows.all.rows) : nil
        }
        let size = count * (3 + optimizer.stateCount)
        memory = .allocate(capacity: size)
        memory.initialize(repeating: 0, count: size)
        for (index, start) in specification.starts.enumerated() {
            var stream = RandomStream(seed: seed, purpose: .startValue, index: UInt32(index))
            memory[index] = start.draw(from: &stream)
        }
        let all = rows.all
        let placeholder = UnsafePointer(memory)
        optimum = specification.optimum?.map { coordinate in
            switch coordinate {
            case .number(let value): value
            case .mean(let program):
                ExpressionEvaluator(program, greatestRows: all.rows).loss(parameters: placeholder, table: all)
            }
        }
        if wholeEvaluator != nil {
            loss = wholeLoss()
        } else {
            if drawsBatches { rows.draw(iteration: 1) }
            evaluateStep()
        }
        previous.update(from: memory, count: count)
        previousLoss = loss
    }

    deinit { memory.deallocate() }

    /// Makes one step.
    /// - Returns: false where the loss of the batch drawn for it is not finite; then no step has been made, and `loss` is
    ///   the only thing that changed.
    @discardableResult
    func step() -> Bool {
        let lossBefore = loss
        if drawsBatches {
            rows.draw(iteration: iteration + 1)
            evaluateStep()
            guard loss.isFinite else { return false }
        }
        previous.update(from: memory, count: count)
        previousLoss = lossBefore
        iteration += 1
        if let limit = specification.clipNorm { clipGradients(to: limit) }
        optimizer.step(
            OptimizerMemory(parameters: memory, gradients: UnsafePointer(gradients), state: state, count: count),
            number: iteration, learningRate: learningRate)
        if !drawsBatches { evaluateStep() }
        return true
    }

    /// The learning rate of the step that is being made.
    private var learningRate: Double {
        specification.schedule.learningRate(
            optimizer.learningRate, at: iteration - 1, of: specification.iterations)
    }

    /// Scales the gradient so that its norm is at most `limit`, as PyTorch's `clip_grad_norm_` does.
    private func clipGradients(to limit: Double) {
        var sum = 0.0
        for index in 0..<count { sum += gradients[index] * gradients[index] }
        let factor = limit / (sum.squareRoot() + 1e-6)
        guard factor < 1 else { return }
        for index in 0..<count { gradients[index] *= factor }
    }

    private func evaluateStep() {
        loss = stepEvaluator.loss(parameters: memory, table: rows.batch, gradient: gradients)
    }

    /// Puts the parameters and the loss of before the last step in place of those after it, or the other way round: to
    /// look at them, not to go on from there.
    func exchangeWithPrevious() {
        for index in 0..<count { swap(&memory[index], &previous[index]) }
        swap(&loss, &previousLoss)
    }

    /// The mean loss over all rows at the parameters as they are; of Gaussian classes, `loss`.
    func wholeLoss() -> Double {
        wholeEvaluator.map { $0.loss(parameters: memory, table: rows.all) } ?? loss
    }

    /// The mean loss over all rows at other values of the learnt names; nil of Gaussian classes, which have no rows to
    /// speak of.
    func wholeLoss(at values: [Double]) -> Double? {
        guard values.count == count, wholeEvaluator != nil || !drawsBatches else { return nil }
        return values.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { (wholeEvaluator ?? stepEvaluator).loss(parameters: $0, table: rows.all) }
        }
    }

    /// The minimum, where it is known, in the order of the learnt names.
    var knownOptimum: [Double]? { optimum }

    func parameter(_ index: Int) -> Double { memory[index] }

    /// Whether the parameters and the last loss are numbers to go on with.
    var isFinite: Bool {
        guard loss.isFinite else { return false }
        for index in 0..<count where !memory[index].isFinite { return false }
        return true
    }

    /// The Euclidean distance from the parameters to the minimum, where that is known.
    var distance: Double? {
        guard let optimum else { return nil }
        var (sum, largest) = (0.0, 0.0)
        for index in 0..<count {
            let difference = memory[index] - optimum[index]
            sum += difference * difference
            largest = max(largest, abs(difference))
        }
        // Squares of what is very large or very small are beyond a Double's range where their root is not.
        guard !(sum >= 0x1p-900 && sum.isFinite), !sum.isNaN, largest > 0, largest.isFinite else {
            return sum.squareRoot()
        }
        sum = 0
        for index in 0..<count {
            let difference = (memory[index] - optimum[index]) / largest
            sum += difference * difference
        }
        return largest * sum.squareRoot()
    }

    /// The rows that a step takes.
    var rowCount: Int { rows.batch.rows }
}
