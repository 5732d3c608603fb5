import Foundation
import Networks
import Optimizers

/// One network and how it is trained, as `workloads.json` says it for both sides.
struct Workload: Decodable, Sendable {
    /// What algorithm learns, and how fast.
    struct Step: Decodable, Sendable {
        let algorithm: String
        let learningRate: Double
    }

    let name: String
    /// The shape of an image, for networks that see one; nil for a row of pixels.
    let image: [Int]?
    /// A word each, with its numbers: `dense 1024`, `convolution 16 3`.
    let layers: [String]
    let optimizer: Step
    /// PyTorch's ways of doing the same, the fastest of which counts.
    let peer: [[String: String]]
    /// More of the peer's variants, which do not count for what is asked.
    let beside: [[String: String]]?
    /// How many images there are to train on.
    let rows: Int
    let batch: Int
    /// How many steps come before those that are timed.
    let warmUp: Int

    static let pixels = 784

    /// The shape of one example.
    var shape: [Int] { image ?? [Workload.pixels] }

    /// Every workload of `workloads.json`, which is part of the program.
    static func all() throws -> [Workload] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([Workload].self, from: Data(PackageResources.workloads_json))
    }

    /// How many steps an epoch of `rows` examples takes.
    func stepsOfEpoch(rows: Int) -> Int { (rows + batch - 1) / batch }

    /// How many examples the first `steps` steps see: an epoch's last batch may be a smaller one.
    func examples(in steps: Int, rows: Int) -> Int {
        let (epochs, rest) = steps.quotientAndRemainder(dividingBy: stepsOfEpoch(rows: rows))
        return epochs * rows + rest * min(batch, rows)
    }

    /// The network's description for a table of `rows` examples; a batch never exceeds them.
    func description(rows: Int) throws -> NetworkDescription {
        NetworkDescription(
            architecture: .layers(try layers.map(Workload.layer)), optimizer: try optimizerDescription(),
            batchSize: .rows(min(batch, rows)), epochs: 1)
    }

    private static func layer(_ text: String) throws -> LayerDescription {
        let words = text.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch (words.first, numbers.count) {
        case ("dense", 1): return .dense(outputs: numbers[0])
        case ("convolution", 2): return .convolution(Convolution(channels: numbers[0], kernel: numbers[1]))
        case ("max_pool", 1): return .maximumPooling(Pooling(size: numbers[0]))
        case ("batch_norm", 0): return .batchNormalization
        case ("flatten", 0): return .flatten
        case ("relu", 0): return .relu
        case ("sigmoid", 0): return .sigmoid
        default: throw BenchmarkError.unknownLayer(text)
        }
    }

    private func optimizerDescription() throws -> OptimizerDescription {
        let rate = optimizer.learningRate
        switch optimizer.algorithm {
        case "sgd": return .sgd(SGD(learningRate: rate))
        case "momentum": return .momentum(Momentum(learningRate: rate))
        case "adam": return .adam(Adam(learningRate: rate))
        default: throw BenchmarkError.unknownOptimizer(optimizer.algorithm)
        }
    }
}
