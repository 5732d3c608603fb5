import Kernels

/// Softmax and cross-entropy against class labels.
struct CrossEntropyLoss: Loss {
    let classes: Int

    func train(
        outputs: UnsafePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, gradient: UnsafeMutablePointer<Float>
    ) -> ClassificationSums {
        softmaxCrossEntropy(
            logits: outputs, labels: labels, rows: rows, classes: classes, gradient: gradient, scale: 1 / Float(rows))
    }

    func evaluate(
        outputs: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, rows: Int,
        correct: UnsafeMutablePointer<UInt8>, firstBit: Int
    ) -> ClassificationSums {
        softmaxCrossEntropy(
            overwritingLogits: outputs, labels: labels, rows: rows, classes: classes, correct: correct,
            firstBit: firstBit)
    }
}
