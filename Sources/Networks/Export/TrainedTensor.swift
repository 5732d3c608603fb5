/// A tensor of a trained network, under the name and in the shape that it has in the state of PyTorch's `nn.Sequential`.
public struct TrainedTensor: Sendable, Hashable {
    public enum Values: Sendable, Hashable {
        /// Row-major, single precision.
        case floats([Float])
        /// One integer, a tensor without dimensions.
        case integer(Int64)
    }

    /// `0.weight`: the layer's place from 0, and what the tensor is to it.
    public let name: String
    /// As many sizes as the tensor has dimensions.
    public let shape: [Int]
    public let values: Values

    public init(name: String, shape: [Int], values: Values) {
        self.name = name
        self.shape = shape
        self.values = values
    }
}

extension NetworkTrainer {
    /// Everything that evaluation needs, layer by layer: the learnt tensors and the running moments of batch normalizations,
    /// with the number of batches that these have seen.
    public func trainedTensors() -> [TrainedTensor] {
        let learnt = plan.layout.tensors.map { tensor in
            TrainedTensor(
                name: tensor.name, shape: tensor.shape, values: .floats(Array(network.values(of: tensor))))
        }
        var statistics: [TrainedTensor] = []
        for statistic in plan.layout.statistics {
            let count = statistic.region.count
            let start = network.memory.statistics + statistic.region.offset
            statistics.append(
                TrainedTensor(
                    name: statistic.name, shape: [count],
                    values: .floats(Array(UnsafeBufferPointer(start: start, count: count)))))
            guard statistic.name.hasSuffix(".running_var") else { continue }
            let counter = statistic.name.replacing("running_var", with: "num_batches_tracked")
            statistics.append(TrainedTensor(name: counter, shape: [], values: .integer(Int64(network.step))))
        }
        return learnt + statistics
    }
}
