/// Gradient descent with momentum, in PyTorch's form: v = β v + g + λ w; w −= η v.
///
/// Nesterov's variant steps along g + λ w + β v instead (I. Sutskever et al., ICML 2013, as PyTorch writes it).
public struct Momentum: Optimizer {
    /// The step size η.
    public var learningRate: Double
    /// β, the share of the velocity that stays.
    public var beta: Double
    public var nesterov: Bool
    /// λ, the weight decay, coupled: it joins the gradient.
    public var weightDecay: Double

    public init(learningRate: Double, beta: Double = 0.9, nesterov: Bool = false, weightDecay: Double = 0) {
        self.learningRate = learningRate
        self.beta = beta
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    /// The velocity.
    public var stateCount: Int { 1 }

    public func validate() throws(OptimizerError) {
        try requireNonNegative(learningRate, "learning_rate")
        try requireBelowOne(beta, "beta")
        try requireNonNegative(weightDecay, "weight_decay")
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, number: Int, learningRate: Double
    ) {
        let (parameters, gradients, velocities) = (memory.parameters, memory.gradients, memory.state)
        let (rate, decay, keep) = (Scalar(learningRate), Scalar(weightDecay), Scalar(beta))
        if nesterov {
            for index in 0..<memory.count {
                let gradient = gradients[index] + decay * parameters[index]
                let velocity = keep * velocities[index] + gradient
                velocities[index] = velocity
                parameters[index] -= rate * (gradient + keep * velocity)
            }
        } else {
            for index in 0..<memory.count {
                let gradient = gradients[index] + decay * parameters[index]
                let velocity = keep * velocities[index] + gradient
                velocities[index] = velocity
                parameters[index] -= rate * velocity
            }
        }
    }

    /// v = g + β v. Nesterov's step needs the gradient itself.
    public func foldedUpdate(learningRate: Double) -> FoldedUpdate? {
        nesterov ? nil : FoldedUpdate(target: .state(0), scale: 1, keep: beta)
    }

    /// v += λ w; w −= η v.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func finishFoldedStep<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, learningRate: Double
    ) {
        let (parameters, velocities) = (memory.parameters, memory.state)
        let (rate, decay) = (Scalar(learningRate), Scalar(weightDecay))
        if decay == 0 {
            for index in 0..<memory.count { parameters[index] -= rate * velocities[index] }
        } else {
            for index in 0..<memory.count {
                let velocity = velocities[index] + decay * parameters[index]
                velocities[index] = velocity
                parameters[index] -= rate * velocity
            }
        }
    }
}
