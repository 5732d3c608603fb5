// Two-dimensional convolution (cross-correlation, as PyTorch's) of images as channels × height × width, one after the
// other: by minimal filtering (Winograd.swift) where that applies, else by matrix products over the planes that
// `ConvolutionGeometry` describes.

/// `output = weights ∗ input` for `images` images; `finish` is called with each output image while it is at hand.
///
/// `weights` is `outputChannels × channels × kernel × kernel`, `scratch` has `geometry.scratchCount` values.
public func convolve(
    _ input: UnsafePointer<Float>, images: Int, weights: UnsafePointer<Float>, geometry: ConvolutionGeometry,
    output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    finish: (_ image: UnsafeMutablePointer<Float>) -> Void
) {
    if let winograd = geometry.winograd {
        return winograd.convolve(
            input, images: images, weights: weights, output: output, scratch: scratch, finish: finish)
    }
    let scratch = geometry.planeScratch(at: scratch)
    packWeights(weights, geometry: geometry, into: scratch.weights)
    // What lies outside the image is never written again.
    scratch.planes.update(repeating: 0, count: geometry.planesCount)
    for image in 0..<images {
        let result = output + image * geometry.outputCount
        convolve(image: input + image * geometry.inputCount, geometry: geometry, into: result, scratch: scratch)
        finish(result)
    }
}

/// The derivatives by the weights and the biases, summed over the images, and by the input, `inputGradient = weightsᵀ ∗ outputGradient`,
/// unless that is nil.
public func convolutionGradients(
    _ outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, images: Int,
    weights: UnsafePointer<Float>, geometry: ConvolutionGeometry, inputGradient: UnsafeMutablePointer<Float>?,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
) {
    if let winograd = geometry.winograd {
        return winograd.gradients(
            outputGradient, input: input, images: images, weights: weights, inputGradient: inputGradient,
            weightGradient: weightGradient, biasGradient: biasGradient, scratch: scratch)
    }
    let scratch = geometry.planeScratch(at: scratch)
    if let inputGradient {
        convolutionInputGradient(
            outputGradient, images: images, weights: weights, geometry: geometry, inputGradient: inputGradient,
            scratch: scratch)
    }
    convolutionWeightGradient(
        outputGradient, input: input, images: images, geometry: geometry, weightGradient: weightGradient,
        scratch: scratch)
    channelSums(
        outputGradient, images: images, channels: geometry.outputChannels, pixels: geometry.outputPixels,
        into: biasGradient)
}

/// The buffers of the products over planes.
private struct PlaneScratch {
    /// `geometry.planesCount` values.
    let planes: UnsafeMutablePointer<Float>
    /// `geometry.weightCount` values.
    let weights: UnsafeMutablePointer<Float>
}

private func convolve(
    image: UnsafePointer<Float>, geometry: ConvolutionGeometry, into result: UnsafeMutablePointer<Float>,
    scratch: PlaneScratch
) {
    gatherPlanes(image, geometry: geometry, into: scratch.planes)
    let inner = geometry.innerCount
    for product in 0..<geometry.products {
        multiply(
            MatrixOperand(scratch.weights + product * geometry.outputChannels * inner, stride: inner),
            MatrixOperand(scratch.planes + geometry.planeOffset(product: product), stride: geometry.planeCount),
            into: result, rows: geometry.outputChannels, columns: geometry.outputPixels, inner: inner,
            keep: product == 0 ? 0 : 1)
    }
}

private func convolutionInputGradient(
    _ outputGradient: UnsafePointer<Float>, images: Int, weights: UnsafePointer<Float>, geometry: ConvolutionGeometry,
    inputGradient: UnsafeMutablePointer<Float>, scratch: PlaneScratch
) {
    packWeights(weights, geometry: geometry, into: scratch.weights)
    let inner = geometry.innerCount
    for image in 0..<images {
        scratch.planes.update(repeating: 0, count: geometry.planesCount)
        for product in 0..<geometry.products {
            multiply(
                MatrixOperand(
                    scratch.weights + product * geometry.outputChannels * inner, stride: inner, transposed: true),
                MatrixOperand(outputGradient + image * geometry.outputCount, stride: geometry.outputPixels),
                into: scratch.planes + geometry.planeOffset(product: product), resultStride: geometry.planeCount,
                rows: inner, columns: geometry.outputPixels, inner: geometry.outputChannels, keep: 1)
        }
        let result = inputGradient + image * geometry.inputCount
        result.update(repeating: 0, count: geometry.inputCount)
        addPlanes(scratch.planes, geometry: geometry, to: result)
    }
}

private func convolutionWeightGradient(
    _ outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, images: Int, geometry: ConvolutionGeometry,
    weightGradient: UnsafeMutablePointer<Float>, scratch: PlaneScratch
) {
    let inner = geometry.innerCount
    scratch.planes.update(repeating: 0, count: geometry.planesCount)
    for image in 0..<images {
        gatherPlanes(input + image * geometry.inputCount, geometry: geometry, into: scratch.planes)
        for product in 0..<geometry.products {
            multiply(
                MatrixOperand(outputGradient + image * geometry.outputCount, stride: geometry.outputPixels),
                MatrixOperand(
                    scratch.planes + geometry.planeOffset(product: product), stride: geometry.planeCount,
                    transposed: true),
                into: scratch.weights + product * geometry.outputChannels * inner,
                rows: geometry.outputChannels, columns: inner, inner: geometry.outputPixels,
                keep: image == 0 ? 0 : 1)
        }
    }
    geometry.forEachWeight { weight, packed in weightGradient[weight] = scratch.weights[packed] }
}

extension ConvolutionGeometry {
    fileprivate func planeScratch(at base: UnsafeMutablePointer<Float>) -> PlaneScratch {
        PlaneScratch(planes: base, weights: base + planesCount)
    }

    /// Calls `body` with the place of each weight in its tensor and among the products' operands
    /// (`products × outputChannels × channels × innerOffsets × kernel`).
    @inline(__always)
    fileprivate func forEachWeight(_ body: (_ weight: Int, _ packed: Int) -> Void) {
        var packed = 0
        for product in 0..<products {
            for row in 0..<outputChannels * channels {
                for offset in 0..<innerOffsets * kernel {
                    body((row * kernel + product) * kernel + offset, packed)
                    packed += 1
                }
            }
        }
    }
}

private func packWeights(
    _ weights: UnsafePointer<Float>, geometry: ConvolutionGeometry, into packed: UnsafeMutablePointer<Float>
) {
    geometry.forEachWeight { weight, place in packed[place] = weights[weight] }
}

private func gatherPlanes(
    _ image: UnsafePointer<Float>, geometry: ConvolutionGeometry, into planes: UnsafeMutablePointer<Float>
) {
    let stride = geometry.stride
    if stride == 1 {
        geometry.forEachStretch { plane, pixel, count in copyShort(image + pixel, to: planes + plane, count: count) }
    } else {
        geometry.forEachStretch { plane, pixel, count in
            for column in 0..<count { planes[plane + column] = image[pixel + column * stride] }
        }
    }
}

private func addPlanes(
    _ planes: UnsafePointer<Float>, geometry: ConvolutionGeometry, to image: UnsafeMutablePointer<Float>
) {
    let stride = geometry.stride
    if stride == 1 {
        geometry.forEachStretch { plane, pixel, count in
            for column in 0..<count { image[pixel + column] += planes[plane + column] }
        }
    } else {
        geometry.forEachStretch { plane, pixel, count in
            for column in 0..<count { image[pixel + column * stride] += planes[plane + column] }
        }
    }
}
