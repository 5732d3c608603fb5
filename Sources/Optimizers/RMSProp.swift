/// RMSProp (T. Tieleman and G. Hinton, Coursera lecture 6.5, 2012), in PyTorch's form:
/// v = ρ v + (1 − ρ) g²; w −= η g / (√v + ε).
public struct RMSProp: Optimizer {
    /// The step size η.
    public var learningRate: Double
    /// ρ, the share of the mean of squares that stays.
    public var decay: Double
    /// ε, outside the root.
    public var epsilon: Double
    /// λ, the weight decay, coupled: λ w joins the gradient.
    public var weightDecay: Double

    public init(learningRate: Double, decay: Double = 0.99, epsilon: Double = 1e-8, weightDecay: Double = 0) {
        self.learningRate = learningRate
        self.decay = decay
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// The mean of the gradient's square.
    public var stateCount: Int { 1 }

    public func validate() throws(OptimizerError) {
        try requireNonNegative(learningRate, "learning_rate")
        try requireBelowOne(decay, "decay")
        try requireNonNegative(epsilon, "epsilon")
        try requireNonNegative(weightDecay, "weight_decay")
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, number: Int, learningRate: Double
    ) {
        let (parameters, gradients, squares) = (memory.parameters, memory.gradients, memory.state)
        let (rate, addend, weightDecay) = (Scalar(learningRate), Scalar(epsilon), Scalar(weightDecay))
        let (kept, new) = (Scalar(decay), Scalar(1 - decay))
        for index in 0..<memory.count {
            let gradient = gradients[index] + weightDecay * parameters[index]
            let square = kept * squares[index] + new * gradient * gradient
            squares[index] = square
            parameters[index] -= rate * gradient / (square.squareRoot() + addend)
        }
    }
}
