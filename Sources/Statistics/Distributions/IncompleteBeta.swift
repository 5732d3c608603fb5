/// The regularized incomplete beta function I_x(a, b), for a, b > 0 and 0 ≤ x ≤ 1.
///
/// By its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22, <https://dlmf.nist.gov/8.17.E22>),
/// evaluated by Lentz's method as W. J. Thompson and A. R. Barnett modified it (Journal of Computational Physics 64, 1986).
/// - Parameter complement: 1 − x, apart from it since x may be too near to 1.
func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    // The fraction converges fast up to the mean only; beyond it the other tail is computed.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(complement, complement: x, b, a) }
    let front = BinomialProbability.mass(a, of: a + b, p: x, q: complement) * b / (a + b)
    return front * continuedFraction(x, a, b)
}

private func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    var fraction = d
    // The number of terms grows with the square root of the greater parameter.
    for step in 1...100_000 {
        let m = Double(step)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / nonzero(1 + even * d)
        c = nonzero(1 + even / c)
        fraction *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / nonzero(1 + odd * d)
        c = nonzero(1 + odd / c)
        let factor = d * c
        fraction *= factor
        if abs(factor - 1) <= 4 * .ulpOfOne { break }
    }
    return fraction
}
