import Testing

@testable import Datasets

@Suite struct ExampleTableTests {
    /// Widths around the sixteen that are converted at a time.
    @Test(arguments: [1, 15, 16, 17, 31, 32, 33, 784])
    func `bytes become scaled numbers, whatever the width`(width: Int) {
        let bytes = (0..<(5 * width)).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let memory = DataBytes(copying: bytes)
        guard let start = memory.start else {
            Issue.record("memory has a start")
            return
        }
        let table = ExampleTable(
            rows: 5, shape: [width], features: .bytes(start.assumingMemoryBound(to: UInt8.self), scale: 1 / 255),
            targets: .classes([0, 1, 2, 3, 4], count: 5), owner: memory)
        let expected = bytes.map { Float($0) * (1 / 255) }
        #expect(table.allFeatures == expected)
        let last = expected.suffix(width)
        #expect(table.gathered([4, 0, 4]) == Array(last + expected.prefix(width) + last))
        let part = table.part(1..<4)
        #expect(part.allFeatures == Array(expected[width..<(4 * width)]) && part.labels == [1, 2, 3])
        #expect(part.part(2..<3).gathered([0]) == Array(expected[(3 * width)..<(4 * width)]))
        #expect(table.part(2..<2).rows == 0 && table.part(2..<2).allFeatures.isEmpty)
    }

    @Test func `rows are sorted by class, in their order within each`() throws {
        let memory = DataBytes(copying: [UInt8](repeating: 0, count: 6))
        let start = try #require(memory.start)
        let table = ExampleTable(
            rows: 6, shape: [1], features: .bytes(start.assumingMemoryBound(to: UInt8.self), scale: 1),
            targets: .classes([3, 0, 3, 1, 0, 3], count: 4), owner: memory)
        #expect(table.rowsByClass() == [1, 4, 3, 0, 2, 5])
        #expect(table.classCounts() == [2, 1, 0, 3])
        #expect(table.part(3..<3).rowsByClass().isEmpty)
    }

    @Test func `standardization applies to whatever is copied`() {
        let memory = DataBytes(copying: [0, 10, 20, 30, 40, 50])
        guard let start = memory.start else {
            Issue.record("memory has a start")
            return
        }
        let table = ExampleTable(
            rows: 3, shape: [2], features: .bytes(start.assumingMemoryBound(to: UInt8.self), scale: 0.5),
            targets: .numbers([1, 2, 3]), standardization: (shift: [5, 10], factor: [2, 0.1]), owner: memory)
        #expect(table.allFeatures == [-10, -0.5, 10, 0.5, 30, 1.5])
        #expect(table.gathered([2, 0]) == [30, 1.5, -10, -0.5])
        #expect(table.part(1..<3).allFeatures == [10, 0.5, 30, 1.5])
        guard case .numbers([2, 3]) = table.part(1..<3).targets else {
            Issue.record("a part keeps its targets")
            return
        }
    }
}
