import Kernels

/// An activation that follows no layer able to apply it itself.
struct ActivationLayer: Layer {
    let inputCount: Int
    let activation: Activation

    init(count: Int, activation: Activation) {
        inputCount = count
        self.activation = activation
    }

    var outputCount: Int { inputCount }

    func forward(_ pass: ForwardPass) {
        pass.output.update(from: pass.input, count: pass.rows * inputCount)
        activation.forward(pass.output, count: pass.rows * inputCount)
    }

    func backward(_ pass: BackwardPass) {
        guard let inputGradient = pass.inputGradient else { return }
        inputGradient.update(from: pass.outputGradient, count: pass.rows * inputCount)
        activation.backward(inputGradient, output: pass.output, count: pass.rows * inputCount)
    }
}
