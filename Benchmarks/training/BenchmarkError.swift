/// Why a measurement cannot be made.
enum BenchmarkError: Error, CustomStringConvertible {
    case usage
    case unknownWorkload(String, known: [String])
    case unknownLayer(String)
    case unknownOptimizer(String)
    case notImages(path: String)
    case tooFewImages(Int, wanted: Int)

    var description: String {
        switch self {
        case .usage:
            """
            usage: TrainingBenchmark WORKLOAD DIRECTORY STEPS [SEED [START]]   train, print the figures as a line of JSON;
                                                                               START: where the peer's start is written
                   TrainingBenchmark sgemm                                     the machine's own matrix-product rate
                   TrainingBenchmark synthesize DIRECTORY                      made-up images in MNIST's form
                   TrainingBenchmark trials COUNT                              small trials in one process
            """
        case .unknownWorkload(let name, let known):
            "there is no workload '\(name)'; there are \(known.joined(separator: ", "))"
        case .unknownLayer(let text): "workloads.json: '\(text)' is no layer"
        case .unknownOptimizer(let name): "workloads.json: '\(name)' is no optimizer"
        case .notImages(let path): "'\(path)' does not hold 28 × 28 images in IDX, or their labels"
        case .tooFewImages(let count, let wanted): "the workload trains on \(wanted) images, here are \(count)"
        }
    }
}
