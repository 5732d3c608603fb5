import Datasets
import Kernels
import Optimizers
import Randomness

/// A network in memory: four arenas, allocated once, and the passes over them. Knows one batch, no data set.
///
/// Not for use by two threads at once.
final class Network {
    let plan: NetworkPlan
    /// The number of steps made.
    var step = 0
    /// Where in the training the batch stands, for layers that draw random numbers.
    var position = BatchPosition()

    private let optimizer: any Optimizer
    private let trained: Arena
    private let gradients: Arena
    private let activations: Arena
    private let workspace: Arena
    let memory: NetworkMemory
    /// The batch's examples: `batchRows × inputCount`.
    let input: UnsafeMutablePointer<Float>
    /// The batch's labels: `batchRows`.
    let labels: UnsafeMutablePointer<Int32>
    /// The numbers to be predicted for the batch, where there are no labels: `batchRows`.
    let numbers: UnsafeMutablePointer<Float>
    /// Where the gradients lie whose norms are told: each layer's weights.
    let weights: [Region]
    private let buffers: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)

    /// Allocates the arenas. The parameters are zero until `initialize(seed:)`.
    /// - Parameter memory: the bytes that the network may take; nil for no limit.
    init(plan: NetworkPlan, memory limit: Int? = nil) throws(NetworkError) {
        BLAS.prepare()
        try plan.requireMemory(limit: limit)
        self.plan = plan
        optimizer = plan.description.optimizer.optimizer
        let arenas = plan.arenas
        trained = try Arena(count: arenas.trainedCount)
        gradients = try Arena(count: arenas.gradientCount)
        activations = try Arena(count: arenas.activationCount)
        workspace = try Arena(count: arenas.workspaceCount)
        memory = NetworkMemory(
            parameters: trained.base + arenas.parameters.offset, statistics: trained.base + arenas.statistics.offset,
            activations: activations.base, scratch: workspace.base + arenas.scratch.offset)
        input = activations.base + arenas.input.offset
        labels = UnsafeMutableRawPointer(workspace.base + arenas.labels.offset)
            .bindMemory(to: Int32.self, capacity: arenas.labels.count)
        numbers = workspace.base + arenas.numbers.offset
        weights = plan.layout.tensors.filter(\.role.isWeight).map(\.region)
        buffers = (workspace.base + arenas.buffers[0].offset, workspace.base + arenas.buffers[1].offset)
    }

    /// Everything that training changes: parameters, running statistics, optimizer state.
    var trainedState: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: trained.base, count: trained.count)
    }

    /// Draws the initial parameters, each tensor from its own stream, and resets everything else.
    func initialize(seed: UInt64) {
        trainedState.update(repeating: 0)
        for (number, tensor) in plan.layout.tensors.enumerated() {
            var stream = RandomStream(seed: seed, purpose: .initialization, index: UInt32(truncatingIfNeeded: number))
            plan.description.initialization.fill(values(of: tensor), role: tensor.role, from: &stream)
        }
        for tensor in plan.layout.statistics {
            (memory.statistics + tensor.region.offset).update(repeating: tensor.start, count: tensor.region.count)
        }
        step = 0
    }

    /// The values of a parameter tensor.
    func values(of tensor: ParameterTensor) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: memory.parameters + tensor.region.offset, count: tensor.region.count)
    }

    /// One step on the first `rows` rows of `input` and `labels`. Allocates nothing.
    /// - Parameter norms: where the norms of the weight gradients go, if they are wanted. The step is the same without.
    /// - Returns: the loss before the step, summed over the rows, and how many rows were classified rightly.
    func trainStep(
        rows: Int, learningRate: Double, norms: UnsafeMutableBufferPointer<Double>? = nil
    ) -> ClassificationSums {
        forward(rows: rows)
        if let norms { measureGradients(rows: rows, into: norms) }
        let sums = loss(rows: rows)
        step += 1
        let stepMemory = OptimizerMemory<Float>(
            parameters: memory.parameters, gradients: gradients.base,
            state: trained.base + plan.arenas.optimizerState.offset, count: plan.arenas.parameters.count)
        if plan.arenas.foldsUpdates, let folded = optimizer.foldedUpdate(learningRate: learningRate) {
            let base =
                switch folded.target {
                case .parameters: memory.parameters
                case .state(let number): stepMemory.state + number * stepMemory.count
                }
            backward(
                rows: rows,
                into: GradientDestination(base: base, scale: Float(folded.scale), keep: Float(folded.keep)))
            optimizer.finishFoldedStep(stepMemory, learningRate: learningRate)
        } else {
            backward(rows: rows, into: gradientArena)
            if let limit = plan.description.clipNorm { clipGradients(to: limit) }
            optimizer.step(stepMemory, number: step, learningRate: learningRate)
        }
        return sums
    }

    /// Scales all gradients so that their norm is at most `limit`, as PyTorch's `clip_grad_norm_` does.
    private func clipGradients(to limit: Double) {
        let norm = sumOfSquares(gradients.base, count: gradients.count).squareRoot()
        let factor = limit / (norm + 1e-6)
        if factor < 1 { scaleElements(gradients.base, by: Float(factor), count: gradients.count) }
    }

    /// The norm of each layer's weight gradient on the batch that `forward` went through. Changes nothing else.
    private func measureGradients(rows: Int, into norms: UnsafeMutableBufferPointer<Double>) {
        _ = loss(rows: rows)
        backward(rows: rows, into: gradientArena)
        for index in 0..<min(weights.count, norms.count) {
            let region = weights[index]
            norms[index] = sumOfSquares(gradients.base + region.offset, count: region.count).squareRoot()
        }
    }

    /// Delivers plain gradients into the gradient arena.
    var gradientArena: GradientDestination { GradientDestination(base: gradients.base, scale: 1, keep: 0) }

    /// The forward pass of training.
    func forward(rows: Int) {
        var source = UnsafePointer(input)
        for index in plan.layers.indices {
            let output = activations.base + plan.arenas.outputs[index].offset
            plan.layers[index].forward(
                ForwardPass(
                    rows: rows, mode: .training, input: source, output: output, memory: memory, position: position))
            source = UnsafePointer(output)
        }
    }

    /// The loss of what `forward` computed, and its gradient by the outputs, for `backward`.
    func loss(rows: Int) -> ClassificationSums {
        plan.loss.train(
            outputs: activations.base + plan.arenas.outputs[plan.layers.count - 1].offset, targets: batchTargets,
            rows: rows,
            gradient: buffers.0)
    }

    private var batchTargets: RowTargets {
        switch plan.targets {
        case .classes: .labels(labels)
        case .number: .numbers(numbers)
        }
    }

    /// The backward pass, from the gradient by the outputs.
    func backward(rows: Int, into destination: GradientDestination) {
        var (outputGradient, inputGradient) = buffers
        var index = plan.layers.count - 1
        while index >= plan.firstLearningLayer {
            let source = index == 0 ? input : activations.base + plan.arenas.outputs[index - 1].offset
            plan.layers[index].backward(
                BackwardPass(
                    rows: rows, input: source, output: activations.base + plan.arenas.outputs[index].offset,
                    outputGradient: outputGradient,
                    inputGradient: index == plan.firstLearningLayer ? nil : inputGradient,
                    memory: memory, destination: destination))
            swap(&outputGradient, &inputGradient)
            index -= 1
        }
    }

    /// Evaluates the rows of `table` in chunks of a constant size. Sets bit r of `correct` where row r is right.
    /// - Returns: the loss, summed over the rows, and how many rows were classified rightly.
    func evaluate(
        _ table: ExampleTable, targets: RowTargets, correct: UnsafeMutablePointer<UInt8>
    ) -> ClassificationSums {
        var sums = ClassificationSums()
        var first = 0
        while first < table.rows {
            let rows = min(plan.layout.evaluationRows, table.rows - first)
            var (source, target) = buffers
            table.copy(rows: first..<first + rows, into: source)
            for layer in plan.layers {
                layer.forward(
                    ForwardPass(
                        rows: rows, mode: .evaluation, input: source, output: target, memory: memory, position: position
                    ))
                swap(&source, &target)
            }
            let part = plan.loss.evaluate(
                outputs: source, targets: targets.from(first), rows: rows, correct: correct, firstBit: first)
            sums.loss += part.loss
            sums.correct += part.correct
            first += rows
        }
        return sums
    }
}
