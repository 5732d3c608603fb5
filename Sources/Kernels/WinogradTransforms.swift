// The four transforms of minimal filtering, one dimension at a time, over arrays that hold one value for each tile.
//
// Tile j covers the positions 2j … 2j + 3 of a line, so that with even and odd positions in arrays of their own, each
// step is a sum of a few arrays. All loops go over whole vectors: up to `Lanes.scalarCount − 1` values beyond `count` are
// read and written.

typealias Lanes = SIMD8<Float>

extension UnsafeMutablePointer<Float> {
    @inline(__always)
    fileprivate func store(_ lanes: Lanes, _ index: Int) {
        UnsafeMutableRawPointer(self + index).storeBytes(of: lanes, as: Lanes.self)
    }
}

/// Arrays of equal size at one distance: the even and the odd positions of a line, or the transformed values of tiles.
struct TileArrays {
    let base: UnsafeMutablePointer<Float>
    let distance: Int

    /// The array with a number.
    @inline(__always)
    subscript(number: Int) -> UnsafeMutablePointer<Float> { base + number * distance }

    @inline(__always)
    fileprivate func lanes(_ number: Int, _ index: Int) -> Lanes {
        UnsafeRawPointer(self[number] + index).loadUnaligned(as: Lanes.self)
    }

    /// Every `count`th array, from the one with number `first`.
    func every(_ count: Int, from first: Int) -> TileArrays {
        TileArrays(base: self[first], distance: count * distance)
    }

    /// The arrays from their element `place` on.
    func advanced(by place: Int) -> TileArrays { TileArrays(base: base + place, distance: distance) }
}

/// Bᵀ: the four values of a tile from its four positions; `step` is the distance to the next tile.
@inline(__always)
func transformInput(_ line: TileArrays, step: Int, into result: TileArrays, count: Int) {
    var tile = 0
    while tile < count {
        let (first, second) = (line.lanes(0, tile), line.lanes(1, tile))
        let (third, fourth) = (line.lanes(0, tile + step), line.lanes(1, tile + step))
        result[0].store(first - third, tile)
        result[1].store(second + third, tile)
        result[2].store(third - second, tile)
        result[3].store(second - fourth, tile)
        tile += Lanes.scalarCount
    }
}

/// B: what the four values of each tile add to the positions; the values at `−step ..< 0` are read.
@inline(__always)
func addTransposedInput(_ tiles: TileArrays, step: Int, into line: TileArrays, count: Int) {
    var tile = 0
    while tile < count {
        let before = tile - step
        let third = tiles.lanes(1, before) + tiles.lanes(2, before) - tiles.lanes(0, before)
        line[0].store(tiles.lanes(0, tile) + third, tile)
        let second = tiles.lanes(1, tile) - tiles.lanes(2, tile) + tiles.lanes(3, tile)
        line[1].store(second - tiles.lanes(3, before), tile)
        tile += Lanes.scalarCount
    }
}

/// Aᵀ: the two outputs of a tile from its four products.
@inline(__always)
func transformOutput(_ tiles: TileArrays, into line: TileArrays, count: Int) {
    var tile = 0
    while tile < count {
        let (second, third) = (tiles.lanes(1, tile), tiles.lanes(2, tile))
        line[0].store(tiles.lanes(0, tile) + second + third, tile)
        line[1].store(second - third - tiles.lanes(3, tile), tile)
        tile += Lanes.scalarCount
    }
}

/// A: the gradients by a tile's four products from those by its two outputs.
@inline(__always)
func transformOutputGradient(_ line: TileArrays, into tiles: TileArrays, count: Int) {
    var tile = 0
    while tile < count {
        let (first, second) = (line.lanes(0, tile), line.lanes(1, tile))
        tiles[0].store(first, tile)
        tiles[1].store(first + second, tile)
        tiles[2].store(first - second, tile)
        tiles[3].store(-second, tile)
        tile += Lanes.scalarCount
    }
}

/// `G w Gᵀ` of each 3×3 kernel: value v of kernel k goes to `result[v · kernels + k]`.
func transformWeights(_ weights: UnsafePointer<Float>, kernels: Int, into result: UnsafeMutablePointer<Float>) {
    for kernel in 0..<kernels {
        let source = weights + kernel * 9
        func column(_ number: Int) -> SIMD4<Float> {
            expand(source[number], source[3 + number], source[6 + number])
        }
        let columns = (column(0), column(1), column(2))
        for row in 0..<4 {
            let values = expand(columns.0[row], columns.1[row], columns.2[row])
            for column in 0..<4 { result[(row * 4 + column) * kernels + kernel] = values[column] }
        }
    }
}

/// `Gᵀ u G`, the transpose of `transformWeights`: the gradient of each 3×3 kernel.
func transformWeightGradient(
    _ transformed: UnsafePointer<Float>, kernels: Int, into result: UnsafeMutablePointer<Float>
) {
    for kernel in 0..<kernels {
        func row(_ number: Int) -> SIMD3<Float> {
            let first = transformed + number * 4 * kernels + kernel
            return contract(first[0], first[kernels], first[2 * kernels], first[3 * kernels])
        }
        let rows = (row(0), row(1), row(2), row(3))
        for column in 0..<3 {
            let values = contract(rows.0[column], rows.1[column], rows.2[column], rows.3[column])
            for row in 0..<3 { result[kernel * 9 + row * 3 + column] = values[row] }
        }
    }
}

/// G: four values of three weights.
@inline(__always)
private func expand(_ first: Float, _ second: Float, _ third: Float) -> SIMD4<Float> {
    let (outer, inner) = ((first + third) * 0.5, second * 0.5)
    return SIMD4(first, outer + inner, outer - inner, third)
}

/// Gᵀ: the gradients by three weights of those by the four values.
@inline(__always)
private func contract(_ first: Float, _ second: Float, _ third: Float, _ fourth: Float) -> SIMD3<Float> {
    let (sum, difference) = ((second + third) * 0.5, (second - third) * 0.5)
    return SIMD3(first + sum, difference, sum + fourth)
}
