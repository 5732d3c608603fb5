import Datasets
import Networks
import Optimizers
import Randomness

/// Many short trials in one process, as a study on the digits makes them: what a trial costs besides its steps.
enum SmallTrials {
    /// Trains `count` networks of different widths for one epoch each, on 1,097 rows of 64 features in ten classes, with
    /// 350 rows to validate and 350 held out.
    /// - Returns: the seconds in all, and those spent in training steps.
    static func run(count: Int) throws -> (all: Double, training: Double) {
        let table = makeTable(rows: 1797)
        let data = TrainingData(
            training: table.part(0..<1097), validation: table.part(1097..<1447), test: table.part(1447..<1797))
        let start = NetworkTrainer.monotonicSeconds()
        var training = 0.0
        for trial in 0..<count {
            let description = NetworkDescription(
                architecture: .hidden(HiddenLayers(widths: [32 << (trial % 3)])),
                optimizer: .momentum(Momentum(learningRate: 0.05)), batchSize: .rows(32), epochs: 1)
            let trainer = try NetworkTrainer(description, data: data, seed: UInt64(trial))
            training += try trainer.trainEpoch()?.seconds ?? 0
            if let test = data.test { _ = try trainer.evaluate(test) }
        }
        return (NetworkTrainer.monotonicSeconds() - start, training)
    }

    private static func makeTable(rows: Int) -> ExampleTable {
        var stream = RandomStream(seed: 1, purpose: .generatedData)
        let features = UnsafeMutablePointer<UInt8>.allocate(capacity: rows * 64)
        for index in 0..<rows * 64 { features[index] = UInt8(stream.integer(below: 17)) }
        let labels = (0..<rows).map { _ in Int32(stream.integer(below: 10)) }
        return ExampleTable(
            rows: rows, shape: [64], features: .bytes(UnsafePointer(features), scale: 1 / 16),
            targets: .classes(labels, count: 10), owner: Memory(features))
    }

    private final class Memory {
        let pointer: UnsafeMutablePointer<UInt8>
        init(_ pointer: UnsafeMutablePointer<UInt8>) { self.pointer = pointer }
        deinit { pointer.deallocate() }
    }
}
