/// Everything that a trainer needs to carry on: the same numbers follow as without the interruption.
public struct NetworkCheckpoint: Sendable, Hashable {
    let position: TrainerPosition
    /// Parameters, running statistics and optimizer state, as they lie in memory.
    let state: [Float]
}

/// Where in its training a trainer stands, between two batches.
struct TrainerPosition: Sendable, Hashable {
    let seed: UInt64
    let completedEpochs: Int
    /// The steps made.
    let step: Int
    let progress: EpochProgress
    let gradientNorms: [Double]
}

extension NetworkTrainer {
    /// The trainer as it stands, between two batches.
    public func checkpoint() -> NetworkCheckpoint {
        NetworkCheckpoint(position: position, state: Array(network.trainedState))
    }

    /// Goes on from a checkpoint of the same description, data and seed.
    public func restore(_ checkpoint: NetworkCheckpoint) throws(NetworkError) {
        let fits = checkpoint.state.withUnsafeBytes { state in
            guard self.fits(checkpoint.position, stateBytes: state.count) else { return false }
            restore(checkpoint.position, state: state)
            return true
        }
        guard fits else { throw .checkpointDoesNotFit }
    }

    var position: TrainerPosition {
        // A copy of the array, so that the trainer's own can be written again in place.
        TrainerPosition(
            seed: seed, completedEpochs: completedEpochs, step: network.step, progress: progress,
            gradientNorms: gradientNorms.map { $0 })
    }

    /// Whether a position and so much state can be this trainer's.
    func fits(_ position: TrainerPosition, stateBytes: Int) -> Bool {
        position.seed == seed && stateBytes == network.trainedState.count * MemoryLayout<Float>.stride
            && position.gradientNorms.count == gradientNorms.count && position.step >= 0
            && (0...max(0, plan.description.epochs)).contains(position.completedEpochs)
            && (0...data.training.rows).contains(position.progress.rows)
    }

    /// Goes on from a place that fits.
    func restore(_ position: TrainerPosition, state: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(network.trainedState).copyMemory(from: state)
        network.step = position.step
        completedEpochs = position.completedEpochs
        progress = position.progress
        gradientNorms = position.gradientNorms.map { $0 }
    }
}

extension TrainerPosition {
    func write(to writer: inout ByteWriter) {
        writer.write(seed)
        writer.write(completedEpochs)
        writer.write(step)
        writer.write(progress.rows)
        writer.write(progress.loss)
        writer.write(progress.correct)
        writer.write(progress.seconds)
        writer.write(gradientNorms)
    }

    init(from reader: inout ByteReader) throws(UnreadableBytes) {
        seed = try reader.read()
        completedEpochs = try reader.read()
        step = try reader.read()
        progress = EpochProgress(
            rows: try reader.read(), loss: try reader.read(), correct: try reader.read(), seconds: try reader.read())
        gradientNorms = try reader.read()
    }
}
