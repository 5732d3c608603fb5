import Datasets
import Networks
import StudyCore

/// Holding a description against its data set.
extension NetworkSpecification {
    /// Every size of the network on a data set; nil where they do not fit.
    func plan(_ size: DatasetSize, trainingRows: Int) -> NetworkPlan? {
        try? NetworkPlan(network, inputShape: size.shape, targets: size.targets, trainingRows: trainingRows)
    }

    /// Reports what does not fit, at the key that is to be changed.
    func check(
        _ size: DatasetSize, trainingRows: Int, validationRows: Int, description: Node, diagnostics: Diagnostics
    ) {
        do throws(NetworkError) {
            try NetworkPlan(network, inputShape: size.shape, targets: size.targets, trainingRows: trainingRows)
                .requireMemory()
            if let key = network.selection.needsValidation, validationRows == 0 { throw .nothingToSelectBy(key: key) }
        } catch {
            let key = error.descriptionKey
            let node = description[key] ?? description
            let origin = node.parameter.map { " (from $\($0))" } ?? ""
            var suggestion: String?
            if case .batchLargerThanData(_, let rows) = error {
                suggestion = "at most \(rows), or full for all rows at once"
            }
            diagnostics.report(error.description + origin, subject: key, at: node.position, suggestion: suggestion)
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
        case .widthNotPositive, .tooLarge, .needsMoreMemory, .outOfMemory: "hidden"
        case .negativeEpochs: "epochs"
        case .optimizer: "optimizer"
        case .noTrainingRows, .noFeatures, .targetsAreNotClasses, .targetsAreNotNumbers, .classOrderOfNumbers,
            .labelOutOfRange, .shapesDiffer, .classCountsDiffer:
            "data"
        case .checkpointDoesNotFit: "network"
        }
    }
}
