// Batch normalization over the columns of a `rows × columns` matrix: S. Ioffe and C. Szegedy, "Batch normalization",
// ICML 2015, with PyTorch's conventions: the biased variance normalizes, the unbiased one enters the running variance.

/// Per column, the mean of the batch and 1 / √(biased variance + epsilon). `scratch` holds `columns` values.
///
/// The variance comes from a second pass over the deviations, not from the mean of squares, which cancels.
public func batchMoments(
    _ input: UnsafePointer<Float>, rows: Int, columns: Int, epsilon: Float,
    mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>,
    inverseDeviation: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
) {
    let share = 1 / Float(rows)
    columnSums(input, rows: rows, columns: columns, into: mean, scratch: scratch)
    for column in 0..<columns { mean[column] *= share }
    forEachBlock(of: rows, columns: columns, into: variance, scratch: scratch) { first, count, partial in
        for row in first..<first + count {
            let values = input + row * columns
            for column in 0..<columns {
                let deviation = values[column] - mean[column]
                partial[column] += deviation * deviation
            }
        }
    }
    for column in 0..<columns {
        variance[column] *= share
        inverseDeviation[column] = 1 / (variance[column] + epsilon).squareRoot()
    }
}

/// `running += momentum · (batch − running)`, the variance made unbiased: times rows / (rows − 1).
public func updateRunningMoments(
    mean: UnsafePointer<Float>, variance: UnsafePointer<Float>, rows: Int, columns: Int, momentum: Float,
    runningMean: UnsafeMutablePointer<Float>, runningVariance: UnsafeMutablePointer<Float>
) {
    let correction = Float(rows) / Float(max(rows - 1, 1))
    for column in 0..<columns {
        runningMean[column] = (1 - momentum) * runningMean[column] + momentum * mean[column]
        runningVariance[column] =
            (1 - momentum) * runningVariance[column] + momentum * (variance[column] * correction)
    }
}

/// `output = (input − mean) · inverseDeviation · scale + shift`, column by column.
/// `scratch` holds `columns` values.
public func normalize(
    _ input: UnsafePointer<Float>, rows: Int, columns: Int, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
) {
    let factor = scratch
    for column in 0..<columns { factor[column] = inverseDeviation[column] * scale[column] }
    for row in 0..<rows {
        let source = input + row * columns
        let destination = output + row * columns
        for column in 0..<columns {
            destination[column] = (source[column] - mean[column]) * factor[column] + shift[column]
        }
    }
}

/// 1 / √(variance + epsilon), column by column.
public func inverseDeviations(
    variance: UnsafePointer<Float>, columns: Int, epsilon: Float, into result: UnsafeMutablePointer<Float>
) {
    for column in 0..<columns { result[column] = 1 / (variance[column] + epsilon).squareRoot() }
}

/// The gradients of scale and shift: Σ over rows of g · x̂, and of g, with x̂ = (input − mean) · inverseDeviation.
/// `scratch` holds `columns` values.
public func batchNormalizationParameterGradients(
    outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, rows: Int, columns: Int,
    mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>,
    scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
) {
    columnSums(outputGradient, rows: rows, columns: columns, into: shiftGradient, scratch: scratch)
    forEachBlock(of: rows, columns: columns, into: scaleGradient, scratch: scratch) { first, count, partial in
        for row in first..<first + count {
            let values = input + row * columns
            let gradient = outputGradient + row * columns
            for column in 0..<columns { partial[column] += gradient[column] * (values[column] - mean[column]) }
        }
    }
    for column in 0..<columns { scaleGradient[column] *= inverseDeviation[column] }
}

/// The gradient with respect to the input in training, where mean and variance depend on it as well:
/// scale · inverseDeviation · (g − (Σ g + x̂ · Σ g x̂) / rows).
public func batchNormalizationInputGradient(
    outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, rows: Int, columns: Int,
    mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    scaleGradient: UnsafePointer<Float>, shiftGradient: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>
) {
    let share = 1 / Float(rows)
    for row in 0..<rows {
        let values = input + row * columns
        let gradient = outputGradient + row * columns
        let result = inputGradient + row * columns
        for column in 0..<columns {
            let normalized = (values[column] - mean[column]) * inverseDeviation[column]
            let centred = gradient[column] - share * (shiftGradient[column] + normalized * scaleGradient[column])
            result[column] = scale[column] * inverseDeviation[column] * centred
        }
    }
}
