#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The sum of the losses of some examples, and how many of them were classified rightly.
public struct ClassificationSums: Sendable, Equatable {
    public var loss: Double
    public var correct: Int

    public init(loss: Double = 0, correct: Int = 0) {
        self.loss = loss
        self.correct = correct
    }
}

/// Softmax and cross-entropy in one, with the gradient with respect to the logits.
///
/// For each row, loss = log Σⱼ exp(zⱼ − max z) − (z_label − max z), which never overflows; its gradient is
/// softmax(z) − onehot(label), here times `scale`. An example is right if its label is the first of the largest logits.
/// - Parameters:
///   - logits: `rows × classes`.
///   - labels: `rows` indices in `0..<classes`.
///   - gradient: `rows × classes`; may be `logits` itself.
public func softmaxCrossEntropy(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, classes: Int,
    gradient: UnsafeMutablePointer<Float>, scale: Float
) -> ClassificationSums {
    softmaxCrossEntropy(
        logits: logits, labels: labels, rows: rows, classes: classes, exponentials: gradient,
        predicted: { _, _ in },
        finish: { row, sum in
            let values = gradient + row * classes
            let factor = scale / sum
            for column in 0..<classes { values[column] *= factor }
            values[Int(labels[row])] -= scale
        })
}

/// Softmax cross-entropy without its gradient.
/// - Parameters:
///   - logits: `rows × classes`; overwritten.
///   - correct: one bit per example, least significant first; that of row r is bit `firstBit + r`, and is set if the
///     example is classified rightly.
public func softmaxCrossEntropy(
    overwritingLogits logits: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, classes: Int,
    correct: UnsafeMutablePointer<UInt8>, firstBit: Int
) -> ClassificationSums {
    softmaxCrossEntropy(
        logits: logits, labels: labels, rows: rows, classes: classes, exponentials: logits,
        predicted: { row, isCorrect in
            guard isCorrect else { return }
            let bit = firstBit + row
            correct[bit >> 3] |= 1 << UInt8(bit & 7)
        },
        finish: { _, _ in })
}

/// Three passes: the logits less their row's largest; all exponentials at once; sums and losses row by row.
@inline(__always)
private func softmaxCrossEntropy(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, classes: Int,
    exponentials shifted: UnsafeMutablePointer<Float>,
    predicted: (_ row: Int, _ isCorrect: Bool) -> Void, finish: (_ row: Int, _ sum: Float) -> Void
) -> ClassificationSums {
    var result = ClassificationSums()
    for row in 0..<rows {
        let source = logits + row * classes
        let destination = shifted + row * classes
        let label = Int(labels[row])
        // Choices between values, not ways to go: which logit is the largest, and how many stand before the label's, nobody
        // foresees.
        var largest = source[0]
        for column in 1..<classes { largest = source[column] > largest ? source[column] : largest }
        var isCorrect = source[label] == largest
        for column in 0..<classes {
            let isEarlier = column < label
            let isLargest = source[column] == largest
            isCorrect = isEarlier && isLargest ? false : isCorrect
        }
        if isCorrect { result.correct += 1 }
        predicted(row, isCorrect)
        result.loss -= Double(source[label] - largest)
        for column in 0..<classes { destination[column] = source[column] - largest }
    }
    exponentials(shifted, count: rows * classes)
    // Sums lie between 1 and the number of classes: the logarithm of a few sums' product does for all of them.
    var product = 1.0
    for row in 0..<rows {
        let values = shifted + row * classes
        var sum: Float = 0
        for column in 0..<classes { sum += values[column] }
        product *= Double(sum)
        if row & 7 == 7 {
            result.loss += log(product)
            product = 1
        }
        finish(row, sum)
    }
    result.loss += log(product)
    return result
}
