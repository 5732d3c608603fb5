/// A rule that makes a step from gradients.
///
/// An optimizer is a value: its settings. What it remembers between steps lies in memory that its user owns, flat,
/// beside the parameters, so that it can be saved with them. All tensors are stepped at once as one array.
public protocol Optimizer: Sendable, Hashable {
    /// The step size.
    var learningRate: Double { get }

    /// How many numbers are remembered for each parameter. They start at 0.
    var stateCount: Int { get }

    /// Throws if a setting makes no sense.
    func validate() throws(OptimizerError)

    /// Makes step `number` (counted from 1), with `learningRate` instead of the optimizer's own, which a schedule may
    /// vary. Allocates nothing.
    func step<Scalar: BinaryFloatingPoint>(_ memory: OptimizerMemory<Scalar>, number: Int, learningRate: Double)

    /// How the products that make the gradients can do a part of the step, if they can.
    func foldedUpdate(learningRate: Double) -> FoldedUpdate?

    /// What is left to do for a step whose gradients went where `foldedUpdate` says. Allocates nothing.
    func finishFoldedStep<Scalar: BinaryFloatingPoint>(_ memory: OptimizerMemory<Scalar>, learningRate: Double)
}

extension Optimizer {
    public func foldedUpdate(learningRate: Double) -> FoldedUpdate? { nil }

    public func finishFoldedStep<Scalar: BinaryFloatingPoint>(
        _ memory: OptimizerMemory<Scalar>, learningRate: Double
    ) {}
}

/// The arrays that a step works on.
public struct OptimizerMemory<Scalar: BinaryFloatingPoint> {
    /// `count` parameters; updated.
    public let parameters: UnsafeMutablePointer<Scalar>
    /// `count` derivatives of the loss. Not read when the step is folded.
    public let gradients: UnsafePointer<Scalar>
    /// `stateCount` arrays of `count` numbers, one after the other; updated.
    public let state: UnsafeMutablePointer<Scalar>
    /// The number of parameters.
    public let count: Int

    public init(
        parameters: UnsafeMutablePointer<Scalar>, gradients: UnsafePointer<Scalar>,
        state: UnsafeMutablePointer<Scalar>, count: Int
    ) {
        self.parameters = parameters
        self.gradients = gradients
        self.state = state
        self.count = count
    }
}

/// An update of the form `target = scale · gradient + keep · target`, which a matrix product does on its way
/// (its alpha and beta), so that the gradient is never written down.
public struct FoldedUpdate: Sendable, Hashable {
    public enum Target: Sendable, Hashable {
        case parameters
        /// The state array of that number.
        case state(Int)
    }

    public let target: Target
    public let scale: Double
    public let keep: Double

    public init(target: Target, scale: Double, keep: Double) {
        self.target = target
        self.scale = scale
        self.keep = keep
    }
}
