/// eˣ in each lane, within 2 units in the last place for −87 ≤ x ≤ 88; 0 below, about 1.65e38 above, NaN for NaN.
///
/// After S. L. Moshier's Cephes (`expf`): x = n ln 2 + r with |r| ≤ ½ ln 2, a polynomial of degree 6 in r, n added to the
/// exponent. Written without fused operations, so that its bits are the same on every processor and C library.
@inline(__always)
func exponential(_ argument: Vector) -> Vector {
    let tooLow = argument .< -87
    let clamped = argument.replacing(with: 88, where: argument .> 88).replacing(with: -87, where: tooLow)
    // Adding 1.5 · 2²³ rounds to an integer, which then stands in the low bits.
    let shifted = clamped * 1.442_695_04 + 12_582_912
    let whole = shifted - 12_582_912
    let rest = (clamped - whole * 0.693_359_375) + whole * 2.121_944_4e-4
    var polynomial = rest * 1.987_569_15e-4 + 1.398_199_95e-3
    polynomial = polynomial * rest + 8.333_451_9e-3
    polynomial = polynomial * rest + 4.166_579_6e-2
    polynomial = polynomial * rest + 1.666_666_55e-1
    polynomial = polynomial * rest + 0.5
    polynomial = polynomial * (rest * rest) + rest + 1
    let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    let scaled = unsafeBitCast(unsafeBitCast(polynomial, to: SIMD16<UInt32>.self) &+ exponent, to: Vector.self)
    return scaled.replacing(with: 0, where: tooLow).replacing(with: argument, where: argument .!= argument)
}

/// tanh x in each lane, within 2 units in the last place (Cephes, `tanhf`).
@inline(__always)
func hyperbolicTangent(_ argument: Vector) -> Vector {
    let square = argument * argument
    var polynomial = square * -5.704_988_7e-3 + 2.063_908_9e-2
    polynomial = polynomial * square - 5.373_971_6e-2
    polynomial = polynomial * square + 1.333_144_2e-1
    polynomial = polynomial * square - 3.333_328_2e-1
    let small = polynomial * square * argument + argument
    let size = argument.replacing(with: -argument, where: argument .< 0)
    let large = 1 - 2 / (exponential(size + size) + 1)
    return small.replacing(with: large.replacing(with: -large, where: argument .< 0), where: size .>= 0.625)
}

/// Replaces each of `count` values x by eˣ.
public func exponentials(_ values: UnsafeMutablePointer<Float>, count: Int) {
    values.replaceEach(count: count) { exponential($0) }
}
