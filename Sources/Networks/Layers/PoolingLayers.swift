import Kernels

/// The largest value of each window of each channel.
struct MaximumPoolingLayer: Layer {
    let channels: Int
    let geometry: PoolingGeometry
    /// Where the largest values stood, as 32-bit integers.
    private let positions: Region

    init(channels: Int, geometry: PoolingGeometry, layout: inout NetworkLayout) throws(NetworkError) {
        self.channels = channels
        self.geometry = geometry
        positions = try layout.activation(product([layout.batchRows, channels, geometry.outputCount]))
    }

    var inputCount: Int { channels * geometry.inputCount }
    var outputCount: Int { channels * geometry.outputCount }

    private func positions(_ memory: NetworkMemory) -> UnsafeMutablePointer<Int32> {
        UnsafeMutableRawPointer(memory.activations + positions.offset).assumingMemoryBound(to: Int32.self)
    }

    func forward(_ pass: ForwardPass) {
        poolMaximum(
            pass.input, planes: pass.rows * channels, geometry: geometry, output: pass.output,
            positions: pass.mode == .training ? positions(pass.memory) : nil)
    }

    func backward(_ pass: BackwardPass) {
        guard let inputGradient = pass.inputGradient else { return }
        poolMaximumBackward(
            pass.outputGradient, planes: pass.rows * channels, geometry: geometry, positions: positions(pass.memory),
            inputGradient: inputGradient)
    }
}

/// The mean of each window of each channel.
struct AveragePoolingLayer: Layer {
    let channels: Int
    let geometry: PoolingGeometry

    var inputCount: Int { channels * geometry.inputCount }
    var outputCount: Int { channels * geometry.outputCount }

    func forward(_ pass: ForwardPass) {
        poolAverage(pass.input, planes: pass.rows * channels, geometry: geometry, output: pass.output)
    }

    func backward(_ pass: BackwardPass) {
        guard let inputGradient = pass.inputGradient else { return }
        poolAverageBackward(
            pass.outputGradient, planes: pass.rows * channels, geometry: geometry, inputGradient: inputGradient)
    }
}
