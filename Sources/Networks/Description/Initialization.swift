import Randomness

/// How the weights and biases of a network start. Batch normalization always starts with scale 1 and shift 0.
public struct Initialization: Sendable, Hashable {
    public var weights: WeightInitialization
    public var biases: BiasInitialization

    public init(weights: WeightInitialization, biases: BiasInitialization) {
        self.weights = weights
        self.biases = biases
    }

    /// What PyTorch's layers do by themselves.
    public static let pytorch = Initialization(weights: .pytorch, biases: .pytorch)
}

/// The distribution of the initial weights. "fan in" and "fan out" count a unit's incoming and outgoing connections.
public enum WeightInitialization: Sendable, Hashable {
    /// Uniform within ± √(6 / fan in) (K. He et al., ICCV 2015).
    case kaimingUniform
    /// Normal with variance 2 / fan in (the same).
    case kaimingNormal
    /// Uniform within ± √(6 / (fan in + fan out)) (X. Glorot and Y. Bengio, AISTATS 2010).
    case xavierUniform
    /// Normal with variance 2 / (fan in + fan out) (the same).
    case xavierNormal
    /// Uniform within ± 1 / √(fan in): Kaiming uniform with a = √5.
    case pytorch
    case constant(Double)
}

/// The distribution of the initial biases.
public enum BiasInitialization: Sendable, Hashable {
    case zero
    /// Uniform within ± 1 / √(fan in).
    case pytorch
    case constant(Double)
}

/// The numbers of connections of one unit.
struct Fan: Sendable, Hashable {
    let incoming: Int
    let outgoing: Int
}

extension Initialization {
    /// Fills a parameter tensor from its own stream.
    func fill(_ values: UnsafeMutableBufferPointer<Float>, role: ParameterRole, from stream: inout RandomStream) {
        switch role {
        case .weight(let fan): fillWeights(values, fan: fan, from: &stream)
        case .bias(let fan): fillBiases(values, fan: fan, from: &stream)
        case .scale: values.update(repeating: 1)
        case .shift: values.update(repeating: 0)
        }
    }

    private func fillWeights(_ values: UnsafeMutableBufferPointer<Float>, fan: Fan, from stream: inout RandomStream) {
        let (incoming, both) = (Double(fan.incoming), Double(fan.incoming + fan.outgoing))
        switch weights {
        case .kaimingUniform: fillUniformly(values, bound: (6 / incoming).squareRoot(), from: &stream)
        case .kaimingNormal: fillNormally(values, deviation: (2 / incoming).squareRoot(), from: &stream)
        case .xavierUniform: fillUniformly(values, bound: (6 / both).squareRoot(), from: &stream)
        case .xavierNormal: fillNormally(values, deviation: (2 / both).squareRoot(), from: &stream)
        case .pytorch: fillUniformly(values, bound: 1 / incoming.squareRoot(), from: &stream)
        case .constant(let value): values.update(repeating: Float(value))
        }
    }

    private func fillBiases(_ values: UnsafeMutableBufferPointer<Float>, fan: Fan, from stream: inout RandomStream) {
        switch biases {
        case .zero: values.update(repeating: 0)
        case .pytorch: fillUniformly(values, bound: 1 / Double(fan.incoming).squareRoot(), from: &stream)
        case .constant(let value): values.update(repeating: Float(value))
        }
    }

    private func fillUniformly(
        _ values: UnsafeMutableBufferPointer<Float>, bound: Double, from stream: inout RandomStream
    ) {
        let bound = Float(bound)
        for index in values.indices { values[index] = bound * (2 * stream.uniformFloat() - 1) }
    }

    private func fillNormally(
        _ values: UnsafeMutableBufferPointer<Float>, deviation: Double, from stream: inout RandomStream
    ) {
        for index in values.indices { values[index] = Float(deviation * stream.normal()) }
    }
}
