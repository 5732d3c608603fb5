import Datasets
import Foundation
import Networks
import Optimizers
import StudyCore
import Synchronization
import Testing

@testable import Trials

@Suite("The file of a checkpoint")
struct CheckpointFileTests {
    static let circumstances: Circumstances = [("blas_core", "SkylakeX"), ("data.sha256", "0123"), ("seed", "1")]

    private static let loader = DatasetLoader()

    static func trainingRun(seed: UInt64 = 1, width: Int = 5) throws -> TrainingRun {
        let data = try loader.load(
            DataRequest(.named("digits"), train: 60, validation: 20, test: 0), from: DataLocations())
        let description = NetworkDescription(
            architecture: .hidden(HiddenLayers(widths: [width], batchNormalization: true)),
            optimizer: .adam(Adam(learningRate: 0.01)), batchSize: .rows(20), epochs: 6,
            selection: Selection(reportedEpoch: .best))
        let trainer = try NetworkTrainer(
            description, data: TrainingData(training: data.train, validation: data.validation), seed: seed)
        return TrainingRun(trainer, usual: .accuracy)
    }

    /// A run after two epochs and a batch, and its checkpoint.
    static func checkpointed() throws -> (run: TrainingRun, bytes: [UInt8]) {
        let run = try trainingRun()
        for _ in 0..<2 { _ = try run.trainEpoch() }
        var batches = 0
        _ = try run.trainEpoch {
            batches += 1
            return batches > 1
        }
        let directory = RunDirectory()
        try CheckpointFile.write(run, circumstances: circumstances, to: directory.files, of: directory.key)
        return (run, Array(try #require(directory.checkpoint)))
    }

    static func fault(
        of bytes: [UInt8], in run: TrainingRun, circumstances: Circumstances = circumstances
    ) -> CheckpointFault? {
        bytes.withUnsafeBytes { bytes in
            do throws(CheckpointFault) {
                _ = try CheckpointFile.restore(run, from: bytes, circumstances: circumstances)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("is written and read without loss")
    func roundTrip() throws {
        let (run, bytes) = try Self.checkpointed()
        let copy = try Self.trainingRun()
        #expect(Self.fault(of: bytes, in: copy) == nil)
        #expect(copy.trainer.checkpoint() == run.trainer.checkpoint())
        #expect(copy.seconds == run.seconds)
        while !run.isOver {
            let (left, right) = (try #require(try run.trainEpoch()), try #require(try copy.trainEpoch()))
            #expect(left.trainingLoss == right.trainingLoss && left.validation == right.validation)
        }
        #expect(copy.isOver)
        let (left, right) = (try #require(try run.finish()), try #require(try copy.finish()))
        #expect(left.epoch == right.epoch && left.validation == right.validation)
        #expect(copy.trainer.checkpoint() == run.trainer.checkpoint())
    }

    @Test("with any byte changed is noticed, and the run is untouched")
    func everyByte() throws {
        let (_, bytes) = try Self.checkpointed()
        let run = try Self.trainingRun()
        let fresh = run.trainer.checkpoint()
        var faults: [CheckpointFault: Int] = [:]
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= UInt8(1 << (place % 8))
            let fault = try #require(Self.fault(of: damaged, in: run), "byte \(place)")
            faults[fault, default: 0] += 1
        }
        #expect(run.trainer.checkpoint() == fresh)
        #expect(faults == [.foreign: 8, .otherVersion: 4, .damaged: bytes.count - 12])
    }

    @Test("cut short or made longer is noticed")
    func lengths() throws {
        let (_, bytes) = try Self.checkpointed()
        let run = try Self.trainingRun()
        for count in bytes.indices { #expect(Self.fault(of: Array(bytes[..<count]), in: run) == .damaged) }
        #expect(Self.fault(of: bytes + [0], in: run) == .damaged)
        #expect(Self.fault(of: Array("PK\u{3}\u{4} something else".utf8), in: run) == .foreign)
    }

    @Test("whose content was changed and sealed again does no harm")
    func mutations() throws {
        let (_, bytes) = try Self.checkpointed()
        let content = Array(bytes[52...])
        var random = Congruential(seed: 5)
        var refused = 0
        var run = try Self.trainingRun()
        let fresh = run.trainer.checkpoint()
        for _ in 0..<1500 {
            var changed = content
            // The head is where lengths and flags are.
            let reach = random.next() % 2 == 0 ? min(600, content.count) : content.count
            for _ in 0..<1 + random.next() % 3 {
                let place = Int(random.next() % UInt64(reach))
                switch random.next() % 3 {
                case 0: changed[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: changed[place] = 0xFF
                default: changed.remove(at: place)
                }
                if changed.count < reach { changed.append(contentsOf: repeatElement(0, count: reach)) }
            }
            let sealed = changed.withUnsafeBytes { CheckpointFile.header(of: [$0]) } + changed
            guard let fault = Self.fault(of: sealed, in: run) else {
                run = try Self.trainingRun()
                continue
            }
            refused += 1
            #expect(fault != .foreign && fault != .otherVersion)
            #expect(run.trainer.checkpoint() == fresh)
        }
        #expect(refused > 500)
    }

    @Test("of other circumstances, another network or another seed is refused, in so many words")
    func circumstances() throws {
        let (_, bytes) = try Self.checkpointed()
        let run = try Self.trainingRun()
        let core = Self.fault(
            of: bytes, in: run, circumstances: [("blas_core", "Haswell")] + Self.circumstances.dropFirst())
        #expect(core == .other("blas_core", was: "SkylakeX", now: "Haswell"))
        #expect(core?.description == "its checkpoint was made with another blas_core (SkylakeX, now Haswell)")
        let unknown = Self.fault(of: bytes, in: run, circumstances: Self.circumstances + [("c_library", "glibc 2.36")])
        #expect(unknown?.description == "its checkpoint was made with another c_library")
        #expect(Self.fault(of: bytes, in: run, circumstances: Array(Self.circumstances.dropLast())) == .doesNotFit)
        let long = String(repeating: "x", count: 80)
        #expect(
            CheckpointFault.other("description", was: long, now: long + "y").description
                == "its checkpoint was made with another description")
        #expect(Self.fault(of: bytes, in: try Self.trainingRun(seed: 2)) == .doesNotFit)
        let wide = Self.fault(of: bytes, in: try Self.trainingRun(width: 6))
        #expect(wide?.description == "its checkpoint does not fit the network")
    }
}

/// Numbers that look random and are always the same.
struct Congruential {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
