import Kernels

/// Batch normalization of images: of each channel, over all its pixels, with a learnt scale and shift, and the activation
/// that follows, if one does. The conventions are those of `BatchNormalizationLayer`.
struct ChannelNormalizationLayer: Layer {
    let channels: Int
    let pixels: Int
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
    /// Two 64-bit numbers for each channel.
    private let sums: Region

    init(
        channels: Int, pixels: Int, activation: Activation?, name: String, layout: inout NetworkLayout
    ) throws(NetworkError) {
        self.channels = channels
        self.pixels = pixels
        self.activation = activation
        scales = try layout.parameter("\(name).weight", shape: [channels], role: .scale)
        shifts = try layout.parameter("\(name).bias", shape: [channels], role: .shift)
        runningMeans = try layout.statistic("\(name).running_mean", count: channels, start: 0)
        runningVariances = try layout.statistic("\(name).running_var", count: channels, start: 1)
        means = try layout.activation(channels)
        inverseDeviations = try layout.activation(channels)
        var scratch = layout.scratch()
        variances = try scratch.reserve(channels)
        scaleGradients = try scratch.reserve(channels)
        shiftGradients = try scratch.reserve(channels)
        sums = try scratch.reserve(product([4, channels]))
        layout.close(scratch)
    }

    var inputCount: Int { channels * pixels }
    var outputCount: Int { channels * pixels }
    var hasParameters: Bool { true }
    /// One value has no variance.
    var fewestTrainingRows: Int { pixels > 1 ? 1 : 2 }

    func forward(_ pass: ForwardPass) {
        let memory = pass.memory
        let (scratch, statistics) = (memory.scratch, memory.statistics)
        let mean: UnsafeMutablePointer<Float>
        let inverseDeviation: UnsafeMutablePointer<Float>
        switch pass.mode {
        case .training:
            mean = memory.activations + means.offset
            inverseDeviation = memory.activations + inverseDeviations.offset
            channelMoments(
                pass.input, images: pass.rows, channels: channels, pixels: pixels,
                epsilon: BatchNormalizationLayer.epsilon, mean: mean, variance: scratch + variances.offset,
                inverseDeviation: inverseDeviation, sums: sums(memory))
            updateRunningMoments(
                mean: mean, variance: scratch + variances.offset, rows: pass.rows * pixels, columns: channels,
                momentum: BatchNormalizationLayer.momentum, runningMean: statistics + runningMeans.offset,
                runningVariance: statistics + runningVariances.offset)
        case .evaluation:
            mean = statistics + runningMeans.offset
            inverseDeviation = scratch + variances.offset
            Kernels.inverseDeviations(
                variance: statistics + runningVariances.offset, columns: channels,
                epsilon: BatchNormalizationLayer.epsilon, into: inverseDeviation)
        }
        normalization(pass.rows, memory, mean: mean, inverseDeviation: inverseDeviation)
            .normalize(pass.input, into: pass.output)
        if activation != .relu { activation?.forward(pass.output, count: pass.rows * outputCount) }
    }

    func backward(_ pass: BackwardPass) {
        let memory = pass.memory
        let gradient = pass.outputGradient
        let scaleGradient = memory.scratch + scaleGradients.offset
        let shiftGradient = memory.scratch + shiftGradients.offset
        if activation != .relu { activation?.backward(gradient, output: pass.output, count: pass.rows * outputCount) }
        let normalization = normalization(
            pass.rows, memory, mean: memory.activations + means.offset,
            inverseDeviation: memory.activations + inverseDeviations.offset)
        normalization.parameterGradients(
            outputGradient: gradient, input: pass.input, scaleGradient: scaleGradient, shiftGradient: shiftGradient,
            sums: sums(memory))
        if let inputGradient = pass.inputGradient {
            normalization.inputGradient(
                outputGradient: gradient, input: pass.input, scaleGradient: scaleGradient,
                shiftGradient: shiftGradient, inputGradient: inputGradient)
        }
        pass.destination.deliver(scaleGradient, to: scales)
        pass.destination.deliver(shiftGradient, to: shifts)
    }

    private func sums(_ memory: NetworkMemory) -> UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(memory.scratch + sums.offset).assumingMemoryBound(to: Double.self)
    }

    /// With the rectification that follows, if one does; other activations go over the output by themselves.
    private func normalization(
        _ rows: Int, _ memory: NetworkMemory, mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>
    ) -> ChannelNormalization {
        ChannelNormalization(
            images: rows, channels: channels, pixels: pixels, mean: mean, inverseDeviation: inverseDeviation,
            scale: memory.parameters + scales.offset, shift: memory.parameters + shifts.offset,
            isRectified: activation == .relu)
    }
}
