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

extension UnsafePointer<Float> {
    /// Σ `body(element)` over `count` elements, in sixteen partial sums.
    @inline(__always)
    func sum(count: Int, _ body: (Vector) -> Vector) -> Float {
        var partial = Vector.zero
        var index = 0
        while index + Vector.scalarCount <= count {
            partial += body(vector(at: index))
            index += Vector.scalarCount
        }
        if index < count {
            var last = Vector.zero
            for lane in 0..<(count - index) { last[lane] = self[index + lane] }
            last = body(last)
            for lane in 0..<(count - index) { partial[lane] += last[lane] }
        }
        return partial.sum()
    }

    /// Σ `body(element, other's element)` over `count` elements, in sixteen partial sums.
    @inline(__always)
    func sum(with other: UnsafePointer<Float>, count: Int, _ body: (Vector, Vector) -> Vector) -> Float {
        var partial = Vector.zero
        var index = 0
        while index + Vector.scalarCount <= count {
            partial += body(vector(at: index), other.vector(at: index))
            index += Vector.scalarCount
        }
        if index < count {
            var (last, otherLast) = (Vector.zero, Vector.zero)
            for lane in 0..<(count - index) {
                last[lane] = self[index + lane]
                otherLast[lane] = other[index + lane]
            }
            last = body(last, otherLast)
            for lane in 0..<(count - index) { partial[lane] += last[lane] }
        }
        return partial.sum()
    }
}
