import Foundation
import Kernels
import Networks

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What so many training steps of a workload took, and what they gave. The peer prints the same, but for `operations`.
struct TrainingFigures: Encodable {
    let workload: String
    let library: String
    let steps: Int
    /// The images in all these steps.
    let rows: Int
    let seconds: Double
    /// The process's time on a processor, which other processes on the machine do not lengthen.
    let processorSeconds: Double
    /// Floating-point operations in the matrix products of these steps.
    let operations: Double
    /// After the steps, over the first of the images that were trained on.
    let loss: Double
    let accuracy: Double

    /// How many images the network is evaluated on when the time is taken.
    static let evaluatedRows = 4_000

    /// Trains `workload` on a network of its own, first to warm up, then for `steps` steps against the clock.
    init(of workload: Workload, on images: Images, rows limit: Int? = nil, steps: Int, seed: UInt64) throws {
        let rows = limit ?? workload.rows
        let table = try images.table(shape: workload.shape, rows: rows)
        let description = try workload.description(rows: rows)
        let trainer = try NetworkTrainer(description, data: TrainingData(training: table), seed: seed)
        try trainer.train(steps: workload.warmUp)

        let processorStart = processorSecondsNow()
        let start = NetworkTrainer.monotonicSeconds()
        try trainer.train(steps: steps)
        seconds = NetworkTrainer.monotonicSeconds() - start
        processorSeconds = processorSecondsNow() - processorStart

        let evaluation = try trainer.evaluate(table.part(0..<min(rows, TrainingFigures.evaluatedRows)))
        loss = evaluation.loss
        accuracy = evaluation.accuracy ?? .nan
        self.rows =
            workload.examples(in: workload.warmUp + steps, rows: rows)
            - workload.examples(in: workload.warmUp, rows: rows)
        operations = Double(trainer.plan.trainingOperations) * Double(self.rows)
        self.workload = workload.name
        self.steps = steps
        library = "OpenBLAS \(BLAS.version) \(BLAS.coreName)"
    }
}

extension NetworkTrainer {
    /// Trains so many steps, from one epoch into the next if need be.
    fileprivate func train(steps: Int) throws {
        var left = steps
        while left > 0 {
            _ = try trainEpoch {
                if left == 0 { return true }
                left -= 1
                return false
            }
        }
    }
}

/// The processor time of this process, all threads together.
func processorSecondsNow() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
