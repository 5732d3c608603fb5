/// One layer, as a user writes it.
public enum LayerDescription: Sendable, Hashable {
    /// Fully connected, with biases. Takes any shape as one row of features.
    case dense(outputs: Int)
    case activation(Activation)
    /// Over each feature, with a learnt scale and shift (momentum 0.1, epsilon 1e-5).
    case batchNormalization

    public static let relu = LayerDescription.activation(.relu)
    public static let sigmoid = LayerDescription.activation(.sigmoid)
    public static let tanh = LayerDescription.activation(.tanh)

    /// The shape of one example after the layer, where `shape` comes in; `number` is the layer's, from 1, for errors.
    func outputShape(of shape: [Int], number: Int) throws(NetworkError) -> [Int] {
        switch self {
        case .dense(let outputs):
            guard outputs > 0 else { throw .widthNotPositive(layer: number, width: outputs) }
            return [outputs]
        case .activation, .batchNormalization:
            return shape
        }
    }
}
