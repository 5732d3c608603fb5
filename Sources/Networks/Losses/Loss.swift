import Kernels

/// A loss over the network's outputs: the mean over a batch's rows, with its gradient.
protocol Loss: Sendable {
    /// The loss of `rows` examples and, in `gradient` (`rows × outputs`), its mean's derivative by the outputs.
    /// Allocates nothing.
    func train(
        outputs: UnsafePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, gradient: UnsafeMutablePointer<Float>
    ) -> ClassificationSums

    /// The loss of `rows` examples; `outputs` may be overwritten; sets bit `firstBit + r` of `correct` where row r is
    /// right. Allocates nothing.
    func evaluate(
        outputs: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, rows: Int,
        correct: UnsafeMutablePointer<UInt8>, firstBit: Int
    ) -> ClassificationSums
}

extension LossDescription {
    /// The loss over `outputs` outputs.
    func loss(outputs: Int) -> any Loss {
        switch self {
        case .crossEntropy: CrossEntropyLoss(classes: outputs)
        }
    }
}
