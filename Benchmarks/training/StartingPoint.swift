import Foundation
import Networks
import Randomness

/// Where a training begins, written down for the peer: the network as PyTorch's constructor calls, its initial values, and
/// the order of the images in each epoch. With these both sides do the same work, and end with nearly the same loss.
struct StartingPoint {
    private struct Tensor: Encodable {
        let name: String
        let shape: [Int]
    }

    private struct Summary: Encodable {
        let module: String
        /// In the order in which their values follow each other.
        let tensors: [Tensor]
        let epochs: Int
    }

    private let summary: Summary
    private let values: Data
    private let orders: Data

    /// - Parameter steps: as many as will be timed.
    init(of workload: Workload, on images: Images, rows limit: Int? = nil, steps: Int, seed: UInt64) throws {
        let rows = limit ?? workload.rows
        let trainer = try NetworkTrainer(
            workload.description(rows: rows),
            data: TrainingData(training: images.table(shape: workload.shape, rows: rows)),
            seed: seed)
        let tensors = trainer.trainedTensors().compactMap { tensor -> (Tensor, [Float])? in
            guard case .floats(let values) = tensor.values else { return nil }
            return (Tensor(name: tensor.name, shape: tensor.shape), values)
        }
        let stepsOfEpoch = workload.stepsOfEpoch(rows: rows)
        let epochs = (workload.warmUp + steps + stepsOfEpoch - 1) / stepsOfEpoch
        summary = Summary(module: trainer.plan.torchModule, tensors: tensors.map(\.0), epochs: epochs)
        values = tensors.reduce(into: Data()) { data, tensor in
            tensor.1.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        orders = (1...epochs).reduce(into: Data()) { data, epoch in
            var stream = RandomStream(seed: seed, purpose: .batchOrder, index: UInt32(epoch))
            stream.permutation(of: rows).withUnsafeBytes { data.append(contentsOf: $0) }
        }
    }

    /// Writes `start.json`, `values.f32` and `orders.i32`, numbers as they lie in memory.
    func write(to directory: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try encoder.encode(summary).write(to: directory.appendingPathComponent("start.json"))
        try values.write(to: directory.appendingPathComponent("values.f32"))
        try orders.write(to: directory.appendingPathComponent("orders.i32"))
    }
}
