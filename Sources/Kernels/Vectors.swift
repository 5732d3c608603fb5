/// The width of the explicit vector loops: four SSE registers, one AVX-512 register.
typealias Vector = SIMD16<Float>

extension UnsafePointer<Float> {
    /// The vector at `index`, which needs no alignment.
    @inline(__always)
    func vector(at index: Int) -> Vector {
        UnsafeRawPointer(self + index).loadUnaligned(as: Vector.self)
    }
}

extension UnsafeMutablePointer<Float> {
    /// The vector at `index`, which needs no alignment.
    @inline(__always)
    func vector(at index: Int) -> Vector {
        UnsafeRawPointer(self + index).loadUnaligned(as: Vector.self)
    }

    @inline(__always)
    func store(_ vector: Vector, at index: Int) {
        UnsafeMutableRawPointer(self + index).storeBytes(of: vector, as: Vector.self)
    }

    /// Replaces each of `count` elements by `body` of it. The last, incomplete vector is filled up with zeros, so that
    /// an element's value does not depend on where it stands.
    @inline(__always)
    func replaceEach(count: Int, _ body: (Vector) -> Vector) {
        var index = 0
        while index + Vector.scalarCount <= count {
            store(body(vector(at: index)), at: index)
            index += Vector.scalarCount
        }
        guard index < count else { return }
        var last = Vector.zero
        for lane in 0..<(count - index) { last[lane] = self[index + lane] }
        last = body(last)
        for lane in 0..<(count - index) { self[index + lane] = last[lane] }
    }
}
