import StudyCore

/// How many workers a study gets on a machine, and what the runs of each may use.
public struct WorkerAllotment: Sendable {
    /// One for each worker. No device stands in two of them.
    public let shares: [RunShare]
    /// Why there are fewer workers than cores, where memory or devices are the reason, and what else is not as it was asked
    /// for; one sentence each.
    public let notices: [String]

    /// - Parameters:
    ///   - resources: what each run asks for.
    ///   - wanted: the number of workers that a person asked for; nil where the machine decides.
    ///   - runs: how many runs there are to be carried out, where that is known; no worker is there for nothing.
    ///   - memoryNeeded: bytes that a run will take, as far as its kind can tell; `resources.memory` comes before it.
    /// - Throws: where what was asked for cannot be had.
    public init(
        _ resources: Resources, of machine: MachineCapacity, wanted: Int?, runs: Int?, memoryNeeded: Int?
    ) throws(WorkerAllotmentError) {
        let most = max(1, runs ?? .max)
        let count = min(most, max(1, wanted ?? machine.cores / resources.cores))
        let byDevices = try Self.byDevices(resources, machine, wanted: wanted == nil ? nil : count)
        let byMemory = try Self.byMemory(
            resources, machine, memoryNeeded: memoryNeeded, wanted: wanted == nil ? nil : count)
        let workers = min(count, byDevices ?? count, byMemory?.workers ?? count)
        shares = (0..<workers).map { slot in
            let devices = machine.gpus.dropFirst(slot * resources.gpus).prefix(resources.gpus)
            return RunShare(cores: resources.cores, gpus: Array(devices))
        }
        var notices: [String] = []
        if resources.cores > machine.cores {
            notices.append(AllotmentSentences.fewCores(resources.cores, of: machine.cores))
        }
        if workers < count {
            if let byMemory, byMemory.workers == workers {
                notices.append(
                    AllotmentSentences.fewerForMemory(
                        workers, insteadOf: count, byMemory.needed, of: byMemory.available))
            } else {
                notices.append(
                    AllotmentSentences.fewerForDevices(
                        workers, insteadOf: count, resources.gpus, of: machine.gpus.count))
            }
        }
        self.notices = notices
    }

    /// How many runs the devices are enough for; nil where none are asked for.
    private static func byDevices(
        _ resources: Resources, _ machine: MachineCapacity, wanted: Int?
    ) throws(WorkerAllotmentError) -> Int? {
        guard resources.gpus > 0 else { return nil }
        let workers = machine.gpus.count / resources.gpus
        guard workers > 0 else {
            throw .tooFewDevices(needed: resources.gpus, available: machine.gpus.count)
        }
        if let wanted, wanted > workers {
            throw .tooManyWorkersForDevices(
                workers: wanted, needed: resources.gpus, available: machine.gpus.count, possible: workers)
        }
        return workers
    }

    /// How many runs the memory is enough for; nil where nobody knows.
    private static func byMemory(
        _ resources: Resources, _ machine: MachineCapacity, memoryNeeded: Int?, wanted: Int?
    ) throws(WorkerAllotmentError) -> (workers: Int, needed: Int, available: Int)? {
        guard let needed = resources.memory ?? memoryNeeded, needed > 0, let available = machine.memory else {
            return nil
        }
        let workers = available / needed
        guard workers > 0 else {
            throw .tooLittleMemory(
                needed: needed, available: available,
                key: resources.memory == nil ? nil : MemoryLimit.resourcesKey)
        }
        if let wanted, wanted > workers {
            throw .tooManyWorkersForMemory(
                workers: wanted, needed: needed, available: available, possible: workers)
        }
        return (workers, needed, available)
    }
}

/// Why a study cannot have the workers that were asked for.
public enum WorkerAllotmentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One run asks for more devices than there are.
    case tooFewDevices(needed: Int, available: Int)
    /// So many workers were asked for, and the devices are enough for `possible`.
    case tooManyWorkersForDevices(workers: Int, needed: Int, available: Int, possible: Int)
    /// One run needs more bytes of memory than there are.
    /// - Parameter key: the key of the study file that asks for it; nil where the trial itself needs it.
    case tooLittleMemory(needed: Int, available: Int, key: String?)
    /// So many workers were asked for, and the memory is enough for `possible`.
    case tooManyWorkersForMemory(workers: Int, needed: Int, available: Int, possible: Int)

    /// Whether the machine is what is lacking, whatever somebody asks for on the command line.
    public var isOfMachine: Bool {
        switch self {
        case .tooFewDevices, .tooLittleMemory: true
        case .tooManyWorkersForDevices, .tooManyWorkersForMemory: false
        }
    }

    public var description: String { AllotmentSentences.sentence(self) }
}
