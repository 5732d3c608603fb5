// The transforms of minimal filtering over arrays that hold one value for each tile: a tile covers the rows and columns
// 2j … 2j + 3 of an image, so that with the pixels of even and odd rows and columns in planes of their own
// (ParityPlanes.swift), every step is a sum of a few arrays.
//
// All loops go over whole vectors: up to `Lanes.scalarCount − 1` values beyond `count` are read and written.

/// Arrays of equal size at one distance.
struct TileArrays {
    let base: UnsafeMutablePointer<Float>
    let distance: Int

    /// The array with a number.
    @inline(__always)
    subscript(number: Int) -> UnsafeMutablePointer<Float> { base + number * distance }

    /// The arrays from their element `place` on.
    func advanced(by place: Int) -> TileArrays { TileArrays(base: base + place, distance: distance) }

    /// Of four arrays from number `first` on, what lies at a place.
    @inline(__always)
    fileprivate func four(_ first: Int, at place: Int) -> Four {
        (lanes(first, place), lanes(first + 1, place), lanes(first + 2, place), lanes(first + 3, place))
    }

    @inline(__always)
    fileprivate func lanes(_ number: Int, _ place: Int) -> Lanes {
        UnsafeRawPointer(self[number] + place).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    fileprivate func store(_ lanes: Lanes, _ number: Int, _ place: Int) {
        UnsafeMutableRawPointer(self[number] + place).storeBytes(of: lanes, as: Lanes.self)
    }

    @inline(__always)
    fileprivate func store(_ four: Four, _ first: Int, _ place: Int) {
        store(four.0, first, place)
        store(four.1, first + 1, place)
        store(four.2, first + 2, place)
        store(four.3, first + 3, place)
    }
}

private typealias Four = (Lanes, Lanes, Lanes, Lanes)

/// Bᵀ: the four values of a tile from its four positions.
@inline(__always)
private func transformInput(_ line: Four) -> Four {
    (line.0 - line.2, line.1 + line.2, line.2 - line.1, line.1 - line.3)
}

/// Aᵀ: the two outputs of a tile from its four values.
@inline(__always)
private func transformOutput(_ tile: Four) -> (Lanes, Lanes) {
    (tile.0 + tile.1 + tile.2, tile.1 - tile.2 - tile.3)
}

/// A: the gradients by a tile's four values from those by its two outputs.
@inline(__always)
private func transformOutputGradient(_ even: Lanes, _ odd: Lanes) -> Four { (even, even + odd, even - odd, -odd) }

/// Bᵀ d B of each tile, from four planes whose rows are `columns` apart.
func transformInput(_ planes: TileArrays, columns: Int, into tiles: TileArrays, count: Int) {
    @inline(__always)
    func column(_ parity: Int, at place: Int) -> Four {
        transformInput(
            (
                planes.lanes(parity, place), planes.lanes(2 + parity, place),
                planes.lanes(parity, place + columns), planes.lanes(2 + parity, place + columns)
            ))
    }
    var tile = 0
    while tile < count {
        let (a, b, c, d) = (column(0, at: tile), column(1, at: tile), column(0, at: tile + 1), column(1, at: tile + 1))
        tiles.store(transformInput((a.0, b.0, c.0, d.0)), 0, tile)
        tiles.store(transformInput((a.1, b.1, c.1, d.1)), 4, tile)
        tiles.store(transformInput((a.2, b.2, c.2, d.2)), 8, tile)
        tiles.store(transformInput((a.3, b.3, c.3, d.3)), 12, tile)
        tile += Lanes.scalarCount
    }
}

/// The transpose, B v Bᵀ: what the tiles add to the pixels of their upper two rows, and of their lower two. A pixel's
/// columns belong to a tile and its left neighbour; before the first, one more is read.
func transformInputGradient(_ tiles: TileArrays, upper: TileArrays, lower: TileArrays, count: Int) {
    /// The even and the odd pixels of a row.
    @inline(__always)
    func row(_ number: Int, _ tile: Int) -> (even: Lanes, odd: Lanes) {
        let (here, left) = (tiles.four(4 * number, at: tile), tiles.four(4 * number, at: tile - 1))
        return (here.0 + (left.1 + left.2 - left.0), here.1 - here.2 + here.3 - left.3)
    }
    var tile = 0
    while tile < count {
        let (a, b, c, d) = (row(0, tile), row(1, tile), row(2, tile), row(3, tile))
        upper.store((a.even, a.odd, b.even - c.even + d.even, b.odd - c.odd + d.odd), 0, tile)
        lower.store((b.even + c.even - a.even, b.odd + c.odd - a.odd, -d.even, -d.odd), 0, tile)
        tile += Lanes.scalarCount
    }
}

/// Aᵀ m A: the outputs of each tile, as four planes.
func transformOutput(_ tiles: TileArrays, into planes: TileArrays, count: Int) {
    var tile = 0
    while tile < count {
        let a = transformOutput(tiles.four(0, at: tile))
        let b = transformOutput(tiles.four(4, at: tile))
        let c = transformOutput(tiles.four(8, at: tile))
        let d = transformOutput(tiles.four(12, at: tile))
        let (even, odd) = (transformOutput((a.0, b.0, c.0, d.0)), transformOutput((a.1, b.1, c.1, d.1)))
        planes.store((even.0, odd.0, even.1, odd.1), 0, tile)
        tile += Lanes.scalarCount
    }
}

/// The transpose, A g Aᵀ.
func transformOutputGradient(_ planes: TileArrays, into tiles: TileArrays, count: Int) {
    var tile = 0
    while tile < count {
        let gradient = planes.four(0, at: tile)
        let even = transformOutputGradient(gradient.0, gradient.2)
        let odd = transformOutputGradient(gradient.1, gradient.3)
        tiles.store(transformOutputGradient(even.0, odd.0), 0, tile)
        tiles.store(transformOutputGradient(even.1, odd.1), 4, tile)
        tiles.store(transformOutputGradient(even.2, odd.2), 8, tile)
        tiles.store(transformOutputGradient(even.3, odd.3), 12, tile)
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
