import Datasets
import Foundation
import Testing

@testable import TrainingBenchmark

@Suite("Benchmark workloads")
struct WorkloadTests {
    let images = Images(synthetic: 240)

    @Test("every workload trains, and says what its steps took and gave", arguments: try Workload.all())
    func everyWorkload(workload: Workload) throws {
        let figures = try TrainingFigures(of: workload, on: images, rows: 240, steps: 2, seed: 1)
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
        let figures = try TrainingFigures(of: workload, on: images, rows: 240, steps: 2, seed: 1)
        #expect(figures.rows == 140)
    }

    @Test("the peer is told every value of the network and every epoch's order", arguments: try Workload.all())
    func startingPoint(workload: Workload) throws {
        let directory = try makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        try StartingPoint(of: workload, on: images, rows: 240, steps: 3, seed: 1).write(to: directory)
        let start = try JSONDecoder().decode(
            WrittenStart.self, from: Data(contentsOf: directory.appendingPathComponent("start.json")))
        let values = try Data(contentsOf: directory.appendingPathComponent("values.f32"))
        let orders = try Data(contentsOf: directory.appendingPathComponent("orders.i32"))
        #expect(start.module.hasPrefix("torch.nn.Sequential("))
        #expect(values.count == 4 * start.tensors.map { $0.shape.reduce(1, *) }.reduce(0, +))
        #expect(orders.count == 4 * 240 * start.epochs)
        #expect(workload.examples(in: workload.warmUp + 3, rows: 240) <= 240 * start.epochs)
    }

    private struct WrittenStart: Decodable {
        struct Tensor: Decodable {
            let name: String
            let shape: [Int]
        }
        let module: String
        let tensors: [Tensor]
        let epochs: Int
    }

    @Test("made-up images come back from their files")
    func files() throws {
        let directory = try makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        try images.write(
            0..<240, images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte", to: directory)
        let read = try Images(in: directory).table(shape: [784], rows: 240)
        let made = try images.table(shape: [784], rows: 240)
        #expect(pixels(of: read) == pixels(of: made))
        #expect(labels(of: read) == labels(of: made))
        #expect(throws: BenchmarkError.self) { try images.table(shape: [784], rows: 241) }
    }

    private func makeDirectory() throws -> URL {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory
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
