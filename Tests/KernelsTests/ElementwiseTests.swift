import Foundation
import Kernels
import Testing

@Suite("Elementwise functions")
struct ElementwiseTests {
    /// Arguments over the whole range, dense near 0.
    static let arguments: [Float] = (-880...880).map { Float($0) * 0.1 } + (-640...640).map { Float($0) / 512 }

    /// The largest relative error of `values` against `expected` at the same places.
    static func largestError(_ values: [Float], _ expected: [Double]) -> Double {
        zip(values, expected).map { abs(Double($0) - $1) / max(abs($1), 1e-37) }.max() ?? .infinity
    }

    @Test("exponentials are right to two units in the last place")
    func exponentialAccuracy() {
        var values = Self.arguments.filter { $0 >= -87 && $0 <= 88 }
        let expected = values.map { exp(Double($0)) }
        exponentials(&values, count: values.count)
        #expect(Self.largestError(values, expected) < 2.4e-7)
    }

    @Test("exponentials saturate without overflow, and NaN stays NaN")
    func exponentialLimits() {
        var values: [Float] = [-.infinity, -200, -87.1, 0, 89, .infinity, .nan]
        exponentials(&values, count: values.count)
        #expect(Array(values[0...3]) == [0, 0, 0, 1])
        #expect(values[4].isFinite && values[4] > 1e38)
        #expect(values[5].isFinite)
        #expect(values[6].isNaN)
    }

    @Test("an exponential does not depend on its place in the array")
    func exponentialPlaces() {
        var values = [Float](repeating: 0.3, count: 37)
        exponentials(&values, count: values.count)
        #expect(Set(values).count == 1)
    }

    @Test("hyperbolic tangents are right to two units in the last place, around 0 as well")
    func hyperbolicTangentAccuracy() {
        var values = Self.arguments
        let expected = values.map { tanh(Double($0)) }
        hyperbolicTangent(&values, count: values.count)
        #expect(Self.largestError(values, expected) < 2.4e-7)
    }

    @Test("sigmoids are right, 0 and 1 far out")
    func sigmoidAccuracy() {
        var values = Self.arguments.filter { $0 > -80 }
        let expected = values.map { 1 / (1 + exp(-Double($0))) }
        sigmoid(&values, count: values.count)
        #expect(Self.largestError(values, expected) < 3e-7)
        var extremes: [Float] = [-1000, 1000, .nan]
        sigmoid(&extremes, count: 3)
        #expect(extremes[0] < 1e-38)
        #expect(extremes[1] == 1)
        #expect(extremes[2].isNaN)
    }

    @Test("rectifying keeps NaN, so that divergence shows")
    func rectification() {
        var values: [Float] = [-1, 0, 2, .nan]
        rectify(&values, count: 4)
        #expect(Array(values[0...2]) == [0, 0, 2])
        #expect(values[3].isNaN)
        var matrix: [Float] = [-1, 1, -5, .nan]
        addBiasAndRectify([0.5, 1], to: &matrix, rows: 2, columns: 2)
        #expect(Array(matrix[0...2]) == [0, 2, 0])
        #expect(matrix[3].isNaN)
    }

    @Test("derivatives follow from the outputs")
    func derivatives() {
        var gradient: [Float] = [2, 2, 2]
        rectifyBackward(&gradient, output: [0, 1, 3], count: 3)
        #expect(gradient == [0, 2, 2])
        gradient = [2, 2, 2]
        sigmoidBackward(&gradient, output: [0, 0.5, 0.25], count: 3)
        #expect(gradient == [0, 0.5, 0.375])
        gradient = [2, 2, 2]
        hyperbolicTangentBackward(&gradient, output: [0, 0.5, 1], count: 3)
        #expect(gradient == [2, 1.5, 0])
    }

    @Test("a combination that keeps nothing does not read what was there")
    func combination() {
        var destination: [Float] = [.nan, .nan]
        combine([1, 2], scale: 3, into: &destination, keep: 0, count: 2)
        #expect(destination == [3, 6])
        combine([1, 2], scale: -1, into: &destination, keep: 0.5, count: 2)
        #expect(destination == [0.5, 1])
    }
}
