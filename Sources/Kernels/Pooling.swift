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
        if geometry.size == 2, geometry.stride == 2, geometry.outputWidth >= 4 {
            for row in 0..<geometry.outputHeight {
                poolPairs(source, row: row, geometry: geometry, output: result, positions: places)
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

/// A row of windows of 2×2 pixels side by side, four at a time.
@inline(__always)
private func poolPairs(
    _ source: UnsafePointer<Float>, row: Int, geometry: PoolingGeometry, output: UnsafeMutablePointer<Float>,
    positions: UnsafeMutablePointer<Int32>?
) {
    forEachFour(0..<geometry.outputWidth) { column in
        let corner = 2 * (row * geometry.width + column)
        let upper = UnsafeRawPointer(source + corner).loadUnaligned(as: SIMD8<Float>.self)
        let lower = UnsafeRawPointer(source + corner + geometry.width).loadUnaligned(as: SIMD8<Float>.self)
        let first = SIMD4<Int32>(0, 2, 4, 6) &+ Int32(truncatingIfNeeded: corner)
        let second = first &+ Int32(truncatingIfNeeded: geometry.width)
        let best = larger(
            larger((upper.evenHalf, first), (upper.oddHalf, first &+ 1)),
            larger((lower.evenHalf, second), (lower.oddHalf, second &+ 1)))
        let place = row * geometry.outputWidth + column
        output.store(best.values, at: place)
        if let positions {
            UnsafeMutableRawPointer(positions + place).storeBytes(of: best.positions, as: SIMD4<Int32>.self)
        }
    }
}

/// The larger values with their positions, by the same rule as below.
@inline(__always)
private func larger(
    _ first: (values: SIMD4<Float>, positions: SIMD4<Int32>),
    _ second: (values: SIMD4<Float>, positions: SIMD4<Int32>)
) -> (values: SIMD4<Float>, positions: SIMD4<Int32>) {
    let isSecond = .!(second.values .<= first.values) .& (first.values .== first.values)
    return (
        first.values.replacing(with: second.values, where: isSecond),
        first.positions.replacing(with: second.positions, where: isSecond)
    )
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
