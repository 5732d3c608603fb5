/// Stochastic gradient descent: w −= η (g + λ w).
public struct SGD: Optimizer {
    /// The step size η.
    public var learningRate: Double
    /// λ, the weight decay, coupled: it joins the gradient.
    public var weightDecay: Double

    public init(learningRate: Double, weightDecay: Double = 0) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
    }

    public var stateCount: Int { 0 }

    public func validate() throws(OptimizerError) {
        try requireNonNegative(learningRate, "learning_rate")
        try requireNonNegative(weightDecay, "weight_decay")
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, number: Int, learningRate: Double
    ) {
        let (parameters, gradients) = (memory.parameters, memory.gradients)
        let (rate, decay) = (Scalar(learningRate), Scalar(weightDecay))
        for index in 0..<memory.count {
            let gradient = gradients[index] + decay * parameters[index]
            parameters[index] -= rate * gradient
        }
    }

    /// w = −η g + (1 − η λ) w, nothing left to do.
    public func foldedUpdate(learningRate: Double) -> FoldedUpdate? {
        FoldedUpdate(target: .parameters, scale: -learningRate, keep: 1 - learningRate * weightDecay)
    }
}
