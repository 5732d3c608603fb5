// Convolution with 3×3 kernels and stride 1 by minimal filtering, F(2×2, 3×3): S. Winograd, "Arithmetic Complexity of
// Computations" (1980); A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks" (CVPR 2016).
//
// Each tile of 2×2 outputs is Aᵀ[(G w Gᵀ) ⊙ (Bᵀ d B)]A with the 4×4 pixels d that it needs: 16 multiplications where the
// sums over 9 weights take 36. Over all channels and tiles, each of the 16 is a matrix product. The gradients are the
// transposes of the same steps.

extension WinogradGeometry {
    /// `output = weights ∗ input`; see `convolve`.
    func convolve(
        _ input: UnsafePointer<Float>, images: Int, weights: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, scratch base: UnsafeMutablePointer<Float>,
        finish: (_ image: UnsafeMutablePointer<Float>) -> Void
    ) {
        let scratch = scratch(at: base)
        transformWeights(weights, kernels: kernels, into: scratch.weights)
        forEachGroup(images) { first, count in
            transformInputs(input + first * channels * inputPlanes.pixels, images: count, scratch: scratch)
            for number in 0..<16 {
                multiply(
                    MatrixOperand(scratch.weights + number * kernels, stride: channels),
                    MatrixOperand(scratch.inputTiles[number], stride: count * tiles),
                    into: scratch.outputTiles[number], rows: outputChannels, columns: count * tiles, inner: channels)
            }
            forEachPlane(outputChannels, images: count) { channel, image, place in
                transformOutput(scratch.outputTiles.advanced(by: place), into: scratch.output, count: tiles)
                outputPlanes.merge(
                    scratch.output.base,
                    into: output + ((first + image) * outputChannels + channel) * outputPlanes.pixels)
            }
            for image in first..<first + count { finish(output + image * outputChannels * outputPlanes.pixels) }
        }
    }

    /// The derivatives; see `convolutionGradients`.
    func gradients(
        _ outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, images: Int,
        weights: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>?,
        weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>,
        scratch base: UnsafeMutablePointer<Float>
    ) {
        let scratch = scratch(at: base)
        transformWeights(weights, kernels: kernels, into: scratch.weights)
        biasGradient.update(repeating: 0, count: outputChannels)
        forEachGroup(images) { first, count in
            forEachPlane(outputChannels, images: count) { channel, image, place in
                outputPlanes.split(
                    outputGradient + ((first + image) * outputChannels + channel) * outputPlanes.pixels,
                    into: scratch.output.base)
                transformOutputGradient(
                    scratch.output, into: scratch.outputTiles.advanced(by: place), count: tiles)
                // The sixth value of a tile is the sum of its four gradients.
                biasGradient[channel] += UnsafePointer(scratch.outputTiles[5] + place).laneSum(count: tiles) { $0 }
            }
            if let inputGradient {
                for number in 0..<16 {
                    multiply(
                        MatrixOperand(scratch.weights + number * kernels, stride: channels, transposed: true),
                        MatrixOperand(scratch.outputTiles[number], stride: count * tiles),
                        into: scratch.inputTiles[number], rows: channels, columns: count * tiles,
                        inner: outputChannels)
                    scratch.inputTiles[number][-1] = 0
                }
                forEachPlane(channels, images: count) { channel, image, place in
                    let (upper, lower) = (scratch.upperGradient, scratch.lowerGradient)
                    transformInputGradient(
                        scratch.inputTiles.advanced(by: place), upper: upper, lower: lower.advanced(by: tileColumns),
                        count: tiles)
                    // The row below the last tiles has no upper part.
                    for number in 0..<4 { (upper[number] + tiles).update(repeating: 0, count: Lanes.scalarCount) }
                    inputPlanes.merge(
                        upper.base, lower.base,
                        into: inputGradient + ((first + image) * channels + channel) * inputPlanes.pixels)
                }
            }
            transformInputs(input + first * channels * inputPlanes.pixels, images: count, scratch: scratch)
            for number in 0..<16 {
                multiply(
                    MatrixOperand(scratch.outputTiles[number], stride: count * tiles),
                    MatrixOperand(scratch.inputTiles[number], stride: count * tiles, transposed: true),
                    into: scratch.weightGradient + number * kernels, rows: outputChannels, columns: channels,
                    inner: count * tiles, keep: first == 0 ? 0 : 1)
            }
        }
        transformWeightGradient(scratch.weightGradient, kernels: kernels, into: weightGradient)
    }

    /// The tiles of the images of one group.
    private func transformInputs(_ input: UnsafePointer<Float>, images: Int, scratch: WinogradScratch) {
        forEachPlane(channels, images: images) { channel, image, place in
            inputPlanes.split(
                input + (image * channels + channel) * inputPlanes.pixels, into: scratch.input.base)
            transformInput(
                scratch.input, columns: tileColumns, into: scratch.inputTiles.advanced(by: place), count: tiles)
        }
    }

    /// Calls `body` with the first of the images that go into a product together, and their number.
    @inline(__always)
    private func forEachGroup(_ images: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
        var first = 0
        while first < images {
            let count = min(imagesAtOnce, images - first)
            body(first, count)
            first += count
        }
    }

    /// Calls `body` with each channel of each image and its place in the matrices of tiles, in ascending order, since what
    /// vectors write beyond one place belongs to the next.
    @inline(__always)
    private func forEachPlane(
        _ channels: Int, images: Int, _ body: (_ channel: Int, _ image: Int, _ place: Int) -> Void
    ) {
        for channel in 0..<channels {
            for image in 0..<images { body(channel, image, (channel * images + image) * tiles) }
        }
    }
}
