/// Which optimizer, with its settings.
public enum OptimizerDescription: Sendable, Hashable {
    case sgd(SGD)
    case momentum(Momentum)
    case adam(Adam)

    /// The optimizer itself.
    public var optimizer: any Optimizer {
        switch self {
        case .sgd(let optimizer): optimizer
        case .momentum(let optimizer): optimizer
        case .adam(let optimizer): optimizer
        }
    }
}
