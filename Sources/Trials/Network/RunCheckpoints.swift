import Datasets
import Kernels
import Networks
import StudyCore

/// The checkpoints of one network run: takes up what an earlier attempt left, and keeps the run as it goes on.
///
/// Nothing here makes a run fail. What cannot be read makes it start over, and what cannot be written costs it time after an
/// interruption; either is said.
struct RunCheckpoints {
    private let files: RunFiles
    private let key: RunKey
    private let circumstances: Circumstances
    /// Seconds between two checkpoints at least; 0 for one at each epoch's end.
    private let interval: Double
    private let monitor: any RunMonitor
    private let secondsNow: () -> Double
    /// When the last one was made, or the run began.
    private var lastMade: Double
    private var hasWarned = false

    /// Nil where the run is to keep no checkpoints.
    /// - Parameters:
    ///   - interval: `network.checkpoint`, nil for never.
    ///   - secondsNow: a monotonic clock, in seconds from any origin.
    init?(
        _ request: RunRequest, interval: Double?, circumstances: Circumstances, monitor: any RunMonitor,
        secondsNow: @escaping () -> Double = NetworkTrainer.monotonicSeconds
    ) {
        guard let files = request.files, let interval else { return nil }
        self.files = files
        key = request.key
        self.circumstances = circumstances
        self.interval = interval
        self.monitor = monitor
        self.secondsNow = secondsNow
        lastMade = secondsNow()
    }

    /// Carries on with the run where an earlier attempt at it stopped, if it left a checkpoint.
    /// - Returns: the epochs so far.
    func restore(_ run: TrainingRun) -> [EpochMeasurement] {
        let fault: CheckpointFault
        do {
            let outcome = try files.withContent(.checkpoint, of: key) { file in
                Result { () throws(CheckpointFault) in
                    try CheckpointFile.restore(run, from: file, circumstances: circumstances)
                }
            }
            switch outcome {
            case nil: return []
            case .success(let epochs):
                monitor.notice(RunNotice(.note, Self.resumption(run.trainer)))
                return epochs
            case .failure(let found): fault = found
            }
        } catch {
            fault = .unreadable(reason: error.reason)
        }
        monitor.notice(RunNotice(.warning, "starts over: \(fault)"))
        return []
    }

    private static func resumption(_ trainer: NetworkTrainer) -> String {
        trainer.isWithinEpoch
            ? "carries on in the middle of epoch \(trainer.completedEpochs + 1)"
            : "carries on after epoch \(trainer.completedEpochs)"
    }

    /// Keeps the run as it stands after an epoch, if the last checkpoint is old enough.
    mutating func epochEnded(_ run: TrainingRun) {
        guard secondsNow() - lastMade >= interval else { return }
        make(of: run)
    }

    /// Keeps the run as it stands, also in the middle of an epoch: it is about to be stopped. A worker that is not given the
    /// time leaves the checkpoint before.
    mutating func stopped(_ run: TrainingRun) {
        guard run.trainer.completedEpochs > 0 || run.trainer.isWithinEpoch else { return }
        make(of: run)
    }

    private mutating func make(of run: TrainingRun) {
        do {
            try CheckpointFile.write(run, circumstances: circumstances, to: files, of: key)
        } catch {
            // Once a run; the next one may find room again.
            if !hasWarned {
                monitor.notice(RunNotice(.warning, "goes on without a checkpoint: \(error)"))
            }
            hasWarned = true
        }
        lastMade = secondsNow()
    }
}

extension NetworkTrial {
    /// What the numbers of a run depend on.
    func circumstances(of request: RunRequest, data: SplitData) -> Circumstances {
        // What is kept of a run changes none of its numbers.
        let description = (request.description.mapValue ?? []).filter { !["checkpoint", "save"].contains($0.key) }
        return surroundings + [
            ("openblas", BLAS.version), ("blas_core", BLAS.coreName), ("data.sha256", data.checksum),
            ("description", Node(.map(description)).canonicalJSON), ("seed", String(request.seed)),
            ("objective", request.objective.metric),
        ]
    }
}
