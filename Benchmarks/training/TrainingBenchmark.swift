import Foundation

/// Our side of the training benchmark; `peer.py` beside it is PyTorch's, `Benchmarks/harness` runs both.
@main
struct TrainingBenchmark {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(2)
        }
    }

    private static func run(_ arguments: [String]) throws {
        switch (arguments.first, arguments.count) {
        case ("sgemm", 1):
            try printJSON(ProductRate())
        case ("synthesize", 2):
            try Images.synthesize(to: URL(fileURLWithPath: arguments[1]))
        case ("trials", 2):
            guard let count = Int(arguments[1]), count > 0 else { throw BenchmarkError.usage }
            let seconds = try SmallTrials.run(count: count)
            let rate = String(format: "%.0f", Double(count) / seconds.all)
            let share = String(format: "%.0f", 100 * seconds.training / seconds.all)
            print("\(count) one-epoch trials: \(rate) a second, \(share) % of the time in training steps")
        case (let name?, 3...5):
            guard let steps = Int(arguments[2]), steps > 0, let seed = UInt64(arguments.count > 3 ? arguments[3] : "1")
            else { throw BenchmarkError.usage }
            let workloads = try Workload.all()
            guard let workload = workloads.first(where: { $0.name == name }) else {
                throw BenchmarkError.unknownWorkload(name, known: workloads.map(\.name))
            }
            let images = try Images(in: URL(fileURLWithPath: arguments[1]))
            if arguments.count > 4 {
                try StartingPoint(of: workload, on: images, steps: steps, seed: seed)
                    .write(to: URL(fileURLWithPath: arguments[4]))
            }
            try printJSON(TrainingFigures(of: workload, on: images, steps: steps, seed: seed))
        default:
            throw BenchmarkError.usage
        }
    }

    private static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
