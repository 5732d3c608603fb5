import Datasets
import Foundation
import Kernels
import Networks
import Optimizers

/// Trains 784–1024–256–10 with SGD on MNIST and prints the training seconds of each epoch, like `peer.py` beside it.
///
/// Arguments: the directory with `images.idx` and `labels.idx` (plain IDX), the number of epochs, the optimizer; or
/// `trials` and a number, for that many small one-epoch trials in one process.
@main
struct TrainingBenchmark {
    static let rows = 50_000

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let epochs = Int(arguments[2]) else {
            let usage = "usage: TrainingBenchmark DIRECTORY EPOCHS [sgd|momentum|adam] | trials COUNT\n"
            FileHandle.standardError.write(Data(usage.utf8))
            exit(2)
        }
        if arguments[1] == "trials" {
            let seconds = try SmallTrials.run(count: epochs)
            let rate = String(format: "%.0f", Double(epochs) / seconds.all)
            let share = String(format: "%.0f", 100 * seconds.training / seconds.all)
            print("\(epochs) one-epoch trials: \(rate) a second, \(share) % of the time in training steps")
            return
        }
        let directory = URL(fileURLWithPath: arguments[1])
        let optimizer: OptimizerDescription =
            switch arguments.count > 3 ? arguments[3] : "sgd" {
            case "momentum": .momentum(Momentum(learningRate: 0.1))
            case "adam": .adam(Adam(learningRate: 0.001))
            default: .sgd(SGD(learningRate: 0.1))
            }
        let description = NetworkDescription(
            architecture: .hidden(HiddenLayers(widths: [1024, 256])), optimizer: optimizer, batchSize: .rows(100),
            epochs: epochs)
        let trainer = try NetworkTrainer(
            description, data: TrainingData(training: try table(in: directory)), seed: 1)
        var seconds: [Double] = []
        var loss = Double.nan
        for _ in 0..<epochs {
            guard let measurement = try trainer.trainEpoch() else { break }
            seconds.append(measurement.seconds)
            loss = measurement.trainingLoss
        }
        let list = seconds.map { String(format: "%.4f", $0) }.joined(separator: " ")
        print("ours \(BLAS.version) \(BLAS.coreName) loss \(String(format: "%.4f", loss)) seconds \(list)")
    }

    /// The first 50,000 images and labels.
    static func table(in directory: URL) throws -> ExampleTable {
        let images = try Data(contentsOf: directory.appendingPathComponent("images.idx"), options: .alwaysMapped)
        let labels = try Data(contentsOf: directory.appendingPathComponent("labels.idx"))
        let pixels = UnsafeMutablePointer<UInt8>.allocate(capacity: rows * 784)
        images.copyBytes(to: pixels, from: 16..<16 + rows * 784)
        return ExampleTable(
            rows: rows, shape: [784], features: .bytes(UnsafePointer(pixels), scale: 1 / 255),
            targets: .classes(labels[8..<8 + rows].map { Int32($0) }, count: 10), owner: NSObject())
    }
}
