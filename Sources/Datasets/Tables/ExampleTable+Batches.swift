import CProcessor

extension ExampleTable {
    /// Writes the features of the rows `indices`, in that order, into `destination`
    /// (`indices.count × featureCount`, row-major). Allocates nothing.
    public func gather(_ indices: UnsafeBufferPointer<Int32>, into destination: UnsafeMutablePointer<Float>) {
        let width = featureCount
        switch features {
        case .bytes(let source, let scale):
            for (position, row) in indices.enumerated() {
                prefetchRow(after: position, of: indices, from: source)
                ExampleTable.convert(
                    source + Int(row) * width, count: width, scale: scale, into: destination + position * width)
            }
        case .reals(let source):
            for (position, row) in indices.enumerated() {
                prefetchRow(after: position, of: indices, from: source)
                (destination + position * width).update(from: source + Int(row) * width, count: width)
            }
        }
        standardize(destination, rows: indices.count)
    }

    /// Writes the features of consecutive rows into `destination` (`range.count × featureCount`). Allocates nothing.
    public func copy(rows range: Range<Int>, into destination: UnsafeMutablePointer<Float>) {
        let start = range.lowerBound * featureCount
        let count = range.count * featureCount
        switch features {
        case .bytes(let source, let scale):
            ExampleTable.convert(source + start, count: count, scale: scale, into: destination)
        case .reals(let source):
            destination.update(from: source + start, count: count)
        }
        standardize(destination, rows: range.count)
    }

    /// Has the row after next fetched while the next ones are converted: rows in random order are in no cache.
    @inline(__always)
    private func prefetchRow<Element>(
        after position: Int, of indices: UnsafeBufferPointer<Int32>, from source: UnsafePointer<Element>
    ) {
        guard position + 2 < indices.count else { return }
        let row = UnsafeRawPointer(source + Int(indices[position + 2]) * featureCount)
        var offset = 0
        // One request for each cache line.
        while offset < featureCount * MemoryLayout<Element>.stride {
            hpsearch_prefetch(row + offset)
            offset += 64
        }
    }

    /// `destination[i] = scale · source[i]`
    @inline(__always)
    private static func convert(
        _ source: UnsafePointer<UInt8>, count: Int, scale: Float, into destination: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { destination[index] = Float(source[index]) * scale }
    }

    /// `(x − shift) · factor` over `rows` rows of `featureCount`, in place.
    private func standardize(_ values: UnsafeMutablePointer<Float>, rows: Int) {
        guard let standardization else { return }
        let width = featureCount
        standardization.shift.withUnsafeBufferPointer { shift in
            standardization.factor.withUnsafeBufferPointer { factor in
                for row in 0..<rows {
                    let line = values + row * width
                    for column in 0..<width { line[column] = (line[column] - shift[column]) * factor[column] }
                }
            }
        }
    }
}
