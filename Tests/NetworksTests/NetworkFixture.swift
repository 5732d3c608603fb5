import Foundation
import Optimizers
import Testing

@testable import Networks

/// PyTorch's numbers, from Fixtures/make_networks.py.
struct NetworkFixture: Decodable {
    /// One forward and backward pass.
    struct GradientCase: Decodable, CustomTestStringConvertible {
        let name: String
        let layers: [String]
        let shape: [Int]
        let classes: Int
        let rows: Int
        let loss: String
        let input: [Float]
        /// Empty where there are numbers.
        let labels: [Int32]
        let numbers: [Float]
        let parameters: [[Float]]
        let outputs: [Float]
        let lossValue: Double
        let gradients: [[Float]]
        /// Running means and variances after the pass.
        let statistics: [[Float]]
        let evaluationLoss: Double

        var testDescription: String { name }
    }

    /// The losses of ten steps on batches in the order of the rows.
    struct CurveCase: Decodable, CustomTestStringConvertible {
        let name: String
        let layers: [String]
        let shape: [Int]
        let classes: Int
        let batch: Int
        let optimizer: String
        let loss: String
        let clipNorm: Double?
        let schedule: String?
        let input: [Float]
        let labels: [Int32]
        let parameters: [[Float]]
        let losses: [Double]

        var testDescription: String { name }

        var learningRates: LearningRateSchedule {
            switch schedule {
            case "step": LearningRateSchedule(.step(every: 3, factor: 0.3), period: .step)
            case "cosine": LearningRateSchedule(.cosine(minimum: 0.01), period: .step)
            default: LearningRateSchedule()
            }
        }

        var description: OptimizerDescription {
            switch optimizer {
            case "sgd": .sgd(SGD(learningRate: 0.2, weightDecay: 0.01))
            case "adam": .adam(Adam(learningRate: 0.01, weightDecay: 0.01))
            default: .momentum(Momentum(learningRate: 0.1, nesterov: optimizer == "nesterov", weightDecay: 0.01))
            }
        }
    }

    let gradients: [GradientCase]
    let curves: [CurveCase]

    static let shared: NetworkFixture = {
        let file = Bundle.module.url(forResource: "networks", withExtension: "json", subdirectory: "Fixtures")
        guard let file, let data = try? Data(contentsOf: file),
            let fixture = try? JSONDecoder().decode(NetworkFixture.self, from: data)
        else { fatalError("the fixture is part of the test bundle") }
        return fixture
    }()

    /// A loss as the fixture writes it.
    static func loss(_ text: String) -> LossDescription { text == "mse" ? .meanSquaredError : .crossEntropy }

    /// A layer as the fixture writes it.
    static func layer(_ text: String) -> LayerDescription {
        let parts = text.split(separator: ":")
        let numbers = parts.dropFirst().first?.split(separator: ",").compactMap { Int($0) } ?? []
        return switch parts[0] {
        case "dense": .dense(outputs: numbers[0])
        case "conv":
            .convolution(
                Convolution(channels: numbers[0], kernel: numbers[1], stride: numbers[2], padding: numbers[3]))
        case "max_pool": .maximumPooling(Pooling(size: numbers[0], stride: numbers[1]))
        case "avg_pool": .averagePooling(Pooling(size: numbers[0], stride: numbers[1]))
        case "flatten": .flatten
        case "batch_norm": .batchNormalization
        case "layer_norm": .layerNormalization
        case "relu": .relu
        case "sigmoid": .sigmoid
        default: .tanh
        }
    }
}
