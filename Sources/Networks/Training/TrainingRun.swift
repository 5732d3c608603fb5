/// One run's training from its first epoch to the network that it reports: a trainer, what has been measured so far, and
/// which epoch was the best. Between two batches it can be written down and carried on with in another process.
///
/// Not for use by two threads at once.
public final class TrainingRun {
    public let trainer: NetworkTrainer
    /// The seconds of all epochs' training, without evaluation.
    public internal(set) var seconds = 0.0

    var selector: EpochSelector
    var last: EpochMeasurement?
    var best: (epoch: EpochMeasurement, network: NetworkCheckpoint)?
    /// Every epoch so far as a checkpoint holds them.
    var curve = ByteWriter()

    /// - Parameter usual: what decides between epochs if the selection names no metric.
    public init(_ trainer: NetworkTrainer, usual: SelectionMetric) {
        self.trainer = trainer
        selector = EpochSelector(trainer.plan.description.selection, usual: usual)
    }

    /// Whether there is no further epoch: all are done, a loss was not finite, or nothing has got better for too long.
    public var isOver: Bool {
        trainer.completedEpochs >= trainer.plan.description.epochs || last?.isDiverged == true || selector.isExhausted
    }

    /// Trains one epoch and evaluates it.
    /// - Parameter shouldStop: asked before each batch.
    /// - Returns: nil if told to stop; called again, it carries on with the next batch.
    public func trainEpoch(shouldStop: () -> Bool = { false }) throws(NetworkError) -> EpochMeasurement? {
        guard let epoch = try trainer.trainEpoch(shouldStop: shouldStop) else { return nil }
        seconds += epoch.seconds
        last = epoch
        epoch.write(to: &curve, withExamples: false)
        guard !epoch.isDiverged else { return epoch }
        if selector.record(epoch), trainer.plan.description.selection.reportedEpoch == .best {
            best = (epoch, trainer.checkpoint())
        }
        return epoch
    }

    /// Brings back the network that the run reports, once it is over: the last epoch's, or the best one's. A run that
    /// diverged reports its last epoch.
    /// - Returns: what was measured of it; nil after no epoch at all.
    public func finish() throws(NetworkError) -> EpochMeasurement? {
        guard let best, last?.isDiverged != true else { return last }
        try trainer.restore(best.network)
        return best.epoch
    }
}
