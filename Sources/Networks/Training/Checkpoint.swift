/// Everything that a trainer needs to carry on in another process: the same numbers follow as without the interruption.
public struct NetworkCheckpoint: Sendable, Hashable, Codable {
    let seed: UInt64
    let completedEpochs: Int
    let step: Int
    let progress: EpochProgress
    let gradientNorms: [Double]
    /// Parameters, running statistics and optimizer state, as they lie in memory.
    let state: [Float]
}

extension NetworkTrainer {
    /// The trainer as it stands, between two batches.
    public func checkpoint() -> NetworkCheckpoint {
        NetworkCheckpoint(
            seed: seed, completedEpochs: completedEpochs, step: network.step, progress: progress,
            gradientNorms: gradientNorms, state: Array(network.trainedState))
    }

    /// Goes on from a checkpoint of the same description, data and seed.
    public func restore(_ checkpoint: NetworkCheckpoint) throws(NetworkError) {
        guard checkpoint.seed == seed, checkpoint.state.count == network.trainedState.count,
            checkpoint.gradientNorms.count == gradientNorms.count,
            (0...data.training.rows).contains(checkpoint.progress.rows)
        else { throw .checkpointDoesNotFit }
        _ = network.trainedState.update(fromContentsOf: checkpoint.state)
        network.step = checkpoint.step
        completedEpochs = checkpoint.completedEpochs
        progress = checkpoint.progress
        gradientNorms = checkpoint.gradientNorms.map { $0 }
    }
}
