/// Half a `Vector`: for loops that keep several at once, so that they stay in the registers of every processor.
typealias Lanes = SIMD8<Float>

extension UnsafePointer<Float> {
    /// The values from `index` on; beyond `count`, `filler`.
    @inline(__always)
    func lanes(at index: Int, count: Int, filler: Float = 0) -> Lanes {
        if index + Lanes.scalarCount <= count { return UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self) }
        var last = Lanes(repeating: filler)
        for lane in 0..<count - index { last[lane] = self[index + lane] }
        return last
    }

    /// Σ `body(element)` over `count` elements, in eight partial sums; `body` of the filler must be 0.
    @inline(__always)
    func laneSum(count: Int, filler: Float = 0, _ body: (Lanes) -> Lanes) -> Float {
        var sums = Lanes.zero
        var index = 0
        while index < count {
            sums += body(lanes(at: index, count: count, filler: filler))
            index += Lanes.scalarCount
        }
        return sums.sum()
    }
}
