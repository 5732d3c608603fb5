#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Adam (D. P. Kingma and J. Ba, ICLR 2015), with PyTorch's bias correction:
/// m = β₁ m + (1 − β₁) g; v = β₂ v + (1 − β₂) g²; w −= η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
public struct Adam: Optimizer {
    /// The step size η.
    public var learningRate: Double
    /// β₁, for the mean of the gradient.
    public var beta1: Double
    /// β₂, for the mean of its square.
    public var beta2: Double
    /// ε, which bounds the step where the gradient has been small.
    public var epsilon: Double
    /// Divides by √(v̂ + ε) instead of √v̂ + ε.
    public var epsilonInsideRoot: Bool
    /// λ, the weight decay, coupled: λ w joins the gradient.
    public var weightDecay: Double

    public init(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        epsilonInsideRoot: Bool = false, weightDecay: Double = 0
    ) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.epsilonInsideRoot = epsilonInsideRoot
        self.weightDecay = weightDecay
    }

    /// The means of the gradient and of its square.
    public var stateCount: Int { 2 }

    public func validate() throws(OptimizerError) {
        try requireNonNegative(learningRate, "learning_rate")
        try requireBelowOne(beta1, "beta1")
        try requireBelowOne(beta2, "beta2")
        try requireNonNegative(epsilon, "epsilon")
        try requireNonNegative(weightDecay, "weight_decay")
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, number: Int, learningRate: Double
    ) {
        let (parameters, gradients) = (memory.parameters, memory.gradients)
        let (means, squares) = (memory.state, memory.state + memory.count)
        let decay = Scalar(weightDecay)
        let (newMean, keptSquare, newSquare) = (Scalar(1 - beta1), Scalar(beta2), Scalar(1 - beta2))
        let rate = Scalar(learningRate / (1 - pow(beta1, Double(number))))
        let squareCorrection = 1 - pow(beta2, Double(number))
        let addend = Scalar(epsilon)
        if epsilonInsideRoot {
            let factor = Scalar(1 / squareCorrection)
            for index in 0..<memory.count {
                let gradient = gradients[index] + decay * parameters[index]
                let mean = means[index] + newMean * (gradient - means[index])
                let square = keptSquare * squares[index] + newSquare * gradient * gradient
                means[index] = mean
                squares[index] = square
                parameters[index] -= rate * mean / (square * factor + addend).squareRoot()
            }
        } else {
            let factor = Scalar(1 / squareCorrection.squareRoot())
            for index in 0..<memory.count {
                let gradient = gradients[index] + decay * parameters[index]
                let mean = means[index] + newMean * (gradient - means[index])
                let square = keptSquare * squares[index] + newSquare * gradient * gradient
                means[index] = mean
                squares[index] = square
                parameters[index] -= rate * mean / (square.squareRoot() * factor + addend)
            }
        }
    }
}
