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

    @Test("what a window would reach over the edge for is left out")
    func edges() {
        let geometry = PoolingGeometry(height: 5, width: 7, size: 2, stride: 2)
        #expect(geometry.outputHeight == 2 && geometry.outputWidth == 3)
        var output = [Float](repeating: 0, count: 6)
        poolAverage((0..<35).map { Float($0) }, planes: 1, geometry: geometry, output: &output)
        #expect(output == [4, 6, 8, 18, 20, 22])
    }
}
