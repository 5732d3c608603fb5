import Datasets
import Foundation
import Randomness

/// Images of ten classes and their labels, in memory, as both sides of a benchmark train on them.
struct Images {
    let count: Int
    private let pixels: Pixels
    private let labels: [Int32]

    private final class Pixels {
        let bytes: UnsafeMutablePointer<UInt8>
        init(count: Int) { bytes = .allocate(capacity: count) }
        deinit { bytes.deallocate() }
    }

    private static let files = (images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte")
    private static let imagesHeader = 16
    private static let labelsHeader = 8

    /// The first `limit` images as a table of examples of some shape.
    func table(shape: [Int], rows limit: Int) throws -> ExampleTable {
        guard limit <= count else { throw BenchmarkError.tooFewImages(count, wanted: limit) }
        return ExampleTable(
            rows: limit, shape: shape, features: .bytes(UnsafePointer(pixels.bytes), scale: 1 / 255),
            targets: .classes(Array(labels[..<limit]), count: 10), owner: pixels)
    }

    /// Reads plain IDX files of MNIST's names.
    init(in directory: URL) throws {
        let imagesFile = directory.appendingPathComponent(Images.files.images)
        let images = try Data(contentsOf: imagesFile, options: .alwaysMapped)
        let classes = try Data(contentsOf: directory.appendingPathComponent(Images.files.labels))
        count = classes.count - Images.labelsHeader
        guard count > 0, images.count == Images.imagesHeader + count * Workload.pixels else {
            throw BenchmarkError.notImages(path: imagesFile.path)
        }
        pixels = Pixels(count: count * Workload.pixels)
        images.copyBytes(to: pixels.bytes, from: Images.imagesHeader..<images.count)
        labels = classes.dropFirst(Images.labelsHeader).map { Int32($0) }
    }

    /// Makes up `count` images: each class has a pattern of lit pixels, an image shows most of its class's pattern and some
    /// noise, and one label in ten is drawn anew, so that there is something to learn and never nothing left.
    init(synthetic count: Int) {
        var stream = RandomStream(seed: 1, purpose: .generatedData)
        self.count = count
        let patterns = (0..<10).map { _ in (0..<Workload.pixels).map { _ in stream.integer(below: 5) == 0 } }
        pixels = Pixels(count: count * Workload.pixels)
        var labels = [Int32]()
        for image in 0..<count {
            let shown = stream.integer(below: 10)
            let isMislabelled = stream.integer(below: 10) == 0
            labels.append(Int32(isMislabelled ? stream.integer(below: 10) : shown))
            let target = pixels.bytes + image * Workload.pixels
            for pixel in 0..<Workload.pixels {
                let bits = stream.next32()
                let isNoise = bits & 3 == 0
                let isLit = isNoise ? bits >> 2 & 3 == 0 : patterns[shown][pixel]
                target[pixel] = isLit ? UInt8(truncatingIfNeeded: bits >> 24) : 0
            }
        }
        self.labels = labels
    }

    /// Writes `count` images from `first` on as plain IDX files.
    func write(_ range: Range<Int>, images imagesName: String, labels labelsName: String, to directory: URL) throws {
        func header(_ words: [UInt32]) -> Data {
            Data(words.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } })
        }
        let start = pixels.bytes + range.lowerBound * Workload.pixels
        var images = header([0x803, UInt32(range.count), 28, 28])
        images.append(start, count: range.count * Workload.pixels)
        try images.write(to: directory.appendingPathComponent(imagesName))
        let classes = header([0x801, UInt32(range.count)]) + Data(labels[range].map { UInt8($0) })
        try classes.write(to: directory.appendingPathComponent(labelsName))
    }

    /// Writes made-up files with MNIST's names and sizes: 60,000 images to train on, 10,000 held out.
    static func synthesize(to directory: URL) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let all = Images(synthetic: 70_000)
        try all.write(0..<60_000, images: files.images, labels: files.labels, to: directory)
        try all.write(
            60_000..<70_000, images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte", to: directory)
    }
}
