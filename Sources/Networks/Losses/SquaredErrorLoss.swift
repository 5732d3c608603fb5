import Kernels

/// The squared error, averaged over outputs and rows: against numbers, against a 1 for the class and 0 for the others, or,
/// with one output for two classes, against 0 and 1.
struct SquaredErrorLoss: Loss {
    let outputs: Int

    func train(
        outputs values: UnsafePointer<Float>, targets: RowTargets, rows: Int, gradient: UnsafeMutablePointer<Float>
    ) -> ClassificationSums {
        switch targets {
        case .labels(let labels):
            squaredError(
                values, labels: labels, rows: rows, columns: outputs, gradient: gradient, scale: 1 / Float(rows),
                correct: nil, firstBit: 0)
        case .numbers(let numbers):
            squaredError(values, numbers: numbers, rows: rows, gradient: gradient, scale: 1 / Float(rows))
        }
    }

    func evaluate(
        outputs values: UnsafeMutablePointer<Float>, targets: RowTargets, rows: Int,
        correct: UnsafeMutablePointer<UInt8>, firstBit: Int
    ) -> ClassificationSums {
        switch targets {
        case .labels(let labels):
            squaredError(
                values, labels: labels, rows: rows, columns: outputs, gradient: nil, scale: 0, correct: correct,
                firstBit: firstBit)
        case .numbers(let numbers):
            squaredError(values, numbers: numbers, rows: rows, gradient: nil, scale: 0)
        }
    }
}
