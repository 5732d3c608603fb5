import Datasets
import Foundation
import Networks
import StudyCore

/// Of which trials the trained weights are kept (`save`).
public enum WeightsKept: String, Sendable, CaseIterable {
    case never
    /// Of the best trial so far, all its repeats.
    case best
    case all
}

extension NetworkTrial {
    /// What a description asks for; `best` where it does not say.
    public static func weightsKept(_ description: Node) -> WeightsKept {
        description["save"]?.textValue.flatMap(WeightsKept.init) ?? .best
    }

    /// Writes what a run has learnt into its file. A run whose weights cannot be written is a run all the same: its
    /// metrics are worth more than its file, whose absence shows.
    func keepWeights(of trainer: NetworkTrainer, data: SplitData, epoch: Int, request: RunRequest) {
        let kept = Self.weightsKept(request.description)
        guard let files = request.files, kept != .never else { return }
        var metadata = [
            (name: "hpsearch", text: toolVersion),
            (name: "study", text: request.study),
            (name: "trial", text: String(request.key.trial)),
            (name: "repeat", text: String(request.key.repeat)),
            (name: "seed", text: String(request.seed)),
            (name: "epoch", text: String(epoch)),
            (name: "module", text: trainer.plan.torchModule),
            (name: "network", text: request.description.json),
            (name: "data", text: data.description),
            (name: "data.sha256", text: data.checksum),
            (name: "input", text: Self.inputPreparation(data).json),
        ]
        if !data.classNames.isEmpty {
            metadata.append((name: "classes", text: Node.list(data.classNames.map { .text($0) }).json))
        }
        let file = SafetensorsFile(trainer.trainedTensors(), metadata: metadata)
        do {
            try file.header.withUnsafeBytes { header in
                try file.values.withUnsafeBytes {
                    // Of the best trial's alone the scheduler's process sees to it.
                    try files.write([header, $0], to: .weights, of: request.key, durably: kept == .all)
                }
            }
        } catch {
            FileHandle.standardError.write(Data("hpsearch: the weights are not kept: \(error)\n".utf8))
        }
    }

    /// What is done to an example before it enters the network: its shape, and `(x · scale − shift) · factor` feature by
    /// feature, shift and factor only where the data is standardized.
    private static func inputPreparation(_ data: SplitData) -> Node {
        var entries: [(String, Node)] = [("shape", .list(data.shape.map { .integer($0) }))]
        if case .bytes(_, let scale) = data.train.features { entries.append(("scale", .real(Double(scale)))) }
        if let (shift, factor) = data.train.standardization {
            entries.append(("shift", .list(shift.map { .real(Double($0)) })))
            entries.append(("factor", .list(factor.map { .real(Double($0)) })))
        }
        return .map(entries)
    }
}
