import Kernels

/// Settles each layer: an activation becomes a part of the layer before it, where that one can apply it itself.
/// - Parameter shapes: the shape of an example before each layer, and after the last.
func settledLayers(
    of descriptions: [LayerDescription], shapes: [[Int]], in layout: inout NetworkLayout
) throws(NetworkError) -> [any Layer] {
    var layers: [any Layer] = []
    var index = 0
    while index < descriptions.count {
        var following: Activation?
        if index + 1 < descriptions.count, case .activation(let next) = descriptions[index + 1] { following = next }
        let (layer, applies) = try settle(
            descriptions[index], shape: shapes[index], following: following, number: index, isFirst: layers.isEmpty,
            in: &layout)
        if let layer { layers.append(layer) }
        index += applies && following != nil ? 2 : 1
    }
    return layers
}

/// The layer, nil if there is nothing to compute, and whether it applies the activation that follows.
private func settle(
    _ description: LayerDescription, shape: [Int], following: Activation?, number: Int, isFirst: Bool,
    in layout: inout NetworkLayout
) throws(NetworkError) -> (layer: (any Layer)?, applies: Bool) {
    let inputs = try product(shape)
    let name = String(number)
    switch description {
    case .dense(let outputs):
        return (
            try DenseLayer(
                inputs: inputs, outputs: outputs, activation: following, isFirst: isFirst, name: name, layout: &layout),
            true
        )
    case .convolution(let convolution):
        return (
            try ConvolutionLayer(
                convolution.geometry(over: shape, number: number + 1), activation: following, name: name,
                layout: &layout), true
        )
    case .batchNormalization where shape.count == 3:
        return (
            try ChannelNormalizationLayer(
                channels: shape[0], pixels: shape[1] * shape[2], activation: following, name: name, layout: &layout),
            true
        )
    case .batchNormalization:
        return (
            try BatchNormalizationLayer(features: inputs, activation: following, name: name, layout: &layout), true
        )
    case .layerNormalization:
        return (try LayerNormalizationLayer(shape: shape, name: name, layout: &layout), false)
    case .maximumPooling(let pooling):
        let geometry = try pooling.geometry(over: shape, name: "max_pool", number: number + 1)
        return (try MaximumPoolingLayer(channels: shape[0], geometry: geometry, layout: &layout), false)
    case .averagePooling(let pooling):
        let geometry = try pooling.geometry(over: shape, name: "avg_pool", number: number + 1)
        return (AveragePoolingLayer(channels: shape[0], geometry: geometry), false)
    case .activation(let activation):
        return (ActivationLayer(count: inputs, activation: activation), false)
    case .dropout(let probability):
        return (try DropoutLayer(count: inputs, probability: probability, number: number, layout: &layout), false)
    case .flatten:
        return (nil, false)
    }
}
