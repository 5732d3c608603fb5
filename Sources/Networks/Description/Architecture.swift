/// The layers of a network, written out or in short.
public enum Architecture: Sendable, Hashable {
    /// Every layer; the last one gives the outputs.
    case layers([LayerDescription])
    /// Hidden layers alone; the output layer follows from the data.
    case hidden(HiddenLayers)

    /// The layers for a data set that asks for `outputs` outputs: its number of classes, or 1 for a number.
    public func layers(outputs: Int) -> [LayerDescription] {
        switch self {
        case .layers(let layers): layers
        case .hidden(let hidden): hidden.layers + [.dense(outputs: outputs)]
        }
    }
}

/// The shorthand for a stack of equal hidden layers: dense, batch normalization if wanted, activation, dropout if wanted.
public struct HiddenLayers: Sendable, Hashable {
    /// The number of units of each hidden layer; none makes a linear classifier.
    public var widths: [Int]
    public var activation: Activation
    public var batchNormalization: Bool
    /// The probability with which a hidden unit drops out; 0 for none.
    public var dropout: Double

    public init(
        widths: [Int], activation: Activation = .relu, batchNormalization: Bool = false, dropout: Double = 0
    ) {
        self.widths = widths
        self.activation = activation
        self.batchNormalization = batchNormalization
        self.dropout = dropout
    }

    /// The same, written out.
    public var layers: [LayerDescription] {
        widths.flatMap { width -> [LayerDescription] in
            [.dense(outputs: width)] + (batchNormalization ? [.batchNormalization] : [])
                + [.activation(activation)] + (dropout == 0 ? [] : [.dropout(dropout)])
        }
    }
}
