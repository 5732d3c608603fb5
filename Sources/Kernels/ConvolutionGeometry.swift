/// The sizes of a two-dimensional convolution of one image, and how its products read the image.
///
/// The image is laid out as planes, one for each channel and horizontal offset of the kernel (and, for few channels, each
/// vertical one): a plane holds the columns of the image that the offset meets, as wide as the output. Below each other,
/// the rows that one vertical offset needs are then contiguous: the convolution is a product of weights and planes for
/// each vertical offset, over a copy of the image `kernel` times as large where the usual one is `kernel²`. With a stride
/// s, rows whose numbers leave the same rest by s stand together.
public struct ConvolutionGeometry: Sendable, Hashable {
    public let channels: Int
    public let height: Int
    public let width: Int
    public let outputChannels: Int
    public let kernel: Int
    public let stride: Int
    public let padding: Int

    public let outputHeight: Int
    public let outputWidth: Int
    /// The vertical offsets that have planes of their own: all, or one.
    let innerOffsets: Int
    /// The groups of rows in a plane.
    let phases: Int
    /// The rows of a group.
    let phaseRows: Int

    /// The kernel must fit into the padded image; all sizes are positive, the padding not negative.
    public init(
        channels: Int, height: Int, width: Int, outputChannels: Int, kernel: Int, stride: Int, padding: Int
    ) {
        self.channels = channels
        self.height = height
        self.width = width
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        outputHeight = (height + 2 * padding - kernel) / stride + 1
        outputWidth = (width + 2 * padding - kernel) / stride + 1
        // A product over a handful of values costs more than the copies that it saves.
        innerOffsets = channels * kernel < 24 ? kernel : 1
        phases = innerOffsets == 1 ? stride : 1
        phaseRows = innerOffsets == 1 ? (height + 2 * padding + stride - 1) / stride : outputHeight
    }

    /// The values of one input image.
    public var inputCount: Int { channels * height * width }
    /// The values of one output channel.
    public var outputPixels: Int { outputHeight * outputWidth }
    /// The values of one output image.
    public var outputCount: Int { outputChannels * outputPixels }
    /// The values that each output is a weighted sum of.
    public var patchCount: Int { channels * kernel * kernel }
    /// The number of weights, `outputChannels × channels × kernel × kernel`.
    public var weightCount: Int { outputChannels * patchCount }
    /// The values that the kernels need as scratch memory.
    public var scratchCount: Int { winograd?.scratchCount ?? planesCount + weightCount }
    /// The size of the planes of one image.
    var planesCount: Int { innerCount * planeCount }

    /// Minimal filtering pays for small kernels met at every pixel, if there are channels enough to form products.
    var winograd: WinogradGeometry? {
        guard kernel == 3, stride == 1, channels >= 8, outputChannels >= 8 else { return nil }
        return WinogradGeometry(self)
    }

    /// The number of products: the vertical offsets without planes of their own.
    var products: Int { kernel / innerOffsets }
    /// The planes: what each product sums over.
    var innerCount: Int { channels * innerOffsets * kernel }
    var planeCount: Int { phases * phaseRows * outputWidth }
    /// Where in each plane the rows of a product begin.
    func planeOffset(product: Int) -> Int { ((product % stride) * phaseRows + product / stride) * outputWidth }
}

extension ConvolutionGeometry {
    /// Calls `body(plane position, image position, count)` for each stretch of a row, image pixels `stride` apart.
    @inline(__always)
    func forEachStretch(_ body: (_ plane: Int, _ image: Int, _ count: Int) -> Void) {
        var plane = 0
        for channel in 0..<channels {
            for vertical in 0..<innerOffsets {
                for horizontal in 0..<kernel {
                    let (firstColumn, endColumn) = inside(
                        shift: horizontal - padding, size: width, count: outputWidth)
                    for phase in 0..<phases where firstColumn < endColumn {
                        let shift = phase + vertical - padding
                        let (first, end) = inside(shift: shift, size: height, count: phaseRows)
                        var row = first
                        while row < end {
                            body(
                                plane + (phase * phaseRows + row) * outputWidth + firstColumn,
                                (channel * height + row * stride + shift) * width + firstColumn * stride + horizontal
                                    - padding,
                                endColumn - firstColumn)
                            row += 1
                        }
                    }
                    plane += planeCount
                }
            }
        }
    }

    /// The numbers n in `0..<count` for which `n · stride + shift` lies in `0..<size`.
    private func inside(shift: Int, size: Int, count: Int) -> (first: Int, end: Int) {
        let first = shift < 0 ? (stride - 1 - shift) / stride : 0
        let end = size > shift ? min(count, (size - 1 - shift) / stride + 1) : 0
        return (first, max(first, end))
    }
}
