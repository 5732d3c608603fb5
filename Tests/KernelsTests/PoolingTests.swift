import Kernels
import Testing

@Suite("Pooling")
struct PoolingTests {
    /// The largest value of each window of a 4×4 image, and where it stood.
    static func pool(_ values: [Float], size: Int) -> (values: [Float], positions: [Int32]) {
        let geometry = PoolingGeometry(height: 4, width: 4, size: size, stride: size)
        var output = [Float](repeating: 0, count: geometry.outputCount)
        var positions = [Int32](repeating: 0, count: geometry.outputCount)
        poolMaximum(values, planes: 1, geometry: geometry, output: &output, positions: &positions)
        return (output, positions)
    }

    @Test("the first of equal values counts, and a NaN is larger than every number", arguments: [2, 4])
    func ties(size: Int) {
        var values = [Float](repeating: 1, count: 16)
        #expect(Self.pool(values, size: size).positions == (size == 2 ? [0, 2, 8, 10] : [0]))
        values[5] = 2
        #expect(Self.pool(values, size: size).positions[0] == 5)
        #expect(Self.pool(values, size: size).values[0] == 2)
        for place in [0, 1, 4, 5] {
            var broken = values
            broken[place] = .nan
            #expect(Self.pool(broken, size: size).values[0].isNaN)
            #expect(Self.pool(broken, size: size).positions[0] == Int32(place))
        }
    }

    @Test("windows of 2×2 side by side are pooled like any others", arguments: [8, 9, 13, 26])
    func pairs(width: Int) {
        let geometry = PoolingGeometry(height: 5, width: width, size: 2, stride: 2)
        var state: UInt32 = 1
        // Few different values, so that many are equal, and now and then none that is a number.
        let input = (0..<3 * geometry.inputCount).map { _ -> Float in
            state = state &* 1_664_525 &+ 1_013_904_223
            let value = Int(state >> 24) % 7
            return value == 6 ? .nan : Float(value - 3)
        }
        var output = [Float](repeating: 0, count: 3 * geometry.outputCount)
        var positions = [Int32](repeating: -1, count: output.count)
        poolMaximum(input, planes: 3, geometry: geometry, output: &output, positions: &positions)
        var alone = [Float](repeating: 0, count: output.count)
        poolMaximum(input, planes: 3, geometry: geometry, output: &alone, positions: nil)
        for place in output.indices {
            let (plane, window) = place.quotientAndRemainder(dividingBy: geometry.outputCount)
            let (row, column) = window.quotientAndRemainder(dividingBy: geometry.outputWidth)
            let corner = 2 * row * width + 2 * column
            let pixels = [corner, corner + 1, corner + width, corner + width + 1]
            let values = pixels.map { input[plane * geometry.inputCount + $0] }
            let largest = values.firstIndex(where: \.isNaN) ?? values.firstIndex(of: values.max()!)!
            #expect(positions[place] == Int32(pixels[largest]))
            #expect(output[place].bitPattern == values[largest].bitPattern)
            #expect(alone[place].bitPattern == values[largest].bitPattern)
        }
    }

    @Test("what a window would reach over the edge for is left out")
    func edges() {
        let geometry = PoolingGeometry(height: 5, width: 7, size: 2, stride: 2)
        #expect(geometry.outputHeight == 2 && geometry.outputWidth == 3)
        var output = [Float](repeating: 0, count: 6)
        poolAverage((0..<35).map { Float($0) }, planes: 1, geometry: geometry, output: &output)
        #expect(output == [4, 6, 8, 18, 20, 22])
    }
}
