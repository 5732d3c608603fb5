extension NetworkPlan {
    /// The network as an expression of Python, with `torch` in scope: an `nn.Sequential` whose state takes the tensors of
    /// `NetworkTrainer.trainedTensors()`.
    ///
    /// A dense layer at the beginning takes rows of features, also where the examples are images. One further on that takes
    /// images without a `flatten` before it gets one with a name of its own, so that the layers keep their numbers.
    public var torchModule: String {
        var entries: [(name: String, text: String)] = []
        for (index, layer) in descriptions.enumerated() {
            if case .dense = layer, index > 0, shapes[index].count > 1 {
                entries.append(("flatten_\(index)", "torch.nn.Flatten()"))
            }
            entries.append((String(index), layer.torchModule(input: shapes[index])))
        }
        guard entries.count == descriptions.count else {
            let items = entries.map { "(\"\($0.name)\", \($0.text))" }
            return "torch.nn.Sequential(collections.OrderedDict([\(items.joined(separator: ", "))]))"
        }
        return "torch.nn.Sequential(\(entries.map(\.text).joined(separator: ", ")))"
    }
}

extension LayerDescription {
    /// The constructor call of the same layer in PyTorch, where examples of the shape `input` come in.
    fileprivate func torchModule(input: [Int]) -> String {
        let features = input.reduce(1, *)
        let channels = input.first ?? 1
        switch self {
        case .dense(let outputs): return "torch.nn.Linear(\(features), \(outputs))"
        case .activation(.relu): return "torch.nn.ReLU()"
        case .activation(.sigmoid): return "torch.nn.Sigmoid()"
        case .activation(.tanh): return "torch.nn.Tanh()"
        case .batchNormalization:
            let settings = "eps=\(BatchNormalizationLayer.epsilon), momentum=\(BatchNormalizationLayer.momentum)"
            return input.count == 3
                ? "torch.nn.BatchNorm2d(\(channels), \(settings))" : "torch.nn.BatchNorm1d(\(features), \(settings))"
        case .layerNormalization:
            let shape = input.map(String.init).joined(separator: ", ")
            return "torch.nn.LayerNorm([\(shape)], eps=\(LayerNormalizationLayer.epsilon))"
        case .convolution(let convolution):
            return "torch.nn.Conv2d(\(channels), \(convolution.channels), \(convolution.kernel), "
                + "stride=\(convolution.stride), padding=\(convolution.padding))"
        case .maximumPooling(let pooling): return "torch.nn.MaxPool2d(\(pooling.size), stride=\(pooling.stride))"
        case .averagePooling(let pooling): return "torch.nn.AvgPool2d(\(pooling.size), stride=\(pooling.stride))"
        case .flatten: return "torch.nn.Flatten()"
        case .dropout(let probability): return "torch.nn.Dropout(\(probability))"
        }
    }
}
