/// The mean squared error over the columns against class labels, and its gradient.
///
/// With several columns a label stands for a 1 in its column and 0 elsewhere, and a row is right if its label is the first
/// of the largest outputs. With one column it is the target itself, 0 or 1, and a row is right if the output is on its
/// side of ½.
/// - Parameters:
///   - outputs: `rows × columns`.
///   - gradient: `rows × columns`: the derivative of `scale` times the sum of the rows' losses; nil if nobody asks.
///   - correct: one bit per example, as `softmaxCrossEntropy` sets them; nil if nobody asks.
public func squaredError(
    _ outputs: UnsafePointer<Float>, labels: UnsafePointer<Int32>, rows: Int, columns: Int,
    gradient: UnsafeMutablePointer<Float>?, scale: Float, correct: UnsafeMutablePointer<UInt8>?, firstBit: Int
) -> ClassificationSums {
    var result = ClassificationSums()
    let factor = 2 * scale / Float(columns)
    for row in 0..<rows {
        let values = outputs + row * columns
        let label = Int(labels[row])
        var best = 0
        var sum: Float = 0
        for column in 0..<columns {
            let isTarget = columns == 1 ? label == 1 : column == label
            let difference = values[column] - (isTarget ? 1 : 0)
            sum += difference * difference
            gradient?[row * columns + column] = factor * difference
            if values[column] > values[best] { best = column }
        }
        result.loss += Double(sum) / Double(columns)
        let predicted = columns == 1 ? (values[0] >= 0.5 ? 1 : 0) : best
        guard predicted == label, !values[best].isNaN else { continue }
        result.correct += 1
        let bit = firstBit + row
        correct?[bit >> 3] |= 1 << UInt8(bit & 7)
    }
    return result
}

/// The squared error of one output per row against a number, summed, and its gradient times `scale`.
public func squaredError(
    _ outputs: UnsafePointer<Float>, numbers: UnsafePointer<Float>, rows: Int,
    gradient: UnsafeMutablePointer<Float>?, scale: Float
) -> ClassificationSums {
    var sum = 0.0
    for row in 0..<rows {
        let difference = outputs[row] - numbers[row]
        sum += Double(difference) * Double(difference)
        gradient?[row] = 2 * scale * difference
    }
    return ClassificationSums(loss: sum)
}
