/// What each run of a study may use of a machine (`resources`). None of it changes what a run finds out.
public struct Resources: Hashable, Sendable {
    /// At least 1.
    public var cores: Int
    /// Devices that no other run may use meanwhile.
    public var gpus: Int
    /// Bytes that are kept free for the run, and that it may take.
    public var memory: Int?

    public init(cores: Int = 1, gpus: Int = 0, memory: Int? = nil) {
        self.cores = cores
        self.gpus = gpus
        self.memory = memory
    }
}

/// What one run is given of its machine: the share of the slot in which it is carried out.
public struct RunShare: Hashable, Sendable {
    public let cores: Int
    /// The devices as `CUDA_VISIBLE_DEVICES` names them: numbers, or identifiers. Empty where none were asked for.
    public let gpus: [String]

    public init(cores: Int = 1, gpus: [String] = []) {
        self.cores = cores
        self.gpus = gpus
    }
}

/// The most memory that a run may take, and the key of the study file that says so.
public struct MemoryLimit: Hashable, Sendable {
    public let bytes: Int
    /// `limits.memory` or `resources.memory`.
    public let key: String

    public init(bytes: Int, key: String = Self.limitsKey) {
        self.bytes = bytes
        self.key = key
    }

    public static let limitsKey = "limits.memory"
    public static let resourcesKey = "resources.memory"

    /// The smaller of the two; nil where neither is written.
    public init?(_ limits: Limits, _ resources: Resources) {
        switch (limits.memory, resources.memory) {
        case (let limit?, let share?) where limit <= share: self.init(bytes: limit)
        case (_, let share?): self.init(bytes: share, key: Self.resourcesKey)
        case (let limit?, nil): self.init(bytes: limit)
        case (nil, nil): return nil
        }
    }
}
