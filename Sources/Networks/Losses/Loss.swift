import Kernels

/// A loss over the network's outputs: the mean over a batch's rows, with its gradient.
protocol Loss: Sendable {
    /// The loss of `rows` examples and, in `gradient` (`rows × outputs`), its mean's derivative by the outputs.
    /// Allocates nothing.
    func train(
        outputs: UnsafePointer<Float>, targets: RowTargets, rows: Int, gradient: UnsafeMutablePointer<Float>
    ) -> ClassificationSums

    /// The loss of `rows` examples; `outputs` may be overwritten; sets bit `firstBit + r` of `correct` where row r is
    /// right. Allocates nothing.
    func evaluate(
        outputs: UnsafeMutablePointer<Float>, targets: RowTargets, rows: Int, correct: UnsafeMutablePointer<UInt8>,
        firstBit: Int
    ) -> ClassificationSums
}

/// What some rows are to be mapped to, one after the other.
enum RowTargets {
    case labels(UnsafePointer<Int32>)
    case numbers(UnsafePointer<Float>)

    /// The targets from a row on.
    func from(_ row: Int) -> RowTargets {
        switch self {
        case .labels(let labels): .labels(labels + row)
        case .numbers(let numbers): .numbers(numbers + row)
        }
    }
}

extension LossDescription {
    /// The loss over `outputs` outputs.
    func loss(outputs: Int) -> any Loss {
        switch self {
        case .crossEntropy: CrossEntropyLoss(classes: outputs)
        case .meanSquaredError: SquaredErrorLoss(outputs: outputs)
        }
    }
}
