/// Adam with decoupled weight decay (I. Loshchilov and F. Hutter, ICLR 2019): w *= 1 − η λ, then Adam's step without it.
public struct AdamW: Optimizer {
    /// Adam's settings; its coupled weight decay is 0.
    private var adam: Adam
    /// λ, the weight decay, decoupled: it does not enter Adam's means.
    public var weightDecay: Double

    public init(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        epsilonInsideRoot: Bool = false, weightDecay: Double = 0.01
    ) {
        adam = Adam(
            learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            epsilonInsideRoot: epsilonInsideRoot)
        self.weightDecay = weightDecay
    }

    public var learningRate: Double { adam.learningRate }

    /// Adam's.
    public var stateCount: Int { adam.stateCount }

    public func validate() throws(OptimizerError) {
        try adam.validate()
        try requireNonNegative(weightDecay, "weight_decay")
    }

    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func step<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, number: Int, learningRate: Double
    ) {
        let keep = Scalar(1 - learningRate * weightDecay)
        for index in 0..<memory.count { memory.parameters[index] *= keep }
        adam.step(memory, number: number, learningRate: learningRate)
    }
}
