import Foundation
import Scheduling
import StudyCore

extension WorkerAllotment {
    /// What a launch may use of this machine.
    /// - Parameters:
    ///   - workers: how many are asked for; nil where that is left to the machine.
    ///   - gpus: the devices that are named, as `--gpus` has them.
    ///   - runCount: how many runs there are to be carried out, where that is known.
    ///   - representatives: descriptions that stand for those of all trials.
    /// - Throws: `CommandFailure` where what was asked for cannot be had.
    init(
        _ study: Study, _ kind: any TrialKind, workers: Int?, gpus: String?, runCount: Int?,
        _ representatives: [Node], environment: TrialEnvironment
    ) throws {
        let machine = MachineCapacity(
            cores: ProcessInfo.processInfo.activeProcessorCount, memory: Platform.memory,
            gpus: study.resources.gpus > 0 ? try Self.devices(gpus) : [])
        let memoryNeeded = Set(representatives).compactMap { kind.memoryNeeded($0, environment: environment) }.max()
        do throws(WorkerAllotmentError) {
            try self.init(
                study.resources, of: machine, wanted: workers, runs: runCount, memoryNeeded: memoryNeeded)
        } catch {
            throw CommandFailure(error.isOfMachine ? .environment : .usage, "hpsearch: \(error)")
        }
    }

    /// The devices of `--gpus`, `HPSEARCH_GPUS`, `CUDA_VISIBLE_DEVICES` or the machine.
    private static func devices(_ named: String?) throws -> [String] {
        let variables = ProcessInfo.processInfo.environment
        var wish: GPUChoice.Wish?
        do throws(GPUChoice.Invalid) {
            if let text = named ?? variables["HPSEARCH_GPUS"], !text.isEmpty { wish = try GPUChoice.wish(text) }
        } catch {
            let source = named == nil ? "HPSEARCH_GPUS" : "--gpus"
            throw CommandFailure(.usage, "hpsearch: \(source) takes \(error.reason)")
        }
        return GPUChoice.devices(
            wish, visible: variables["CUDA_VISIBLE_DEVICES"], counted: GPUChoice.counted())
    }
}
