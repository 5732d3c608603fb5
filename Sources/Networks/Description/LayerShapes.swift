import Kernels

extension LayerDescription {
    /// The shape of one example after the layer, where `shape` comes in; `number` is the layer's, from 1, for errors.
    func outputShape(of shape: [Int], number: Int) throws(NetworkError) -> [Int] {
        switch self {
        case .dense(let outputs):
            guard outputs > 0 else { throw .widthNotPositive(layer: number, width: outputs) }
            return [outputs]
        case .activation, .batchNormalization, .layerNormalization:
            return shape
        case .dropout(let probability):
            guard probability >= 0, probability < 1 else {
                throw .dropoutOutOfRange(layer: number, probability: probability)
            }
            return shape
        case .flatten:
            return [try product(shape)]
        case .convolution(let convolution):
            let geometry = try convolution.geometry(over: shape, number: number)
            return [geometry.outputChannels, geometry.outputHeight, geometry.outputWidth]
        case .maximumPooling(let pooling):
            let geometry = try pooling.geometry(over: shape, name: "max_pool", number: number)
            return [shape[0], geometry.outputHeight, geometry.outputWidth]
        case .averagePooling(let pooling):
            let geometry = try pooling.geometry(over: shape, name: "avg_pool", number: number)
            return [shape[0], geometry.outputHeight, geometry.outputWidth]
        }
    }
}

/// Sides and settings above this are refused, so that no sum of them overflows.
private let greatestSide = 1 << 24

extension Convolution {
    /// The sizes over images of a shape.
    func geometry(over shape: [Int], number: Int) throws(NetworkError) -> ConvolutionGeometry {
        guard shape.count == 3 else { throw .needsImages(layer: number, name: "conv", shape: shape) }
        for (name, value, least) in [
            ("channels", channels, 1), ("kernel", kernel, 1), ("stride", stride, 1), ("padding", padding, 0),
        ] {
            guard value >= least else {
                throw .settingTooSmall(layer: number, name: "conv", key: name, value: value, least: least)
            }
            guard value <= greatestSide else { throw .tooLarge }
        }
        guard shape.allSatisfy({ $0 <= greatestSide }) else { throw .tooLarge }
        guard kernel <= shape[1] + 2 * padding, kernel <= shape[2] + 2 * padding else {
            throw .kernelLargerThanImage(
                layer: number, kernel: kernel, height: shape[1], width: shape[2], padding: padding)
        }
        let geometry = ConvolutionGeometry(
            channels: shape[0], height: shape[1], width: shape[2], outputChannels: channels, kernel: kernel,
            stride: stride, padding: padding)
        // What the layer reserves must be a size: no product of three sides may overflow.
        for sizes in [
            [channels, shape[0], kernel, kernel], [channels, geometry.outputHeight, geometry.outputWidth],
            [shape[0], kernel, kernel, shape[1] + 2 * padding + stride, geometry.outputWidth],
        ] {
            guard try product(sizes) <= Int(Int32.max) else { throw .tooLarge }
        }
        return geometry
    }
}

extension Pooling {
    /// The sizes over images of a shape; `name` is the layer's in study files.
    func geometry(over shape: [Int], name: String, number: Int) throws(NetworkError) -> PoolingGeometry {
        guard shape.count == 3 else { throw .needsImages(layer: number, name: name, shape: shape) }
        for (key, value) in [("size", size), ("stride", stride)] where value < 1 {
            throw .settingTooSmall(layer: number, name: name, key: key, value: value, least: 1)
        }
        guard size <= shape[1], size <= shape[2] else {
            throw .poolingLeavesNothing(layer: number, name: name, size: size, height: shape[1], width: shape[2])
        }
        return PoolingGeometry(height: shape[1], width: shape[2], size: size, stride: stride)
    }
}
