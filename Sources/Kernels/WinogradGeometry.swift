/// The sizes of a convolution by minimal filtering (Winograd.swift), and what lies where in its scratch memory.
struct WinogradGeometry: Sendable, Hashable {
    let channels: Int
    let outputChannels: Int
    /// Rows of tiles of 2×2 outputs.
    let tileRows: Int
    /// Columns of tiles, and one more whose tiles are no part of the image: so each tile's right neighbour is the next one.
    let tileColumns: Int
    /// How many images go into a product.
    let imagesAtOnce: Int
    let inputPlanes: ParityPlanes
    let outputPlanes: ParityPlanes

    /// The kernel is 3×3, the stride 1.
    init(_ convolution: ConvolutionGeometry) {
        channels = convolution.channels
        outputChannels = convolution.outputChannels
        tileRows = (convolution.outputHeight + 1) / 2
        tileColumns = (convolution.outputWidth + 1) / 2 + 1
        imagesAtOnce = max(1, 128 / (tileRows * tileColumns))
        // A row more than there are of tiles, and what vectors reach beyond.
        let distance = (tileRows + 1) * tileColumns + 2 * Lanes.scalarCount
        inputPlanes = ParityPlanes(
            height: convolution.height, width: convolution.width, padding: convolution.padding, columns: tileColumns,
            distance: distance)
        outputPlanes = ParityPlanes(
            height: convolution.outputHeight, width: convolution.outputWidth, padding: 0, columns: tileColumns,
            distance: distance)
    }

    /// The tiles of one image, with those that are no part of it.
    var tiles: Int { tileRows * tileColumns }
    /// The pairs of an input and an output channel.
    var kernels: Int { channels * outputChannels }

    private func tileCount(channels: Int) -> Int { channels * imagesAtOnce * tiles + 2 * Lanes.scalarCount }
    /// Four planes.
    private var planesCount: Int { 4 * inputPlanes.distance }

    var scratchCount: Int {
        16 * (2 * kernels + tileCount(channels: channels) + tileCount(channels: outputChannels)) + 4 * planesCount
    }

    func scratch(at base: UnsafeMutablePointer<Float>) -> WinogradScratch {
        // What lies outside an image is never written again.
        base.update(repeating: 0, count: 4 * planesCount)
        let planes = TileArrays(base: base, distance: inputPlanes.distance)
        let weights = base + 4 * planesCount
        let tiles = weights + 2 * 16 * kernels
        let (inputDistance, outputDistance) = (tileCount(channels: channels), tileCount(channels: outputChannels))
        return WinogradScratch(
            input: planes, output: planes.advanced(by: planesCount),
            upperGradient: planes.advanced(by: 2 * planesCount), lowerGradient: planes.advanced(by: 3 * planesCount),
            weights: weights, weightGradient: weights + 16 * kernels,
            // The first tile's left neighbour is read.
            inputTiles: TileArrays(base: tiles + Lanes.scalarCount, distance: inputDistance),
            outputTiles: TileArrays(base: tiles + 16 * inputDistance, distance: outputDistance))
    }
}

/// The parts of the scratch memory.
struct WinogradScratch {
    // Four planes each, of one image and channel.
    let input: TileArrays
    let output: TileArrays
    let upperGradient: TileArrays
    let lowerGradient: TileArrays
    /// Sixteen matrices `outputChannels × channels`.
    let weights: UnsafeMutablePointer<Float>
    let weightGradient: UnsafeMutablePointer<Float>
    /// Sixteen matrices `channels × (images × tiles)`.
    let inputTiles: TileArrays
    /// Sixteen matrices `outputChannels × (images × tiles)`.
    let outputTiles: TileArrays
}
