import Kernels

/// Fully connected, y = f(W x + b), with the activation f that follows it, if one does.
///
/// W lies as PyTorch keeps it, `outputs × inputs`.
struct DenseLayer: Layer {
    let inputCount: Int
    let outputCount: Int
    let activation: Activation?
    private let weights: Region
    private let biases: Region
    /// Column sums: the bias gradient, and a partial sum.
    private let sums: Region
    private let partialSums: Region
    /// For a first layer: which inputs matter at all.
    let activeInputs: ActiveInputs?

    init(
        inputs: Int, outputs: Int, activation: Activation?, isFirst: Bool, name: String, layout: inout NetworkLayout
    ) throws(NetworkError) {
        inputCount = inputs
        outputCount = outputs
        self.activation = activation
        let fan = Fan(incoming: inputs, outgoing: outputs)
        weights = try layout.parameter("\(name).weight", shape: [outputs, inputs], role: .weight(fan))
        biases = try layout.parameter("\(name).bias", shape: [outputs], role: .bias(fan))
        var scratch = layout.scratch()
        sums = try scratch.reserve(outputs)
        partialSums = try scratch.reserve(outputs)
        activeInputs =
            isFirst ? try ActiveInputs(inputs: inputs, outputs: outputs, layout: &layout, scratch: &scratch) : nil
        layout.close(scratch)
    }

    var hasParameters: Bool { true }
    var productOperations: Int { 2 * inputCount * outputCount }

    func forward(_ pass: ForwardPass) {
        let parameters = pass.memory.parameters
        if activeInputs?.multiply(pass, weights: parameters + weights.offset) != true {
            multiply(
                MatrixOperand(pass.input, stride: inputCount),
                MatrixOperand(parameters + weights.offset, stride: inputCount, transposed: true),
                into: pass.output, rows: pass.rows, columns: outputCount, inner: inputCount)
        }
        let bias = UnsafePointer(parameters + biases.offset)
        if activation == .relu {
            addBiasAndRectify(bias, to: pass.output, rows: pass.rows, columns: outputCount)
        } else {
            addBias(bias, to: pass.output, rows: pass.rows, columns: outputCount)
            activation?.forward(pass.output, count: pass.rows * outputCount)
        }
    }

    func backward(_ pass: BackwardPass) {
        let gradient = pass.outputGradient
        activation?.backward(gradient, output: pass.output, count: pass.rows * outputCount)
        if let inputGradient = pass.inputGradient {
            multiply(
                MatrixOperand(gradient, stride: outputCount),
                MatrixOperand(pass.memory.parameters + weights.offset, stride: inputCount),
                into: inputGradient, rows: pass.rows, columns: inputCount, inner: outputCount)
        }
        if activeInputs?.deliverWeightGradient(pass, to: weights) != true {
            pass.destination.deliver(
                product: MatrixOperand(gradient, stride: outputCount, transposed: true),
                MatrixOperand(pass.input, stride: inputCount),
                to: weights, rows: outputCount, columns: inputCount, inner: pass.rows)
        }
        let scratch = pass.memory.scratch
        columnSums(
            gradient, rows: pass.rows, columns: outputCount, into: scratch + sums.offset,
            scratch: scratch + partialSums.offset)
        pass.destination.deliver(scratch + sums.offset, to: biases)
    }
}
