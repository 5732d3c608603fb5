import Kernels

/// A function applied to each unit by itself.
public enum Activation: Sendable, Hashable, CaseIterable {
    /// max(x, 0)
    case relu
    /// 1 / (1 + e⁻ˣ)
    case sigmoid
    case tanh

    /// `values = f(values)`.
    func forward(_ values: UnsafeMutablePointer<Float>, count: Int) {
        switch self {
        case .relu: rectify(values, count: count)
        case .sigmoid: Kernels.sigmoid(values, count: count)
        case .tanh: hyperbolicTangent(values, count: count)
        }
    }

    /// `gradient *= f′`, where f′ is taken from the output.
    func backward(_ gradient: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>, count: Int) {
        switch self {
        case .relu: rectifyBackward(gradient, output: output, count: count)
        case .sigmoid: sigmoidBackward(gradient, output: output, count: count)
        case .tanh: hyperbolicTangentBackward(gradient, output: output, count: count)
        }
    }
}
