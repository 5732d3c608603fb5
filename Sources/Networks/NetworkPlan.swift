import Optimizers

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A network with every size settled: its layers, and how much of which memory they need. Nothing is allocated yet.
public struct NetworkPlan: Sendable {
    let description: NetworkDescription
    /// Every layer as written, also those that compute nothing by themselves.
    let descriptions: [LayerDescription]
    /// The shape of an example before each of them, and after the last.
    let shapes: [[Int]]
    let layers: [any Layer]
    let loss: any Loss
    let layout: NetworkLayout
    let arenas: ArenaPlan

    /// The number of features of one example.
    let inputCount: Int
    let targets: TargetKind
    /// The number of outputs: one for each class, or one alone.
    let outputCount: Int
    /// The first layer that learns; none before it needs a backward pass, and it needs no input gradient.
    let firstLearningLayer: Int

    /// The number of values that are learnt.
    public let parameterCount: Int

    /// The bytes of the four arenas together.
    public var memoryBytes: Int { arenas.floats * MemoryLayout<Float>.stride }

    /// The floating-point operations in the matrix products of one example's forward pass.
    public var forwardOperations: Int { layers.reduce(0) { $0 &+ $1.productOperations } }

    /// The same in a training step: forward, the gradients by the weights, and those by the inputs of all layers but the
    /// first that learns.
    public var trainingOperations: Int {
        layers.enumerated().reduce(0) { sum, element in
            let (index, layer) = element
            let passes = index > firstLearningLayer ? 3 : 2
            return sum &+ passes &* layer.productOperations
        }
    }

    /// Throws if the network needs more memory than a run may take, or than this machine has.
    /// - Parameter limit: in bytes; nil for no limit.
    public func requireMemory(limit: Int? = nil) throws(NetworkError) {
        if let limit, memoryBytes > limit { throw .needsMoreThanAllowed(bytes: memoryBytes, limit: limit) }
        let available = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
        guard memoryBytes <= available else { throw .needsMoreMemory(bytes: memoryBytes, available: available) }
    }

    /// Checks that the description makes sense for such data, and settles all sizes.
    ///
    /// Batch normalization has no variance over one row: a batch size, or a rest of the rows for the last batch, of 1 is
    /// refused here, before anything runs, where PyTorch would fail in the middle of the epoch.
    /// - Parameters:
    ///   - inputShape: the shape of one example.
    ///   - targets: what the data set's rows are to be mapped to.
    ///   - trainingRows: the number of rows that an epoch goes through.
    public init(
        _ description: NetworkDescription, inputShape: [Int], targets: TargetKind, trainingRows: Int
    ) throws(NetworkError) {
        let batchRows = try Self.checkedBatchRows(description, trainingRows: trainingRows)
        try Self.checkSettings(description, targets: targets)
        descriptions = description.architecture.layers(outputs: targets.wantedOutputs)
        shapes = try Self.shapes(of: descriptions, from: inputShape)
        guard descriptions.isEmpty == false, let outputShape = shapes.last else { throw .noLayers }
        outputCount = try product(outputShape)
        let lossDescription = description.loss ?? targets.usualLoss
        try Self.checkOutputs(outputCount, of: targets, loss: lossDescription)
        inputCount = try product(inputShape)
        guard inputCount > 0 else { throw .noFeatures }

        var widest = 1
        for shape in shapes { widest = try max(widest, product(shape)) }
        guard widest <= Int(Int32.max), trainingRows <= Int(Int32.max) else { throw .tooLarge }
        var layout = NetworkLayout(batchRows: batchRows, evaluationRows: Self.evaluationRows(widest: widest))
        layers = try settledLayers(of: descriptions, shapes: shapes, in: &layout)
        guard !layers.isEmpty else { throw .noLayers }
        firstLearningLayer = layers.firstIndex(where: \.hasParameters) ?? layers.count
        let fewest = layers.map(\.fewestTrainingRows).max() ?? 1
        let rest = trainingRows % batchRows
        guard batchRows >= fewest, rest == 0 || rest >= fewest else {
            throw .batchTooSmallForNormalization(batch: batchRows, rows: trainingRows)
        }
        arenas = try ArenaPlan(
            layers: layers, inputCount: inputCount, firstLearningLayer: firstLearningLayer,
            description: description, layout: &layout)
        parameterCount = layout.tensors.reduce(0) { $0 + $1.region.count }
        loss = lossDescription.loss(outputs: outputCount)
        self.targets = targets
        self.layout = layout
        self.description = description
    }

    private static func checkedBatchRows(
        _ description: NetworkDescription, trainingRows: Int
    ) throws(NetworkError) -> Int {
        guard description.epochs >= 0 else { throw .negativeEpochs(description.epochs) }
        guard trainingRows > 0 else { throw .noTrainingRows }
        let rows = description.batchSize.count(of: trainingRows)
        guard rows > 0 else { throw .batchSizeNotPositive(rows) }
        guard rows <= trainingRows else { throw .batchLargerThanData(batch: rows, rows: trainingRows) }
        return rows
    }

    private static func checkSettings(_ description: NetworkDescription, targets: TargetKind) throws(NetworkError) {
        do throws(OptimizerError) {
            try description.optimizer.optimizer.validate()
            try description.schedule.validate()
        } catch {
            throw .optimizer(error)
        }
        if let norm = description.clipNorm, !(norm > 0 && norm.isFinite) { throw .clipNormNotPositive(norm) }
        if description.order == .byClass, targets == .number { throw .classOrderOfNumbers }
        if let stopping = description.selection.earlyStopping, stopping.patience < 1 {
            throw .patienceNotPositive(stopping.patience)
        }
        if let metric = description.selection.metric,
            targets == .number ? metric == .accuracy : metric == .r2
        {
            throw .metricOfOtherTargets(metric)
        }
    }

    /// Throws if a loss cannot hold so many outputs against the targets.
    private static func checkOutputs(
        _ outputs: Int, of targets: TargetKind, loss: LossDescription
    ) throws(NetworkError) {
        switch targets {
        case .classes(let classes):
            let isBinary = loss == .meanSquaredError && classes == 2 && outputs == 1
            guard outputs == classes || isBinary else {
                throw .outputsDifferFromClasses(outputs: outputs, classes: classes)
            }
        case .number:
            guard loss == .meanSquaredError else { throw .targetsAreNotClasses(part: .training) }
            guard outputs == 1 else { throw .outputsForOneNumber(outputs: outputs) }
        }
    }

    /// The shape of an example before the first layer and after each.
    private static func shapes(
        of layers: [LayerDescription], from input: [Int]
    ) throws(NetworkError) -> [[Int]] {
        var shapes = [input]
        for (index, layer) in layers.enumerated() {
            shapes.append(try layer.outputShape(of: shapes[index], number: index + 1))
        }
        return shapes
    }

    /// How many rows are evaluated at once. It depends on the network alone, since the last bits of a product depend on
    /// its shape: about a million values of the widest layer, 16 to 1,024 rows.
    private static func evaluationRows(widest: Int) -> Int {
        min(1024, max(16, (1 << 20) / widest))
    }
}

extension TargetKind {
    /// The outputs of a network whose last layer is not written out.
    var wantedOutputs: Int {
        switch self {
        case .classes(let count): count
        case .number: 1
        }
    }

    /// The loss where none is named.
    var usualLoss: LossDescription {
        switch self {
        case .classes: .crossEntropy
        case .number: .meanSquaredError
        }
    }
}
