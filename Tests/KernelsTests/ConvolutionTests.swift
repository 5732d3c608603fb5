import Kernels
import Testing

/// Convolutions and their derivatives against sums written out in double precision.
@Suite("Convolution")
struct ConvolutionTests {
    /// Sizes for minimal filtering: even and odd sides, padding, more and fewer images than go into a product; then sizes for
    /// products over planes: few channels, another kernel, a stride.
    static let geometries: [(geometry: ConvolutionGeometry, images: Int)] = [
        (
            ConvolutionGeometry(
                channels: 16, height: 12, width: 12, outputChannels: 8, kernel: 3, stride: 1, padding: 0), 5
        ),
        (
            ConvolutionGeometry(channels: 8, height: 9, width: 7, outputChannels: 11, kernel: 3, stride: 1, padding: 0),
            20
        ),
        (
            ConvolutionGeometry(
                channels: 9, height: 8, width: 13, outputChannels: 16, kernel: 3, stride: 1, padding: 1), 7
        ),
        (
            ConvolutionGeometry(
                channels: 8, height: 30, width: 31, outputChannels: 8, kernel: 3, stride: 1, padding: 2), 2
        ),
        (
            ConvolutionGeometry(channels: 8, height: 3, width: 3, outputChannels: 8, kernel: 3, stride: 1, padding: 0),
            40
        ),
        (ConvolutionGeometry(channels: 8, height: 1, width: 2, outputChannels: 8, kernel: 3, stride: 1, padding: 3), 3),
        (ConvolutionGeometry(channels: 2, height: 9, width: 7, outputChannels: 8, kernel: 3, stride: 1, padding: 1), 4),
        (ConvolutionGeometry(channels: 9, height: 9, width: 7, outputChannels: 8, kernel: 5, stride: 2, padding: 2), 3),
    ]

    @Test("is the sum over channels and kernel, image by image", arguments: geometries)
    func forward(geometry: ConvolutionGeometry, images: Int) {
        let data = Data(geometry, images: images)
        var output = [Float](repeating: .nan, count: images * geometry.outputCount)
        var finished: [Int] = []
        data.withScratch { scratch in
            output.withUnsafeMutableBufferPointer { output in
                convolve(
                    data.input, images: images, weights: data.weights, geometry: geometry, output: output.baseAddress!,
                    scratch: scratch
                ) { image in
                    finished.append(image - output.baseAddress!)
                }
            }
        }
        #expect(finished == (0..<images).map { $0 * geometry.outputCount })
        var expected = [Double](repeating: 0, count: output.count)
        geometry.forEachTerm(images: images) { image, weight, result in
            expected[result] += Double(data.input[image]) * Double(data.weights[weight])
        }
        expectClose(output, expected)
    }

    @Test("has the derivatives that the chain rule gives", arguments: geometries, [true, false])
    func backward(_ sizes: (geometry: ConvolutionGeometry, images: Int), wantsInput: Bool) {
        let (geometry, images) = sizes
        let data = Data(geometry, images: images)
        var input = [Float](repeating: .nan, count: images * geometry.inputCount)
        var weights = [Float](repeating: .nan, count: geometry.weightCount)
        var biases = [Float](repeating: .nan, count: geometry.outputChannels)
        data.withScratch { scratch in
            input.withUnsafeMutableBufferPointer { input in
                convolutionGradients(
                    data.outputGradient, input: data.input, images: images, weights: data.weights, geometry: geometry,
                    inputGradient: wantsInput ? input.baseAddress : nil, weightGradient: &weights,
                    biasGradient: &biases, scratch: scratch)
            }
        }
        var expectedInput = [Double](repeating: 0, count: input.count)
        var expectedWeights = [Double](repeating: 0, count: weights.count)
        geometry.forEachTerm(images: images) { image, weight, result in
            let gradient = Double(data.outputGradient[result])
            expectedInput[image] += gradient * Double(data.weights[weight])
            expectedWeights[weight] += gradient * Double(data.input[image])
        }
        var expectedBiases = [Double](repeating: 0, count: biases.count)
        for (place, gradient) in data.outputGradient.enumerated() {
            expectedBiases[place / geometry.outputPixels % geometry.outputChannels] += Double(gradient)
        }
        expectClose(weights, expectedWeights)
        expectClose(biases, expectedBiases)
        if wantsInput { expectClose(input, expectedInput) } else { #expect(input.filter(\.isNaN).count == input.count) }
    }

    /// The errors are small beside the largest value.
    private func expectClose(_ values: [Float], _ expected: [Double]) {
        let largest = expected.reduce(0) { max($0, abs($1)) }
        let worst = zip(values, expected).reduce(0) { worst, pair in
            let error = abs(Double(pair.0) - pair.1)
            return error.isNaN ? .infinity : max(worst, error)
        }
        #expect(worst <= 3e-6 * largest)
    }
}

/// Values for a convolution, and scratch memory that holds no number at first.
private struct Data {
    let input: [Float]
    let weights: [Float]
    let outputGradient: [Float]
    private let scratchCount: Int

    init(_ geometry: ConvolutionGeometry, images: Int) {
        var state: UInt32 = 1
        func values(_ count: Int) -> [Float] {
            (0..<count).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return Float(state >> 8) / Float(1 << 23) - 1
            }
        }
        input = values(images * geometry.inputCount)
        weights = values(geometry.weightCount)
        outputGradient = values(images * geometry.outputCount)
        scratchCount = geometry.scratchCount
    }

    /// Fails if anything is written around the scratch memory.
    func withScratch(_ body: (UnsafeMutablePointer<Float>) -> Void) {
        let margin = 64
        var memory = [Float](repeating: .nan, count: scratchCount + 2 * margin)
        for place in 0..<margin { (memory[place], memory[margin + scratchCount + place]) = (7, 7) }
        memory.withUnsafeMutableBufferPointer { body($0.baseAddress! + margin) }
        let around = memory.prefix(margin) + memory.suffix(margin)
        #expect(around == ArraySlice(repeating: 7, count: 2 * margin))
    }
}

extension ConvolutionGeometry {
    /// Calls `body` with the places of an input, a weight and the output to which their product belongs.
    fileprivate func forEachTerm(images: Int, _ body: (_ input: Int, _ weight: Int, _ output: Int) -> Void) {
        for image in 0..<images {
            for output in 0..<outputChannels {
                for (row, column) in pairs(outputHeight, outputWidth) {
                    let result = ((image * outputChannels + output) * outputHeight + row) * outputWidth + column
                    for channel in 0..<channels {
                        for (vertical, horizontal) in pairs(kernel, kernel) {
                            let (y, x) = (row * stride + vertical - padding, column * stride + horizontal - padding)
                            guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
                            body(
                                ((image * channels + channel) * height + y) * width + x,
                                ((output * channels + channel) * kernel + vertical) * kernel + horizontal, result)
                        }
                    }
                }
            }
        }
    }

    private func pairs(_ rows: Int, _ columns: Int) -> [(Int, Int)] {
        (0..<rows).flatMap { row in (0..<columns).map { (row, $0) } }
    }
}
