/// Adagrad (J. Duchi, E. Hazan and Y. Singer, JMLR 12, 2011), in PyTorch's form: s += g²; w −= η g / (√s + ε).
public struct Adagrad: Optimizer {
    /// The step size η.
    public var learningRate: Double
    /// ε, outside the root.
    public var epsilon: Double
    /// λ, the weight decay, coupled: λ w joins the gradient.
    public var weightDecay: Double

    public init(learningRate: Double, epsilon: Double = 1e-10, weightDecay: Double = 0) {
        self.learningRate = learningRate
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// The sum of the gradient's squares.
    public var stateCount: Int { 1 }

    public func validate() throws(OptimizerError) {
        try requireNonNegative(learningRate, "learning_rate")
        try requireNonNegative(epsilon, "epsilon")
        try requireNonNegative(weightDecay, "weight_decay")
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, number: Int, learningRate: Double
    ) {
        let (parameters, gradients, sums) = (memory.parameters, memory.gradients, memory.state)
        let (rate, addend, decay) = (Scalar(learningRate), Scalar(epsilon), Scalar(weightDecay))
        for index in 0..<memory.count {
            let gradient = gradients[index] + decay * parameters[index]
            let sum = sums[index] + gradient * gradient
            sums[index] = sum
            parameters[index] -= rate * gradient / (sum.squareRoot() + addend)
        }
    }
}
