import Kernels
import Randomness

/// Dropout: in training each value is 0 with a probability p, and else divided by 1 − p, so that its mean stays; in
/// evaluation nothing changes (N. Srivastava et al., JMLR 15, 2014, in the inverted form).
///
/// Which values fall depends on seed, epoch, layer and the example's place in the epoch alone: neither the batch's size
/// nor an interruption changes it.
struct DropoutLayer: Layer {
    let inputCount: Int
    let probability: Double
    /// Tells the random numbers of several such layers apart.
    let number: UInt32
    /// 0 or 1 / (1 − p) for each value.
    private let factors: Region

    init(count: Int, probability: Double, number: Int, layout: inout NetworkLayout) throws(NetworkError) {
        inputCount = count
        self.probability = probability
        self.number = UInt32(truncatingIfNeeded: number)
        factors = try layout.activation(product([layout.batchRows, count]))
    }

    var outputCount: Int { inputCount }

    func forward(_ pass: ForwardPass) {
        guard pass.mode == .training, probability > 0 else {
            pass.output.update(from: pass.input, count: pass.rows * inputCount)
            return
        }
        let factors = pass.memory.activations + factors.offset
        drawFactors(factors, rows: pass.rows, at: pass.position)
        multiplyElements(pass.input, factors, into: pass.output, count: pass.rows * inputCount)
    }

    func backward(_ pass: BackwardPass) {
        guard let inputGradient = pass.inputGradient else { return }
        guard probability > 0 else {
            inputGradient.update(from: pass.outputGradient, count: pass.rows * inputCount)
            return
        }
        multiplyElements(
            pass.outputGradient, pass.memory.activations + factors.offset, into: inputGradient,
            count: pass.rows * inputCount)
    }

    /// Each example has blocks of the epoch's stream to itself.
    private func drawFactors(_ factors: UnsafeMutablePointer<Float>, rows: Int, at position: BatchPosition) {
        var stream = RandomStream(
            seed: position.seed, purpose: .dropout, index: UInt32(truncatingIfNeeded: position.epoch),
            subindex: number)
        let keep = Float(1 / (1 - probability))
        let threshold = UInt32(probability * 4_294_967_296)
        let blocks = (inputCount + 3) / 4
        for row in 0..<rows {
            stream.seek(block: UInt32(truncatingIfNeeded: (position.row + row) * blocks))
            let line = factors + row * inputCount
            for column in 0..<inputCount { line[column] = stream.next32() < threshold ? 0 : keep }
        }
    }
}
