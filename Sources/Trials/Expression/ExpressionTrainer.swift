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
    /// it. At first the loss at the start.
    private(set) var loss = Double.nan
    private let rows: ExpressionRows
    private let count: Int
    private let optimizer: any Optimizer
    private let stepEvaluator: ExpressionEvaluator
    /// For the loss over all rows, where batches are drawn from them.
    private let wholeEvaluator: ExpressionEvaluator?
    /// Parameters, their gradients, and what the optimizer remembers.
    private let memory: UnsafeMutablePointer<Double>
    private let optimum: [Double]?

    private var gradients: UnsafeMutablePointer<Double> { memory + count }
    private var state: UnsafeMutablePointer<Double> { memory + 2 * count }

    init(
        _ specification: ExpressionSpecification, seed: UInt64, locations: DataLocations
    ) throws {
        self.specification = specification
        rows = try ExpressionRows(
            specification.data, batchSize: specification.batchSize, seed: seed, locations: locations)
        count = specification.program.learnt.count
        optimizer = specification.optimizer.optimizer
        stepEvaluator = ExpressionEvaluator(specification.program, greatestRows: rows.batch.rows)
        wholeEvaluator =
            specification.batchSize == .full
            ? nil : ExpressionEvaluator(specification.program, greatestRows: rows.all.rows)
        let size = count * (2 + optimizer.stateCount)
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
        if wholeEvaluator == nil { evaluateStep() } else { loss = wholeLoss() }
    }

    deinit { memory.deallocate() }

    /// Makes one step.
    func step() {
        iteration += 1
        if wholeEvaluator != nil {
            rows.draw(iteration: iteration)
            evaluateStep()
        }
        optimizer.step(
            OptimizerMemory(parameters: memory, gradients: UnsafePointer(gradients), state: state, count: count),
            number: iteration, learningRate: optimizer.learningRate)
        if wholeEvaluator == nil { evaluateStep() }
    }

    private func evaluateStep() {
        loss = stepEvaluator.loss(parameters: memory, table: rows.batch, gradient: gradients)
    }

    /// The mean loss over all rows at the parameters as they are.
    func wholeLoss() -> Double {
        wholeEvaluator.map { $0.loss(parameters: memory, table: rows.all) } ?? loss
    }

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
        var sum = 0.0
        for index in 0..<count {
            let difference = memory[index] - optimum[index]
            sum += difference * difference
        }
        return sum.squareRoot()
    }

    /// The rows that a step takes.
    var rowCount: Int { rows.batch.rows }
}
