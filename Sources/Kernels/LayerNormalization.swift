// Layer normalization over the columns of each row: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer normalization",
// arXiv 1607.06450 (2016), with PyTorch's conventions: the biased variance, a scale and a shift for each column.

/// `output = x̂ · scale + shift` with x̂ = (input − mean) · inverseDeviation, each row by its own moments, which are kept.
public func normalizeRows(
    _ input: UnsafePointer<Float>, rows: Int, columns: Int, epsilon: Float, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
    inverseDeviation: UnsafeMutablePointer<Float>
) {
    for row in 0..<rows {
        let source = input + row * columns
        let result = output + row * columns
        let centre = source.sum(count: columns) { $0 } / Float(columns)
        let variance = source.sum(count: columns) { ($0 - centre) * ($0 - centre) } / Float(columns)
        let factor = 1 / (variance + epsilon).squareRoot()
        mean[row] = centre
        inverseDeviation[row] = factor
        for column in 0..<columns {
            result[column] = (source[column] - centre) * factor * scale[column] + shift[column]
        }
    }
}

/// The gradient by the input: inverseDeviation · (h − mean h − x̂ · mean(h x̂)) with h = g · scale.
/// `scratch` holds `columns` values.
public func layerNormalizationInputGradient(
    outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, rows: Int, columns: Int,
    mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
) {
    for row in 0..<rows {
        let values = input + row * columns
        let gradient = outputGradient + row * columns
        let result = inputGradient + row * columns
        let (centre, factor) = (mean[row], inverseDeviation[row])
        for column in 0..<columns { scratch[column] = gradient[column] * scale[column] }
        let scaled = UnsafePointer(scratch)
        let constant = scaled.sum(count: columns) { $0 } / Float(columns)
        let products = scaled.sum(with: values, count: columns) { $0 * ($1 - centre) }
        let slope = products * factor * factor / Float(columns)
        for column in 0..<columns {
            result[column] = factor * (scratch[column] - constant - (values[column] - centre) * slope)
        }
    }
}

/// The gradients of scale and shift: Σ over rows of g · x̂, and of g. `scratch` holds `columns` values.
public func layerNormalizationParameterGradients(
    outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, rows: Int, columns: Int,
    mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>, scaleGradient: UnsafeMutablePointer<Float>,
    shiftGradient: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
) {
    columnSums(outputGradient, rows: rows, columns: columns, into: shiftGradient, scratch: scratch)
    forEachBlock(of: rows, columns: columns, into: scaleGradient, scratch: scratch) { first, count, partial in
        for row in first..<first + count {
            let values = input + row * columns
            let gradient = outputGradient + row * columns
            let (centre, factor) = (mean[row], inverseDeviation[row])
            for column in 0..<columns {
                partial[column] += gradient[column] * ((values[column] - centre) * factor)
            }
        }
    }
}
