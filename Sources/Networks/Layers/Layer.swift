import Kernels

/// A layer whose sizes are settled and whose memory is laid out: forward and backward over explicit buffers.
///
/// A layer is a value of sizes and places; it holds no memory and no state. Its initializer reserves from a
/// `NetworkLayout` whatever it needs. Matrices have one example per row.
protocol Layer: Sendable {
    /// The number of values of one example that come in.
    var inputCount: Int { get }
    /// The number of values of one example that go out.
    var outputCount: Int { get }
    /// Whether anything is learnt here.
    var hasParameters: Bool { get }
    /// The fewest rows that the layer can be trained on at once.
    var fewestTrainingRows: Int { get }
    /// The floating-point operations of one example's forward pass in matrix products, a multiplication and an addition
    /// counting two. The gradients by the input and by the weights take as many each.
    var productOperations: Int { get }

    /// Computes `pass.output` (`rows × outputCount`) from `pass.input` (`rows × inputCount`). Allocates nothing.
    func forward(_ pass: ForwardPass)

    /// Computes the gradients of the layer's parameters and, where wanted, of its input. Allocates nothing.
    ///
    /// The input gradient must be complete before the first parameter gradient is delivered, since delivering may
    /// update the parameters.
    func backward(_ pass: BackwardPass)
}

extension Layer {
    var hasParameters: Bool { false }
    var fewestTrainingRows: Int { 1 }
    var productOperations: Int { 0 }
}

/// What a forward pass is for.
enum Mode: Sendable {
    case training
    case evaluation
}

/// The buffers of one layer's forward pass.
struct ForwardPass {
    let rows: Int
    let mode: Mode
    /// `rows × inputCount`
    let input: UnsafePointer<Float>
    /// `rows × outputCount`
    let output: UnsafeMutablePointer<Float>
    let memory: NetworkMemory
    /// Where in the training the batch stands; of no meaning in evaluation.
    let position: BatchPosition
}

/// Where in a run's training a batch stands: what names the random numbers drawn for it.
struct BatchPosition: Sendable {
    /// The run's seed.
    var seed: UInt64 = 0
    /// From 1.
    var epoch = 1
    /// How many rows of the epoch came before.
    var row = 0
}

/// The buffers of one layer's backward pass.
struct BackwardPass {
    let rows: Int
    /// What went in: `rows × inputCount`.
    let input: UnsafePointer<Float>
    /// What came out: `rows × outputCount`.
    let output: UnsafePointer<Float>
    /// The derivative of the loss by the output, `rows × outputCount`; the layer may overwrite it.
    let outputGradient: UnsafeMutablePointer<Float>
    /// Where the derivative by the input goes, `rows × inputCount`; nil if nobody needs it.
    let inputGradient: UnsafeMutablePointer<Float>?
    let memory: NetworkMemory
    let destination: GradientDestination
}

/// Where parameter gradients go: into the gradient arena, or, where the optimizer allows, straight into parameters or
/// optimizer state as part of the update: `target = scale · gradient + keep · target`.
struct GradientDestination {
    let base: UnsafeMutablePointer<Float>
    let scale: Float
    let keep: Float

    /// Delivers a product: the gradient `left · right` of the tensor at `region`.
    func deliver(
        product left: MatrixOperand, _ right: MatrixOperand, to region: Region, rows: Int, columns: Int, inner: Int
    ) {
        multiply(
            left, right, into: base + region.offset, rows: rows, columns: columns, inner: inner, scale: scale,
            keep: keep)
    }

    /// Delivers a gradient that has been computed.
    func deliver(_ gradient: UnsafePointer<Float>, to region: Region) {
        combine(gradient, scale: scale, into: base + region.offset, keep: keep, count: region.count)
    }
}
