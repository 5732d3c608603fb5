// Batch normalization of images, over all pixels of a channel: `images × channels × pixels`. The same conventions as
// over columns (BatchNormalization.swift).

/// Per channel, the mean over the batch, the biased variance, and 1 / √(variance + epsilon).
///
/// Each plane is met once: its mean and squared deviations are taken while it is in the nearest cache, and join the
/// others' by T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a pairwise algorithm" (1979).
/// - Parameter sums: room for two numbers for each channel.
public func channelMoments(
    _ input: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int, epsilon: Float,
    mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>,
    inverseDeviation: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>
) {
    let (means, deviations) = (sums, sums + channels)
    sums.update(repeating: 0, count: 2 * channels)
    for image in 0..<images {
        for channel in 0..<channels {
            let plane = input + (image * channels + channel) * pixels
            let planeMean = plane.laneSum(count: pixels) { $0 } / Float(pixels)
            // What fills up the last lanes does not deviate.
            let within = plane.laneSum(count: pixels, filler: planeMean) { ($0 - planeMean) * ($0 - planeMean) }
            let difference = Double(planeMean) - means[channel]
            means[channel] += difference / Double(image + 1)
            deviations[channel] += Double(within)
            deviations[channel] += difference * difference * Double(pixels) * Double(image) / Double(image + 1)
        }
    }
    for channel in 0..<channels {
        mean[channel] = Float(means[channel])
        variance[channel] = Float(deviations[channel] / Double(images * pixels))
        inverseDeviation[channel] = 1 / (variance[channel] + epsilon).squareRoot()
    }
}

/// What normalizes images of a batch: `f((input − mean) · inverseDeviation · scale + shift)` channel by channel, where f
/// rectifies if `isRectified`. Each of the four has one value for each channel.
public struct ChannelNormalization {
    let images: Int
    let channels: Int
    let pixels: Int
    let mean: UnsafePointer<Float>
    let inverseDeviation: UnsafePointer<Float>
    let scale: UnsafePointer<Float>
    let shift: UnsafePointer<Float>
    let isRectified: Bool

    public init(
        images: Int, channels: Int, pixels: Int, mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>,
        scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, isRectified: Bool
    ) {
        self.images = images
        self.channels = channels
        self.pixels = pixels
        self.mean = mean
        self.inverseDeviation = inverseDeviation
        self.scale = scale
        self.shift = shift
        self.isRectified = isRectified
    }

    public func normalize(_ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>) {
        for plane in 0..<images * channels {
            let (source, result) = (input + plane * pixels, output + plane * pixels)
            let line = line(channel: plane % channels)
            if isRectified {
                for pixel in 0..<pixels {
                    let value = line(source[pixel])
                    result[pixel] = value < 0 ? 0 : value
                }
            } else {
                for pixel in 0..<pixels { result[pixel] = line(source[pixel]) }
            }
        }
    }

    /// The gradients of scale and shift: per channel Σ g · x̂, and Σ g, where g is the gradient before f.
    /// - Parameter sums: room for two numbers for each channel.
    public func parameterGradients(
        outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>,
        scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>,
        sums: UnsafeMutablePointer<Double>
    ) {
        sums.update(repeating: 0, count: 2 * channels)
        for plane in 0..<images * channels {
            let channel = plane % channels
            let line = line(channel: channel)
            let (gradient, values) = (outputGradient + plane * pixels, input + plane * pixels)
            let (sum, product) =
                isRectified
                ? gradientSums(gradient, values, line: line, count: pixels) { $0.replacing(with: 0, where: $1 .<= 0) }
                : gradientSums(gradient, values, line: line, count: pixels) { gradient, _ in gradient }
            sums[channel] += Double(sum)
            sums[channels + channel] += Double(product)
        }
        for channel in 0..<channels {
            shiftGradient[channel] = Float(sums[channel])
            scaleGradient[channel] = Float(sums[channels + channel]) * inverseDeviation[channel]
        }
    }

    /// The gradient by the input in training: scale · inverseDeviation · (g − (Σ g + x̂ · Σ g x̂) / n) with n values per
    /// channel.
    public func inputGradient(
        outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, scaleGradient: UnsafePointer<Float>,
        shiftGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
    ) {
        let share = 1 / Float(images * pixels)
        for plane in 0..<images * channels {
            let channel = plane % channels
            let (values, gradient) = (input + plane * pixels, outputGradient + plane * pixels)
            let result = inputGradient + plane * pixels
            let line = line(channel: channel)
            let constant = share * shiftGradient[channel]
            let slope = share * scaleGradient[channel] * inverseDeviation[channel]
            if isRectified {
                for pixel in 0..<pixels {
                    // Read in any case: a choice between values becomes a mask.
                    var part = gradient[pixel]
                    part = line(values[pixel]) <= 0 ? 0 : part
                    result[pixel] = line.factor * (part - constant - (values[pixel] - line.centre) * slope)
                }
            } else {
                for pixel in 0..<pixels {
                    result[pixel] = line.factor * (gradient[pixel] - constant - (values[pixel] - line.centre) * slope)
                }
            }
        }
    }

    @inline(__always)
    private func line(channel: Int) -> Line {
        Line(centre: mean[channel], factor: inverseDeviation[channel] * scale[channel], offset: shift[channel])
    }
}

/// What normalization makes of a channel's values. Backward computes it again, to the same bits, to see what was rectified.
private struct Line {
    let centre: Float
    let factor: Float
    let offset: Float

    @inline(__always)
    func callAsFunction(_ value: Float) -> Float { (value - centre) * factor + offset }
    @inline(__always)
    func callAsFunction(_ values: Lanes) -> Lanes { (values - centre) * factor + offset }
}

/// Σ g and Σ g · (x − centre) over `count` values, in eight partial sums each, with g from the gradient and the normalized
/// value.
@inline(__always)
private func gradientSums(
    _ gradient: UnsafePointer<Float>, _ values: UnsafePointer<Float>, line: Line, count: Int,
    _ part: (_ gradient: Lanes, _ normalized: Lanes) -> Lanes
) -> (sum: Float, product: Float) {
    var (sums, products) = (Lanes.zero, Lanes.zero)
    var index = 0
    while index < count {
        // What fills up the last lanes has no gradient.
        let value = values.lanes(at: index, count: count)
        let part = part(gradient.lanes(at: index, count: count), line(value))
        sums += part
        products += part * (value - line.centre)
        index += Lanes.scalarCount
    }
    return (sums.sum(), products.sum())
}

/// Per channel, Σ over images and pixels.
public func channelSums(
    _ values: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int, into sums: UnsafeMutablePointer<Float>
) {
    for channel in 0..<channels {
        var total = 0.0
        for image in 0..<images {
            total += Double((values + (image * channels + channel) * pixels).sum(count: pixels) { $0 })
        }
        sums[channel] = Float(total)
    }
}

/// Adds a bias to each of `channels × pixels` values of an image, and rectifies if `rectified`.
public func addChannelBias(
    _ bias: UnsafePointer<Float>, to image: UnsafeMutablePointer<Float>, channels: Int, pixels: Int, rectified: Bool
) {
    for channel in 0..<channels {
        let plane = image + channel * pixels
        let offset = bias[channel]
        if rectified {
            for pixel in 0..<pixels {
                let value = plane[pixel] + offset
                plane[pixel] = value < 0 ? 0 : value
            }
        } else {
            for pixel in 0..<pixels { plane[pixel] += offset }
        }
    }
}
