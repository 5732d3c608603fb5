import Datasets
import Foundation
import Testing

@testable import TrainingBenchmark

@Suite("Benchmark workloads")
struct WorkloadTests {
    static let images = Images(synthetic: 240)

    @Test("every workload trains, and says what its steps took and gave", arguments: try Workload.all())
    func everyWorkload(workload: Workload) throws {
        let figures = try TrainingFigures(of: workload, on: Self.images, rows: 240, steps: 2, seed: 1)
        #expect(figures.workload == workload.name)
        #expect(figures.steps == 2)
        #expect(figures.rows > 0 && figures.rows <= 480)
        #expect(figures.operations > 0)
        #expect(figures.seconds > 0)
        #expect(figures.loss.isFinite)
        #expect(figures.accuracy >= 0 && figures.accuracy <= 1)
    }

    @Test("the workloads have names of their own")
    func names() throws {
        let names = try Workload.all().map(\.name)
        #expect(names.count == Set(names).count)
        #expect(Set(names).isSuperset(of: ["A", "A2", "B", "C", "D", "E", "F", "G"]))
    }

    @Test("the images of an epoch's last, smaller batch are counted as what they are")
    func rowsOfPartialBatches() throws {
        let workload = try #require(try Workload.all().first { $0.name == "A" })
        // Batches of 100, 100, 40; after 10 steps of warm-up the next is the second of an epoch.
        let figures = try TrainingFigures(of: workload, on: Self.images, rows: 240, steps: 2, seed: 1)
        #expect(figures.rows == 140)
    }

    @Test("made-up images come back from their files")
    func files() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Self.images.write(
            0..<240, images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte", to: directory)
        let read = try Images(in: directory).table(shape: [784], rows: 240)
        let made = try Self.images.table(shape: [784], rows: 240)
        #expect(pixels(of: read) == pixels(of: made))
        #expect(labels(of: read) == labels(of: made))
        #expect(throws: BenchmarkError.self) { try Self.images.table(shape: [784], rows: 241) }
    }

    private func pixels(of table: ExampleTable) -> [Float] {
        [Float](unsafeUninitializedCapacity: table.rows * 784) { buffer, count in
            if let base = buffer.baseAddress { table.copy(rows: 0..<table.rows, into: base) }
            count = table.rows * 784
        }
    }

    private func labels(of table: ExampleTable) -> [Int32] {
        if case .classes(let labels, _) = table.targets { labels } else { [] }
    }
}
