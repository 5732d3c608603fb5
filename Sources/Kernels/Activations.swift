// Every derivative is taken from the activation's own output, so that forward may overwrite its argument.

/// `values = max(values, 0)`; NaN stays NaN, so that a diverged network shows.
public func rectify(_ values: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
        let value = values[index]
        values[index] = value < 0 ? 0 : value
    }
}

/// `gradient *= [output > 0]`.
public func rectifyBackward(_ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int) {
    for index in 0..<count {
        let value = gradient[index]
        gradient[index] = output[index] <= 0 ? 0 : value
    }
}

/// `values = 1 / (1 + e^(−values))`.
public func sigmoid(_ values: UnsafeMutablePointer<Float>, count: Int) {
    values.replaceEach(count: count) { 1 / (1 + exponential(-$0)) }
}

/// `gradient *= output · (1 − output)`.
public func sigmoidBackward(_ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int) {
    for index in 0..<count { gradient[index] *= output[index] * (1 - output[index]) }
}

/// `values = tanh(values)`.
public func hyperbolicTangent(_ values: UnsafeMutablePointer<Float>, count: Int) {
    values.replaceEach(count: count) { hyperbolicTangent($0) }
}

/// `gradient *= 1 − output²`.
public func hyperbolicTangentBackward(
    _ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int
) {
    for index in 0..<count { gradient[index] *= 1 - output[index] * output[index] }
}
