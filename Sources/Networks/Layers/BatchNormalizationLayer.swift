import Kernels

/// Batch normalization of each feature, with a learnt scale and shift, and the activation that follows, if one does.
///
/// Training normalizes by the batch's moments and keeps running ones, which evaluation uses. PyTorch's conventions:
/// epsilon 1e-5 beside the biased variance, momentum 0.1, the running variance unbiased.
struct BatchNormalizationLayer: Layer {
    static let epsilon: Float = 1e-5
    static let momentum: Float = 0.1

    let inputCount: Int
    let activation: Activation?
    private let scales: Region
    private let shifts: Region
    private let runningMeans: Region
    private let runningVariances: Region
    /// The batch's moments, which backward needs again.
    private let means: Region
    private let inverseDeviations: Region
    /// Scratch.
    private let variances: Region
    private let scaleGradients: Region
    private let shiftGradients: Region
    private let partialSums: Region

    init(
        features: Int, activation: Activation?, name: String, layout: inout NetworkLayout
    ) throws(NetworkError) {
        inputCount = features
        self.activation = activation
        scales = try layout.parameter("\(name).weight", shape: [features], role: .scale)
        shifts = try layout.parameter("\(name).bias", shape: [features], role: .shift)
        runningMeans = try layout.statistic("\(name).running_mean", count: features, start: 0)
        runningVariances = try layout.statistic("\(name).running_var", count: features, start: 1)
        means = try layout.activation(features)
        inverseDeviations = try layout.activation(features)
        var scratch = layout.scratch()
        variances = try scratch.reserve(features)
        scaleGradients = try scratch.reserve(features)
        shiftGradients = try scratch.reserve(features)
        partialSums = try scratch.reserve(features)
        layout.close(scratch)
    }

    var outputCount: Int { inputCount }
    var hasParameters: Bool { true }
    /// One row has no variance.
    var fewestTrainingRows: Int { 2 }

    func forward(_ pass: ForwardPass) {
        let memory = pass.memory
        let (scratch, statistics) = (memory.scratch, memory.statistics)
        let mean: UnsafeMutablePointer<Float>
        let inverseDeviation: UnsafeMutablePointer<Float>
        switch pass.mode {
        case .training:
            mean = memory.activations + means.offset
            inverseDeviation = memory.activations + inverseDeviations.offset
            batchMoments(
                pass.input, rows: pass.rows, columns: inputCount, epsilon: Self.epsilon, mean: mean,
                variance: scratch + variances.offset, inverseDeviation: inverseDeviation,
                scratch: scratch + partialSums.offset)
            updateRunningMoments(
                mean: mean, variance: scratch + variances.offset, rows: pass.rows, columns: inputCount,
                momentum: Self.momentum, runningMean: statistics + runningMeans.offset,
                runningVariance: statistics + runningVariances.offset)
        case .evaluation:
            mean = statistics + runningMeans.offset
            inverseDeviation = scratch + variances.offset
            Kernels.inverseDeviations(
                variance: statistics + runningVariances.offset, columns: inputCount, epsilon: Self.epsilon,
                into: inverseDeviation)
        }
        normalize(
            pass.input, rows: pass.rows, columns: inputCount, mean: mean, inverseDeviation: inverseDeviation,
            scale: memory.parameters + scales.offset, shift: memory.parameters + shifts.offset, output: pass.output,
            scratch: scratch + partialSums.offset)
        activation?.forward(pass.output, count: pass.rows * inputCount)
    }

    func backward(_ pass: BackwardPass) {
        let memory = pass.memory
        let gradient = pass.outputGradient
        let mean = memory.activations + means.offset
        let inverseDeviation = memory.activations + inverseDeviations.offset
        let scaleGradient = memory.scratch + scaleGradients.offset
        let shiftGradient = memory.scratch + shiftGradients.offset
        activation?.backward(gradient, output: pass.output, count: pass.rows * inputCount)
        batchNormalizationParameterGradients(
            outputGradient: gradient, input: pass.input, rows: pass.rows, columns: inputCount, mean: mean,
            inverseDeviation: inverseDeviation, scaleGradient: scaleGradient, shiftGradient: shiftGradient,
            scratch: memory.scratch + partialSums.offset)
        if let inputGradient = pass.inputGradient {
            batchNormalizationInputGradient(
                outputGradient: gradient, input: pass.input, rows: pass.rows, columns: inputCount, mean: mean,
                inverseDeviation: inverseDeviation, scale: memory.parameters + scales.offset,
                scaleGradient: scaleGradient, shiftGradient: shiftGradient, inputGradient: inputGradient)
        }
        pass.destination.deliver(scaleGradient, to: scales)
        pass.destination.deliver(shiftGradient, to: shifts)
    }
}
