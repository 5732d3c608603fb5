/// Adds up every size of a network before anything is allocated: each layer reserves its tensors here.
struct NetworkLayout: Sendable {
    /// The rows of a training batch.
    let batchRows: Int
    /// The rows that are evaluated at once.
    let evaluationRows: Int

    private(set) var tensors: [ParameterTensor] = []
    private(set) var statistics: [StatisticTensor] = []
    private(set) var parameterSize = ArenaSize()
    private(set) var statisticSize = ArenaSize()
    private(set) var activationSize = ArenaSize()
    /// Scratch is shared by all layers: the size is the largest wish.
    private(set) var scratchCount = 0

    init(batchRows: Int, evaluationRows: Int) {
        self.batchRows = batchRows
        self.evaluationRows = evaluationRows
    }

    /// Reserves a learnt tensor. Its gradient and its optimizer state lie at the same offset of their arenas.
    mutating func parameter(_ name: String, shape: [Int], role: ParameterRole) throws(NetworkError) -> Region {
        let region = try parameterSize.reserve(product(shape))
        tensors.append(ParameterTensor(name: name, shape: shape, role: role, region: region))
        return region
    }

    /// Reserves a tensor that is part of the trained network but not learnt by gradients.
    mutating func statistic(_ name: String, count: Int, start: Float) throws(NetworkError) -> Region {
        let region = try statisticSize.reserve(count)
        statistics.append(StatisticTensor(name: name, start: start, region: region))
        return region
    }

    /// Reserves what forward leaves for backward.
    mutating func activation(_ count: Int) throws(NetworkError) -> Region {
        try activationSize.reserve(count)
    }

    /// A fresh view of the scratch memory; `close` it when all is reserved. Nothing there outlives the layer's call.
    func scratch() -> ArenaSize { ArenaSize() }

    mutating func close(_ scratch: ArenaSize) {
        scratchCount = max(scratchCount, scratch.count)
    }
}

/// What a parameter tensor is, which decides how it starts.
enum ParameterRole: Sendable, Hashable {
    case weight(Fan)
    case bias(Fan)
    case scale
    case shift

    var isWeight: Bool {
        if case .weight = self { true } else { false }
    }
}

/// A learnt tensor and its place.
struct ParameterTensor: Sendable, Hashable {
    let name: String
    let shape: [Int]
    let role: ParameterRole
    let region: Region
}

/// A running statistic, its place and the value that it starts with.
struct StatisticTensor: Sendable, Hashable {
    let name: String
    let start: Float
    let region: Region
}
