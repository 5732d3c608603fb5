import Datasets
import Optimizers
import Testing

@testable import Networks

@Suite("A training run")
struct TrainingRunTests {
    static func description(_ selection: Selection = Selection()) -> NetworkDescription {
        .small(
            [.dense(outputs: 6), .tanh, .dense(outputs: 1)], optimizer: .adam(Adam(learningRate: 0.02)),
            batch: .rows(16), epochs: 4, selection: selection)
    }

    static func run(_ description: NetworkDescription = description()) throws -> TrainingRun {
        let data = TrainingData(
            training: makeNumbers(rows: 50, features: 5), validation: makeNumbers(rows: 20, features: 5))
        return TrainingRun(
            try NetworkTrainer(description, data: data, seed: 3, secondsNow: { 0 }), usual: .loss)
    }

    /// The pieces of a checkpoint, joined.
    static func bytes(of run: TrainingRun) -> [UInt8] { run.withCheckpoint { $0.flatMap { Array($0) } } }

    static func restored(_ bytes: [UInt8], into run: TrainingRun) throws -> [EpochMeasurement] {
        try bytes.withUnsafeBytes { bytes throws(NetworkError) in try run.restore(from: bytes) }
    }

    @Test("written down between any two batches and read in another, it carries on with the same bits")
    func anyBatch() throws {
        let expected = try Self.run(Self.description(Selection(reportedEpoch: .best)))
        var epochs: [EpochMeasurement] = []
        while !expected.isOver { epochs.append(try #require(try expected.trainEpoch())) }
        let reported = try expected.finish()
        for stop in 0..<16 {
            let first = try Self.run(Self.description(Selection(reportedEpoch: .best)))
            var batches = 0
            while try first.trainEpoch(shouldStop: {
                batches += 1
                return batches > stop + 1
            }) != nil, !first.isOver {}
            let second = try Self.run(Self.description(Selection(reportedEpoch: .best)))
            let known = try Self.restored(Self.bytes(of: first), into: second)
            #expect(known == Array(epochs.prefix(known.count)))
            var rest: [EpochMeasurement] = []
            while !second.isOver { rest.append(try #require(try second.trainEpoch())) }
            #expect(known + rest == epochs)
            #expect(try second.finish() == reported)
            #expect(second.trainer.checkpoint() == expected.trainer.checkpoint())
        }
    }

    @Test("ends after its epochs, at a loss that is not finite, and when early stopping says so")
    func ends() throws {
        let none = try Self.run(.small([.dense(outputs: 1)], batch: .rows(16), epochs: 0))
        #expect(none.isOver)
        #expect(try none.finish() == nil)

        let wild = try Self.run(
            .small([.dense(outputs: 1)], optimizer: .sgd(SGD(learningRate: 1e30)), batch: .rows(16), epochs: 9))
        while !wild.isOver { _ = try wild.trainEpoch() }
        #expect(wild.trainer.completedEpochs < 9)
        #expect(try wild.finish()?.isDiverged == true)

        let patient = try Self.run(
            .small(
                [.dense(outputs: 1)], optimizer: .sgd(SGD(learningRate: 0)), batch: .rows(16), epochs: 9,
                selection: Selection(reportedEpoch: .best, earlyStopping: EarlyStopping(patience: 2))))
        while !patient.isOver { _ = try patient.trainEpoch() }
        #expect(patient.trainer.completedEpochs == 3)
        #expect(try patient.finish()?.epoch == 1)
    }

    @Test("restored from bytes of something else it is refused and untouched")
    func foreign() throws {
        let run = try Self.run()
        let fresh = run.trainer.checkpoint()
        let other = try Self.run(.small([.dense(outputs: 40), .tanh, .dense(outputs: 1)], batch: .rows(16), epochs: 4))
        _ = try other.trainEpoch()
        for bytes in [Self.bytes(of: other), [], [UInt8](repeating: 0xFF, count: 500)] {
            #expect(throws: NetworkError.checkpointDoesNotFit) { try Self.restored(bytes, into: run) }
        }
        // A curve of other epochs than the network has made.
        let later = try Self.run()
        for _ in 0..<2 { _ = try later.trainEpoch() }
        let whole = later.curve
        later.curve = ByteWriter(Array(whole.bytes.prefix(whole.bytes.count / 2)))
        #expect(throws: NetworkError.checkpointDoesNotFit) { try Self.restored(Self.bytes(of: later), into: run) }
        #expect(run.trainer.checkpoint() == fresh)
    }

    @Test("bytes are read as they were written, and not beyond their end")
    func bytes() throws {
        var writer = ByteWriter()
        writer.write(UInt16(0x1234))
        writer.write(-3)
        writer.write(-0.0)
        writer.write(true)
        writer.write("größer")
        writer.write([1.5, .infinity])
        #expect(writer.bytes.prefix(3) == [0x34, 0x12, 0xFD])
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: writer.bytes.count, alignment: 1)
        defer { bytes.deallocate() }
        bytes.copyBytes(from: writer.bytes)
        var reader = ByteReader(UnsafeRawBufferPointer(bytes))
        #expect(try reader.read(UInt16.self) == 0x1234)
        #expect(try reader.read(Int.self) == -3)
        #expect(try reader.read(Double.self).bitPattern == (-0.0).bitPattern)
        #expect(try reader.read(Bool.self))
        #expect(try reader.read(String.self) == "größer")
        #expect(try reader.read([Double].self) == [1.5, .infinity])
        #expect(reader.count == 0)
        #expect(throws: UnreadableBytes.self) { try reader.read(UInt8.self) }
        let hostile: [[UInt8]] = [
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
            [2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0x28],
        ]
        for bytes in hostile {
            bytes.withUnsafeBytes { bytes in
                var (text, list) = (ByteReader(bytes), ByteReader(bytes))
                #expect(throws: UnreadableBytes.self) { try text.read(String.self) }
                #expect(throws: UnreadableBytes.self) { try list.read([Double].self) }
            }
        }
    }
}
