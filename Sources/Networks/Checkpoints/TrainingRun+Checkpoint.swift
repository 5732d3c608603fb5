extension TrainingRun {
    /// Calls `body` with what a checkpoint of the run holds, in pieces that follow each other: a head, the epochs so far,
    /// then the values of the network and of the best one as they lie in memory. Nothing large is copied.
    public func withCheckpoint<Result>(_ body: ([UnsafeRawBufferPointer]) throws -> Result) rethrows -> Result {
        let state = UnsafeRawBufferPointer(trainer.network.trainedState)
        var head = ByteWriter()
        trainer.position.write(to: &head)
        selector.write(to: &head)
        head.write(last) { $1.write(to: &$0, withExamples: true) }
        head.write(best?.epoch) { $1.write(to: &$0, withExamples: true) }
        head.write(best?.network.position) { $1.write(to: &$0) }
        head.write(curve.bytes.count)
        return try head.bytes.withUnsafeBytes { head in
            try curve.bytes.withUnsafeBytes { curve in
                try (best?.network.state ?? []).withUnsafeBytes { best in try body([head, curve, state, best]) }
            }
        }
    }

    /// Carries on from a checkpoint of a run of the same description, data and seed; this one must not have begun.
    /// - Parameter content: the pieces of `withCheckpoint`, joined.
    /// - Returns: the epochs so far, without which of their examples were right.
    /// - Throws: `.checkpointDoesNotFit`; this run is untouched then.
    public func restore(from content: UnsafeRawBufferPointer) throws(NetworkError) -> [EpochMeasurement] {
        do throws(UnreadableBytes) {
            return try takeUp(content)
        } catch {
            throw .checkpointDoesNotFit
        }
    }

    private func takeUp(_ content: UnsafeRawBufferPointer) throws(UnreadableBytes) -> [EpochMeasurement] {
        var reader = ByteReader(content)
        let position = try TrainerPosition(from: &reader)
        var selector = selector
        try selector.read(from: &reader)
        let last = try reader.readOptional(EpochMeasurement.init(from:))
        let bestEpoch = try reader.readOptional(EpochMeasurement.init(from:))
        let bestPosition = try reader.readOptional(TrainerPosition.init(from:))
        let curve = try reader.read([UInt8].self)
        let epochs = try Self.epochs(in: curve)
        let stateBytes = UnsafeRawBufferPointer(trainer.network.trainedState).count
        let state = try reader.take(stateBytes)
        let bestState = try reader.take(bestPosition == nil ? 0 : stateBytes)
        guard reader.count == 0, trainer.fits(position, stateBytes: stateBytes),
            bestPosition.map({ trainer.fits($0, stateBytes: stateBytes) }) ?? true,
            (bestEpoch == nil) == (bestPosition == nil), last?.epoch == epochs.last?.epoch,
            epochs.count == position.completedEpochs, zip(1..., epochs).allSatisfy({ $0 == $1.epoch })
        else { throw UnreadableBytes() }

        trainer.restore(position, state: state)
        self.selector = selector
        self.last = last
        if let bestEpoch, let bestPosition {
            best = (bestEpoch, NetworkCheckpoint(position: bestPosition, state: Self.floats(bestState)))
        }
        self.curve = ByteWriter(curve)
        // In the order in which the sum was made.
        seconds = epochs.reduce(0) { $0 + $1.seconds }
        return epochs
    }

    private static func epochs(in curve: [UInt8]) throws(UnreadableBytes) -> [EpochMeasurement] {
        let result = curve.withUnsafeBytes { bytes -> Result<[EpochMeasurement], UnreadableBytes> in
            var reader = ByteReader(bytes)
            var epochs: [EpochMeasurement] = []
            do throws(UnreadableBytes) {
                while reader.count > 0 { epochs.append(try EpochMeasurement(from: &reader)) }
                return .success(epochs)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// A copy of values that need not be aligned.
    private static func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        let count = bytes.count / MemoryLayout<Float>.stride
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
            initialized = count
        }
    }
}
