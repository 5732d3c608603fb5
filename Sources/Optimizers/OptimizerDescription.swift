/// Which optimizer, with its settings.
public enum OptimizerDescription: Sendable, Hashable {
    case sgd(SGD)
    case momentum(Momentum)
    case rmsProp(RMSProp)
    case adam(Adam)
    case adamW(AdamW)
    case adagrad(Adagrad)

    /// The optimizer itself.
    public var optimizer: any Optimizer {
        switch self {
        case .sgd(let optimizer): optimizer
        case .momentum(let optimizer): optimizer
        case .rmsProp(let optimizer): optimizer
        case .adam(let optimizer): optimizer
        case .adamW(let optimizer): optimizer
        case .adagrad(let optimizer): optimizer
        }
    }
}
