// Batch normalization of images, over all pixels of a channel: `images × channels × pixels`. The same conventions as
// over columns (BatchNormalization.swift).

/// Per channel, the mean over the batch, the biased variance, and 1 / √(variance + epsilon).
///
/// Each plane is met once: its mean and squared deviations are taken while it is in the nearest cache, and join the
/// others' by T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a pairwise algorithm" (1979).
public func channelMoments(
    _ input: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int, epsilon: Float,
    mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>,
    inverseDeviation: UnsafeMutablePointer<Float>
) {
    for channel in 0..<channels {
        var total = 0.0
        var deviations = 0.0
        for image in 0..<images {
            let plane = input + (image * channels + channel) * pixels
            let planeMean = plane.sum(count: pixels) { $0 } / Float(pixels)
            let within = plane.sum(count: pixels) { ($0 - planeMean) * ($0 - planeMean) }
            let difference = Double(planeMean) - total
            total += difference / Double(image + 1)
            deviations += Double(within)
            deviations += difference * difference * Double(pixels) * Double(image) / Double(image + 1)
        }
        mean[channel] = Float(total)
        variance[channel] = Float(deviations / Double(images * pixels))
        inverseDeviation[channel] = 1 / (variance[channel] + epsilon).squareRoot()
    }
}

/// `output = (input − mean) · inverseDeviation · scale + shift`, channel by channel; rectified if `rectified`.
public func normalizeChannels(
    _ input: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, rectified: Bool
) {
    for image in 0..<images {
        for channel in 0..<channels {
            let source = input + (image * channels + channel) * pixels
            let result = output + (image * channels + channel) * pixels
            let (centre, offset) = (mean[channel], shift[channel])
            let factor = inverseDeviation[channel] * scale[channel]
            if rectified {
                for pixel in 0..<pixels {
                    let value = (source[pixel] - centre) * factor + offset
                    result[pixel] = value < 0 ? 0 : value
                }
            } else {
                for pixel in 0..<pixels { result[pixel] = (source[pixel] - centre) * factor + offset }
            }
        }
    }
}

/// The gradients of scale and shift: per channel Σ g · x̂, and Σ g.
public func channelNormalizationParameterGradients(
    outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int,
    mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>,
    scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>
) {
    for channel in 0..<channels {
        let centre = mean[channel]
        var (products, sums) = (0.0, 0.0)
        for image in 0..<images {
            let plane = (image * channels + channel) * pixels
            let (sum, product) = gradientSums(outputGradient + plane, input + plane, centre: centre, count: pixels)
            sums += Double(sum)
            products += Double(product)
        }
        shiftGradient[channel] = Float(sums)
        scaleGradient[channel] = Float(products) * inverseDeviation[channel]
    }
}

/// Σ g and Σ g · (x − centre) over `count` values, in sixteen partial sums each.
private func gradientSums(
    _ gradient: UnsafePointer<Float>, _ values: UnsafePointer<Float>, centre: Float, count: Int
) -> (sum: Float, product: Float) {
    var (sums, products) = (Vector.zero, Vector.zero)
    let centres = Vector(repeating: centre)
    var index = 0
    while index + Vector.scalarCount <= count {
        let part = gradient.vector(at: index)
        sums += part
        products += part * (values.vector(at: index) - centres)
        index += Vector.scalarCount
    }
    var (sum, product) = (sums.sum(), products.sum())
    while index < count {
        sum += gradient[index]
        product += gradient[index] * (values[index] - centre)
        index += 1
    }
    return (sum, product)
}

/// The gradient by the input in training: scale · inverseDeviation · (g − (Σ g + x̂ · Σ g x̂) / n) with n values per
/// channel.
public func channelNormalizationInputGradient(
    outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int,
    mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    scaleGradient: UnsafePointer<Float>, shiftGradient: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>
) {
    let share = 1 / Float(images * pixels)
    for image in 0..<images {
        for channel in 0..<channels {
            let plane = (image * channels + channel) * pixels
            let (values, gradient, result) = (input + plane, outputGradient + plane, inputGradient + plane)
            let factor = scale[channel] * inverseDeviation[channel]
            let (centre, constant) = (mean[channel], share * shiftGradient[channel])
            let slope = share * scaleGradient[channel] * inverseDeviation[channel]
            for pixel in 0..<pixels {
                result[pixel] = factor * (gradient[pixel] - constant - (values[pixel] - centre) * slope)
            }
        }
    }
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
