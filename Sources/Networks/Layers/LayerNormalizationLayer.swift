import Kernels

/// Layer normalization of each example over all its features, with a learnt scale and shift for each of them.
///
/// PyTorch's conventions: epsilon 1e-5 beside the biased variance.
struct LayerNormalizationLayer: Layer {
    static let epsilon: Float = 1e-5

    let inputCount: Int
    private let scales: Region
    private let shifts: Region
    /// The rows' moments, which backward needs again. Evaluation may have more rows and keeps them in scratch.
    private let means: Region
    private let inverseDeviations: Region
    /// Scratch.
    private let evaluationMeans: Region
    private let evaluationDeviations: Region
    private let scaleGradients: Region
    private let shiftGradients: Region
    private let partialSums: Region

    init(shape: [Int], name: String, layout: inout NetworkLayout) throws(NetworkError) {
        inputCount = try product(shape)
        scales = try layout.parameter("\(name).weight", shape: shape, role: .scale)
        shifts = try layout.parameter("\(name).bias", shape: shape, role: .shift)
        means = try layout.activation(layout.batchRows)
        inverseDeviations = try layout.activation(layout.batchRows)
        var scratch = layout.scratch()
        evaluationMeans = try scratch.reserve(layout.evaluationRows)
        evaluationDeviations = try scratch.reserve(layout.evaluationRows)
        scaleGradients = try scratch.reserve(inputCount)
        shiftGradients = try scratch.reserve(inputCount)
        partialSums = try scratch.reserve(inputCount)
        layout.close(scratch)
    }

    var outputCount: Int { inputCount }
    var hasParameters: Bool { true }

    func forward(_ pass: ForwardPass) {
        let memory = pass.memory
        let isTraining = pass.mode == .training
        normalizeRows(
            pass.input, rows: pass.rows, columns: inputCount, epsilon: Self.epsilon,
            scale: memory.parameters + scales.offset, shift: memory.parameters + shifts.offset, output: pass.output,
            mean: isTraining ? memory.activations + means.offset : memory.scratch + evaluationMeans.offset,
            inverseDeviation: isTraining
                ? memory.activations + inverseDeviations.offset : memory.scratch + evaluationDeviations.offset)
    }

    func backward(_ pass: BackwardPass) {
        let memory = pass.memory
        let mean = memory.activations + means.offset
        let inverseDeviation = memory.activations + inverseDeviations.offset
        let scaleGradient = memory.scratch + scaleGradients.offset
        let shiftGradient = memory.scratch + shiftGradients.offset
        let partial = memory.scratch + partialSums.offset
        if let inputGradient = pass.inputGradient {
            layerNormalizationInputGradient(
                outputGradient: pass.outputGradient, input: pass.input, rows: pass.rows, columns: inputCount,
                mean: mean, inverseDeviation: inverseDeviation, scale: memory.parameters + scales.offset,
                inputGradient: inputGradient, scratch: partial)
        }
        layerNormalizationParameterGradients(
            outputGradient: pass.outputGradient, input: pass.input, rows: pass.rows, columns: inputCount, mean: mean,
            inverseDeviation: inverseDeviation, scaleGradient: scaleGradient, shiftGradient: shiftGradient,
            scratch: partial)
        pass.destination.deliver(scaleGradient, to: scales)
        pass.destination.deliver(shiftGradient, to: shifts)
    }
}
