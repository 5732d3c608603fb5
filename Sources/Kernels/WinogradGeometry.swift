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
        // A row more than there are of tiles, a row of zeros before and after it, and what vectors reach beyond.
        let distance = (tileRows + 3) * tileColumns + 2 * Lanes.scalarCount
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
    private var workCount: Int { 12 * inputPlanes.distance }

    var scratchCount: Int {
        16 * (2 * kernels + tileCount(channels: channels) + tileCount(channels: outputChannels)) + 3 * workCount
    }

    func scratch(at base: UnsafeMutablePointer<Float>) -> WinogradScratch {
        let works = base
        // What lies outside an image is never written again.
        works.update(repeating: 0, count: 3 * workCount)
        let weights = works + 3 * workCount
        let tiles = weights + 2 * 16 * kernels
        let (inputDistance, outputDistance) = (tileCount(channels: channels), tileCount(channels: outputChannels))
        return WinogradScratch(
            input: work(works), output: work(works + workCount), inputGradient: work(works + 2 * workCount),
            weights: weights, weightGradient: weights + 16 * kernels,
            // The first tile's left neighbour is read.
            inputTiles: TileArrays(base: tiles + Lanes.scalarCount, distance: inputDistance),
            outputTiles: TileArrays(base: tiles + 16 * inputDistance, distance: outputDistance))
    }

    private func work(_ base: UnsafeMutablePointer<Float>) -> PlaneWork {
        let distance = inputPlanes.distance
        return PlaneWork(
            planes: TileArrays(base: base, distance: distance),
            halves: TileArrays(base: base + 4 * distance + tileColumns, distance: distance))
    }
}

/// What one image of one channel passes through between its pixels and its tiles.
struct PlaneWork {
    /// Four planes by the parities of rows and columns.
    let planes: TileArrays
    /// Eight arrays that are transformed vertically and not yet, or no more, horizontally: the two parities of the columns
    /// for each of the four transformed values. A row of zeros lies before each.
    let halves: TileArrays
}

struct WinogradScratch {
    let input: PlaneWork
    let output: PlaneWork
    let inputGradient: PlaneWork
    /// Sixteen matrices `outputChannels × channels`.
    let weights: UnsafeMutablePointer<Float>
    let weightGradient: UnsafeMutablePointer<Float>
    /// Sixteen matrices `channels × (images × tiles)`.
    let inputTiles: TileArrays
    /// Sixteen matrices `outputChannels × (images × tiles)`.
    let outputTiles: TileArrays
}
