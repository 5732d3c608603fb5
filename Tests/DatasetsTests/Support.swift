import CZlib
import Foundation

@testable import Datasets

/// A directory of the test's own, removed with it.
final class Scratch: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "hpsearch-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes `bytes` under `name`, whose directories are made; the path.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    /// Finds data sets in `data/` alone, and keeps its cache in `cache/`.
    var locations: DataLocations {
        DataLocations(
            base: path, environment: ["HPSEARCH_DATA": path + "/data", "XDG_CACHE_HOME": path + "/cache"])
    }

    var contents: [String] {
        (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
    }
}

/// IDX files, well formed or not.
enum IDX {
    static func file(magic: [UInt8], dimensions: [UInt32], elements: [UInt8]) -> [UInt8] {
        magic + dimensions.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } } + elements
    }

    /// `count` images of `height × width`; pixel p of image n is n + p, wrapping.
    static func images(_ count: Int, height: Int = 2, width: Int = 3) -> [UInt8] {
        let elements = (0..<count).flatMap { image in
            (0..<(height * width)).map { UInt8(truncatingIfNeeded: image + $0) }
        }
        return file(magic: [0, 0, 8, 3], dimensions: [count, height, width].map(UInt32.init), elements: elements)
    }

    /// Labels 0, 1, … 9, 0, …
    static func labels(_ count: Int) -> [UInt8] {
        file(magic: [0, 0, 8, 1], dimensions: [UInt32(count)], elements: (0..<count).map { UInt8($0 % 10) })
    }

    /// A whole small data set; `replacing` puts other content (and `.gz` names) in place of a file's, nil leaves it out.
    static func write(
        to scratch: Scratch, directory: String = "data/mnist", training: Int = 60, heldOut: Int = 20,
        replacing: [String: [UInt8]?] = [:]
    ) throws {
        var files: [String: [UInt8]] = [
            "train-images-idx3-ubyte": images(training), "train-labels-idx1-ubyte": labels(training),
            "t10k-images-idx3-ubyte": images(heldOut), "t10k-labels-idx1-ubyte": labels(heldOut),
        ]
        for (name, content) in replacing {
            files[name.replacing(".gz", with: "")] = nil
            files[name] = content
        }
        for (name, content) in files { try scratch.write(content, to: "\(directory)/\(name)") }
    }
}

/// `bytes` as a gzip file of one member.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let written = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            deflate(&stream, Z_FINISH)
            return output.count - Int(stream.avail_out)
        }
    }
    return Array(output[..<written])
}

extension ExampleTable {
    /// All features, as a batch would get them.
    var allFeatures: [Float] {
        var features = [Float](repeating: .nan, count: rows * featureCount)
        features.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { copy(rows: 0..<rows, into: start) }
        }
        return features
    }

    func gathered(_ indices: [Int32]) -> [Float] {
        var features = [Float](repeating: .nan, count: indices.count * featureCount)
        features.withUnsafeMutableBufferPointer { buffer in
            indices.withUnsafeBufferPointer { indices in
                if let start = buffer.baseAddress { gather(indices, into: start) }
            }
        }
        return features
    }

    var labels: [Int32] {
        guard case .classes(let labels, _) = targets else { return [] }
        return labels
    }
}

/// The error that `body` throws.
func datasetError(_ body: () throws(DatasetError) -> Void) -> DatasetError? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
