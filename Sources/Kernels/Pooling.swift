// Pooling over windows of images as planes of height × width, one after the other. A window that would reach over the
// edge is left out, as PyTorch does.

/// The sizes of a pooling of `planes` planes.
public struct PoolingGeometry: Sendable, Hashable {
    public let height: Int
    public let width: Int
    public let size: Int
    public let stride: Int
    public let outputHeight: Int
    public let outputWidth: Int

    /// The window must fit into the plane; size and stride are positive.
    public init(height: Int, width: Int, size: Int, stride: Int) {
        self.height = height
        self.width = width
        self.size = size
        self.stride = stride
        outputHeight = (height - size) / stride + 1
        outputWidth = (width - size) / stride + 1
    }

    public var inputCount: Int { height * width }
    public var outputCount: Int { outputHeight * outputWidth }

    /// Calls `body(output position, position of the window's first pixel)` for each window.
    @inline(__always)
    fileprivate func forEachWindow(_ body: (_ output: Int, _ corner: Int) -> Void) {
        var output = 0
        for row in 0..<outputHeight {
            for column in 0..<outputWidth {
                body(output, row * stride * width + column * stride)
                output += 1
            }
        }
    }
}

/// The largest value of each window, and where in its plane it stands (the first of equals; a NaN before all numbers).
/// - Parameter positions: one for each output; nil if nobody asks.
public func poolMaximum(
    _ input: UnsafePointer<Float>, planes: Int, geometry: PoolingGeometry, output: UnsafeMutablePointer<Float>,
    positions: UnsafeMutablePointer<Int32>?
) {
    for plane in 0..<planes {
        let source = input + plane * geometry.inputCount
        let result = output + plane * geometry.outputCount
        let places = positions.map { $0 + plane * geometry.outputCount }
        if geometry.size == 2 {
            // Values and positions are chosen side by side, without a second look at the image.
            geometry.forEachWindow { index, corner in
                let below = corner + geometry.width
                let first = larger((source[corner], corner), (source[corner + 1], corner + 1))
                let second = larger((source[below], below), (source[below + 1], below + 1))
                let best = larger(first, second)
                result[index] = best.value
                places?[index] = Int32(truncatingIfNeeded: best.position)
            }
        } else {
            geometry.forEachWindow { index, corner in
                var best = (value: source[corner], position: corner)
                for row in 0..<geometry.size {
                    for column in 0..<geometry.size {
                        let position = corner + row * geometry.width + column
                        best = larger(best, (source[position], position))
                    }
                }
                result[index] = best.value
                places?[index] = Int32(truncatingIfNeeded: best.position)
            }
        }
    }
}

/// The larger value with its position; `first` if they are equal.
@inline(__always)
private func larger(
    _ first: (value: Float, position: Int), _ second: (value: Float, position: Int)
) -> (value: Float, position: Int) {
    let isSecond = !(second.value <= first.value) && first.value == first.value
    return (isSecond ? second.value : first.value, isSecond ? second.position : first.position)
}

/// Each output's gradient goes to the pixel that it came from.
public func poolMaximumBackward(
    _ outputGradient: UnsafePointer<Float>, planes: Int, geometry: PoolingGeometry, positions: UnsafePointer<Int32>,
    inputGradient: UnsafeMutablePointer<Float>
) {
    inputGradient.update(repeating: 0, count: planes * geometry.inputCount)
    for plane in 0..<planes {
        let result = inputGradient + plane * geometry.inputCount
        let first = plane * geometry.outputCount
        for index in first..<first + geometry.outputCount { result[Int(positions[index])] += outputGradient[index] }
    }
}

/// The mean of each window.
public func poolAverage(
    _ input: UnsafePointer<Float>, planes: Int, geometry: PoolingGeometry, output: UnsafeMutablePointer<Float>
) {
    let share = 1 / Float(geometry.size * geometry.size)
    for plane in 0..<planes {
        let source = input + plane * geometry.inputCount
        let result = output + plane * geometry.outputCount
        geometry.forEachWindow { index, corner in
            var sum: Float = 0
            for row in 0..<geometry.size {
                for column in 0..<geometry.size { sum += source[corner + row * geometry.width + column] }
            }
            result[index] = sum * share
        }
    }
}

/// Each output's gradient goes to its window's pixels in equal shares.
public func poolAverageBackward(
    _ outputGradient: UnsafePointer<Float>, planes: Int, geometry: PoolingGeometry,
    inputGradient: UnsafeMutablePointer<Float>
) {
    let share = 1 / Float(geometry.size * geometry.size)
    inputGradient.update(repeating: 0, count: planes * geometry.inputCount)
    for plane in 0..<planes {
        let gradient = outputGradient + plane * geometry.outputCount
        let result = inputGradient + plane * geometry.inputCount
        geometry.forEachWindow { index, corner in
            let part = gradient[index] * share
            for row in 0..<geometry.size {
                for column in 0..<geometry.size { result[corner + row * geometry.width + column] += part }
            }
        }
    }
}
