import Kernels

/// Two-dimensional convolution, y = f(W ∗ x + b), with the activation f that follows it, if one does.
///
/// Examples are channels × height × width; W lies as PyTorch keeps it, `outputs × channels × kernel × kernel`.
struct ConvolutionLayer: Layer {
    let geometry: ConvolutionGeometry
    let activation: Activation?
    private let weights: Region
    private let biases: Region
    /// Scratch.
    private let workspace: Region
    private let weightGradients: Region
    private let biasGradients: Region

    init(
        _ geometry: ConvolutionGeometry, activation: Activation?, name: String, layout: inout NetworkLayout
    ) throws(NetworkError) {
        self.geometry = geometry
        self.activation = activation
        let (outputs, kernel) = (geometry.outputChannels, geometry.kernel)
        let fan = Fan(incoming: geometry.patchCount, outgoing: try product([outputs, kernel, kernel]))
        weights = try layout.parameter(
            "\(name).weight", shape: [outputs, geometry.channels, kernel, kernel], role: .weight(fan))
        biases = try layout.parameter("\(name).bias", shape: [outputs], role: .bias(fan))
        var scratch = layout.scratch()
        workspace = try scratch.reserve(geometry.scratchCount)
        weightGradients = try scratch.reserve(geometry.weightCount)
        biasGradients = try scratch.reserve(outputs)
        layout.close(scratch)
    }

    var inputCount: Int { geometry.inputCount }
    var outputCount: Int { geometry.outputCount }
    var hasParameters: Bool { true }
    var productOperations: Int { 2 * geometry.patchCount * geometry.outputCount }

    func forward(_ pass: ForwardPass) {
        let parameters = pass.memory.parameters
        let bias = UnsafePointer(parameters + biases.offset)
        let rectified = activation == .relu
        convolve(
            pass.input, images: pass.rows, weights: parameters + weights.offset, geometry: geometry,
            output: pass.output, scratch: pass.memory.scratch + workspace.offset
        ) { image in
            addChannelBias(
                bias, to: image, channels: geometry.outputChannels, pixels: geometry.outputPixels,
                rectified: rectified)
            if !rectified { activation?.forward(image, count: geometry.outputCount) }
        }
    }

    func backward(_ pass: BackwardPass) {
        let memory = pass.memory
        let gradient = pass.outputGradient
        activation?.backward(gradient, output: pass.output, count: pass.rows * outputCount)
        let weightGradient = memory.scratch + weightGradients.offset
        let biasGradient = memory.scratch + biasGradients.offset
        convolutionGradients(
            gradient, input: pass.input, images: pass.rows, weights: memory.parameters + weights.offset,
            geometry: geometry, inputGradient: pass.inputGradient, weightGradient: weightGradient,
            biasGradient: biasGradient, scratch: memory.scratch + workspace.offset)
        pass.destination.deliver(weightGradient, to: weights)
        pass.destination.deliver(biasGradient, to: biases)
    }
}
