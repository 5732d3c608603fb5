import Optimizers

/// What goes where in a network's four arenas.
struct ArenaPlan: Sendable {
    // Arena 1, everything that a checkpoint must hold.
    let parameters: Region
    let statistics: Region
    let optimizerState: Region
    let trainedCount: Int

    /// Whether the optimizer takes gradients straight from the products.
    let foldsUpdates: Bool
    /// Arena 2: the gradients; empty if updates are folded and nobody asks for gradients.
    let gradientCount: Int

    // Arena 3, what forward leaves for backward.
    /// The batch: `batchRows × inputCount`.
    let input: Region
    /// Each layer's output: `batchRows × outputCount`.
    let outputs: [Region]
    let activationCount: Int

    // Arena 4, the workspace.
    /// Two buffers: in training the gradients by a layer's output and input, in evaluation its input and output.
    let buffers: [Region]
    let scratch: Region
    /// The labels of a batch, as 32-bit integers.
    let labels: Region
    /// The numbers to be predicted for a batch.
    let numbers: Region
    let workspaceCount: Int

    /// All four together.
    let floats: Int

    init(
        layers: [any Layer], inputCount: Int, firstLearningLayer: Int, description: NetworkDescription,
        layout: inout NetworkLayout
    ) throws(NetworkError) {
        let optimizer = description.optimizer.optimizer
        let parameterCount = layout.parameterSize.count
        var trained = ArenaSize()
        parameters = try trained.reserve(parameterCount)
        statistics = try trained.reserve(layout.statisticSize.count)
        optimizerState = try trained.reserve(product([optimizer.stateCount, parameterCount]))
        trainedCount = trained.count

        let folds = optimizer.foldedUpdate(learningRate: optimizer.learningRate) != nil && description.clipNorm == nil
        foldsUpdates = folds
        gradientCount = folds && !description.tracking.gradientNorms ? 0 : parameterCount

        input = try layout.activation(product([layout.batchRows, inputCount]))
        var outputs: [Region] = []
        for layer in layers {
            outputs.append(try layout.activation(product([layout.batchRows, layer.outputCount])))
        }
        self.outputs = outputs
        activationCount = layout.activationSize.count

        let widestGradient = layers[min(firstLearningLayer, layers.count - 1)...].map(\.outputCount).max() ?? 1
        let widest = max(inputCount, layers.map(\.outputCount).max() ?? 1)
        let buffer = try max(product([layout.batchRows, widestGradient]), product([layout.evaluationRows, widest]))
        var workspace = ArenaSize()
        buffers = [try workspace.reserve(buffer), try workspace.reserve(buffer)]
        scratch = try workspace.reserve(layout.scratchCount)
        labels = try workspace.reserve(max(layout.batchRows, layout.evaluationRows))
        numbers = try workspace.reserve(layout.batchRows)
        workspaceCount = workspace.count

        var all = ArenaSize()
        for count in [trainedCount, gradientCount, activationCount, workspaceCount] { _ = try all.reserve(count) }
        _ = try product([all.count, MemoryLayout<Float>.stride])
        floats = all.count
    }
}
