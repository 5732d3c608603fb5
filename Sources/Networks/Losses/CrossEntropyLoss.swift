import Kernels

/// Softmax and cross-entropy against class labels.
struct CrossEntropyLoss: Loss {
    let classes: Int

    func train(
        outputs: UnsafePointer<Float>, targets: RowTargets, rows: Int, gradient: UnsafeMutablePointer<Float>
    ) -> ClassificationSums {
        // A plan refuses numbers as targets.
        guard case .labels(let labels) = targets else { return ClassificationSums(loss: .nan) }
        return softmaxCrossEntropy(
            logits: outputs, labels: labels, rows: rows, classes: classes, gradient: gradient, scale: 1 / Float(rows))
    }

    func evaluate(
        outputs: UnsafeMutablePointer<Float>, targets: RowTargets, rows: Int, correct: UnsafeMutablePointer<UInt8>,
        firstBit: Int
    ) -> ClassificationSums {
        guard case .labels(let labels) = targets else { return ClassificationSums(loss: .nan) }
        return softmaxCrossEntropy(
            overwritingLogits: outputs, labels: labels, rows: rows, classes: classes, correct: correct,
            firstBit: firstBit)
    }
}
