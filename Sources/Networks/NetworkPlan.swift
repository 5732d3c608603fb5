import Optimizers

/// A network with every size settled: its layers, and how much of which memory they need. Nothing is allocated yet.
public struct NetworkPlan: Sendable {
    let description: NetworkDescription
    let layers: [any Layer]
    let loss: any Loss
    let layout: NetworkLayout
    let arenas: ArenaPlan

    /// The number of features of one example.
    let inputCount: Int
    /// The number of outputs: classes.
    let outputCount: Int
    /// The first layer that learns; none before it needs a backward pass, and it needs no input gradient.
    let firstLearningLayer: Int

    /// The number of values that are learnt.
    public let parameterCount: Int

    /// The bytes of the four arenas together.
    public var memoryBytes: Int { arenas.floats * MemoryLayout<Float>.stride }

    /// Checks that the description makes sense for such data, and settles all sizes.
    ///
    /// Batch normalization has no variance over one row: a batch size, or a rest of the rows for the last batch, of 1 is
    /// refused here, before anything runs, where PyTorch would fail in the middle of the epoch.
    /// - Parameters:
    ///   - inputShape: the shape of one example.
    ///   - classes: the number of classes of the data set.
    ///   - trainingRows: the number of rows that an epoch goes through.
    public init(
        _ description: NetworkDescription, inputShape: [Int], classes: Int, trainingRows: Int
    ) throws(NetworkError) {
        let batchRows = try Self.checkedBatchRows(description, trainingRows: trainingRows)
        do throws(OptimizerError) {
            try description.optimizer.optimizer.validate()
        } catch {
            throw .optimizer(error)
        }
        let descriptions = description.architecture.layers(outputs: classes)
        let shapes = try Self.shapes(of: descriptions, from: inputShape)
        guard descriptions.isEmpty == false, let outputShape = shapes.last else { throw .noLayers }
        outputCount = try product(outputShape)
        guard outputCount == classes else {
            throw .outputsDifferFromClasses(outputs: outputCount, classes: classes)
        }
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
            optimizer: description.optimizer.optimizer, layout: &layout)
        parameterCount = layout.tensors.reduce(0) { $0 + $1.region.count }
        loss = description.loss.loss(outputs: outputCount)
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
