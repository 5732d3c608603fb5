import Datasets
import Networks
import StudyCore

/// Holding a description against its data set.
extension NetworkSpecification {
    /// Every size of the network on a data set; nil where they do not fit.
    func plan(_ size: DatasetSize, trainingRows: Int) -> NetworkPlan? {
        try? NetworkPlan(network, inputShape: size.shape, targets: size.targets, trainingRows: trainingRows)
    }

    /// Reports what does not fit, each at what is to be changed.
    /// - Parameter memory: what a run may take; nil for no limit.
    func check(
        _ size: DatasetSize, trainingRows: Int, validationRows: Int, memory: MemoryLimit?, description: Node,
        diagnostics: Diagnostics
    ) {
        var network = network
        var told: Set<NetworkError> = []
        // What is put in the place of a mistake may need more memory than what was meant.
        while let error = network.firstMisfit(
            size, trainingRows: trainingRows, validationRows: validationRows, memory: memory?.bytes,
            checksMemory: told.isEmpty
        ),
            told.insert(error).inserted
        {
            report(error, memoryKey: memory?.key ?? MemoryLimit.limitsKey, description, diagnostics)
            // What is behind it comes to light once it is out of the way.
            network.remove(error)
        }
    }

    private func report(
        _ error: NetworkError, memoryKey: String, _ description: Node, _ diagnostics: Diagnostics
    ) {
        var key = error.descriptionKey
        if key == "hidden", description[key] == nil { key = "layers" }
        var node = description[key] ?? description
        if let layer = error.layer, let item = node.listValue?.dropFirst(layer - 1).first { node = item }
        let origin = node.parameter.map { " (from $\($0))" } ?? ""
        diagnostics.report(
            error.description(memoryKey: memoryKey) + origin, subject: key, at: node.position,
            suggestion: error.suggestion)
    }
}

extension NetworkDescription {
    fileprivate func firstMisfit(
        _ size: DatasetSize, trainingRows: Int, validationRows: Int, memory: Int?, checksMemory: Bool
    ) -> NetworkError? {
        do throws(NetworkError) {
            let plan = try NetworkPlan(
                self, inputShape: size.shape, targets: size.targets, trainingRows: trainingRows)
            if checksMemory { try plan.requireMemory(limit: memory) }
            if let key = selection.needsValidation, validationRows == 0 { throw .nothingToSelectBy(key: key) }
            return nil
        } catch {
            return error
        }
    }

    /// Puts something that goes with any data where the error is.
    fileprivate mutating func remove(_ error: NetworkError) {
        switch error.descriptionKey {
        case "batch_size": batchSize = .full
        case "layers", "hidden": architecture = .outputsAlone
        case "loss": loss = nil
        case "clip_norm": clipNorm = nil
        case "early_stopping", "report": selection = Selection()
        case "data": order = .shuffled
        default: break
        }
    }
}

extension DatasetSize {
    /// What the rows are to be mapped to.
    fileprivate var targets: TargetKind { classCount == 0 ? .number : .classes(classCount) }
}

extension NetworkError {
    /// The key of a description that the error is about.
    var descriptionKey: String {
        switch self {
        case .batchSizeNotPositive, .batchLargerThanData, .batchTooSmallForNormalization: "batch_size"
        case .noLayers, .outputsDifferFromClasses, .outputsForOneNumber: "layers"
        case .clipNormNotPositive: "clip_norm"
        case .metricOfOtherTargets, .patienceNotPositive: "early_stopping"
        case .nothingToSelectBy(let key): key
        case .needsImages, .settingTooSmall, .kernelLargerThanImage, .poolingLeavesNothing, .dropoutOutOfRange: "layers"
        case .widthNotPositive, .tooLarge, .needsMoreThanAllowed, .needsMoreMemory, .outOfMemory: "hidden"
        case .negativeEpochs: "epochs"
        case .optimizer: "optimizer"
        case .targetsAreNotClasses: "loss"
        case .noTrainingRows, .noFeatures, .targetsAreNotNumbers, .classOrderOfNumbers,
            .labelOutOfRange, .shapesDiffer, .classCountsDiffer:
            "data"
        case .checkpointDoesNotFit: "network"
        }
    }

    /// The number of the layer that the error is about, from 1.
    fileprivate var layer: Int? {
        switch self {
        case .widthNotPositive(let layer, _), .needsImages(let layer, _, _), .settingTooSmall(let layer, _, _, _, _),
            .kernelLargerThanImage(let layer, _, _, _, _), .poolingLeavesNothing(let layer, _, _, _, _),
            .dropoutOutOfRange(let layer, _):
            layer
        default: nil
        }
    }

    /// A way out, where the sentence itself has none.
    fileprivate var suggestion: String? {
        switch self {
        case .batchLargerThanData(_, let rows): "at most \(rows), or full for all rows at once"
        case .kernelLargerThanImage(_, _, let height, let width, let padding):
            "take a kernel of at most \(min(height, width) + 2 * padding), or more padding"
        case .poolingLeavesNothing(_, _, _, let height, let width):
            "take a size of at most \(min(height, width)), or pool less before"
        case .outputsDifferFromClasses(_, let classes): "write dense: \(classes) as the last layer"
        case .outputsForOneNumber: "write dense: 1 as the last layer"
        case .targetsAreNotClasses: "write loss: mse, or remove the key"
        case .classOrderOfNumbers: "write order: shuffled"
        case .needsMoreMemory: "take narrower layers or a smaller batch_size"
        case .needsMoreThanAllowed: "take narrower layers or a smaller batch_size, or raise the limit"
        case .nothingToSelectBy(let key): "give 'validation' rows under 'data', or remove '\(key)'"
        case .metricOfOtherTargets(let metric): metric == .r2 ? "use validation.accuracy" : "use validation.r2"
        default: nil
        }
    }
}
