/// What a machine has for runs.
public struct MachineCapacity: Hashable, Sendable {
    /// At least 1.
    public let cores: Int
    /// Bytes of memory, of the machine or of the container that this process is in; nil where that is not known.
    public let memory: Int?
    /// Devices as `CUDA_VISIBLE_DEVICES` names them.
    public let gpus: [String]

    public init(cores: Int, memory: Int?, gpus: [String] = []) {
        self.cores = max(1, cores)
        self.memory = memory
        self.gpus = gpus
    }
}
