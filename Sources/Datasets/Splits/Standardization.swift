/// Means and standard deviations of features.
extension ExampleTable {
    /// The shift (mean) and factor (one over the standard deviation, over n) of each feature over all rows of this table.
    /// A feature with a single value gets the factor 1, so that it becomes 0 here and stays finite elsewhere.
    func standardizationOfRows() -> (shift: [Float], factor: [Float]) {
        switch features {
        case .bytes(let source, let scale): standardization(ofBytes: source, scale: scale)
        case .reals(let source): standardization(ofReals: source)
        }
    }

    /// Exact sums of integers.
    private func standardization(
        ofBytes source: UnsafePointer<UInt8>, scale: Float
    ) -> (shift: [Float], factor: [Float]) {
        let width = featureCount
        var sums = [UInt64](repeating: 0, count: width)
        var squares = [UInt64](repeating: 0, count: width)
        // 255² · 2¹⁶ fits 32 bits, so blocks of that many rows are summed in narrow, fast numbers.
        var start = 0
        while start < rows {
            let end = min(start + (1 << 16), rows)
            var blockSums = [UInt32](repeating: 0, count: width)
            var blockSquares = [UInt32](repeating: 0, count: width)
            for row in start..<end {
                let line = source + row * width
                for column in 0..<width {
                    let value = UInt32(line[column])
                    blockSums[column] &+= value
                    blockSquares[column] &+= value &* value
                }
            }
            for column in 0..<width {
                sums[column] += UInt64(blockSums[column])
                squares[column] += UInt64(blockSquares[column])
            }
            start = end
        }
        let count = Double(rows)
        var shift = [Float](repeating: 0, count: width)
        var factor = [Float](repeating: 1, count: width)
        for column in 0..<width {
            let mean = Double(sums[column]) / count
            let sum = UInt128(sums[column])
            let spread = Double(UInt128(rows) * UInt128(squares[column]) - sum * sum)
            if spread > 0 {
                shift[column] = Float(mean * Double(scale))
                factor[column] = Float(count / (spread.squareRoot() * Double(scale)))
            } else {
                shift[column] = Float(source[column]) * scale
            }
        }
        return (shift, factor)
    }

    /// In double precision, in two passes.
    private func standardization(ofReals source: UnsafePointer<Float>) -> (shift: [Float], factor: [Float]) {
        let width = featureCount
        let count = Double(rows)
        var means = [Double](repeating: 0, count: width)
        for row in 0..<rows {
            for column in 0..<width { means[column] += Double(source[row * width + column]) }
        }
        for column in 0..<width { means[column] /= count }
        var squares = [Double](repeating: 0, count: width)
        // Rounding leaves a constant feature a little off its mean; it is recognised by its values.
        var isConstant = [Bool](repeating: true, count: width)
        for row in 0..<rows {
            for column in 0..<width {
                let value = source[row * width + column]
                let difference = Double(value) - means[column]
                squares[column] += difference * difference
                if value != source[column] { isConstant[column] = false }
            }
        }
        let shift = (0..<width).map { isConstant[$0] && rows > 0 ? source[$0] : Float(means[$0]) }
        let factor = (0..<width).map { column in
            let factor = Float(1 / (squares[column] / count).squareRoot())
            return isConstant[column] || !factor.isFinite ? 1 : factor
        }
        return (shift, factor)
    }
}
