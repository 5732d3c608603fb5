import Datasets
import Foundation

/// A directory for the files of a fuzz target, removed with it. Data sets are found there alone, and nothing is cached.
final class FuzzScratch: Sendable {
    private let path: String
    let locations: DataLocations

    init() {
        let memory = "/dev/shm"
        let base = FileManager.default.isWritableFile(atPath: memory) ? memory + "/" : NSTemporaryDirectory()
        path = base + "hpsearch-fuzz-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        locations = DataLocations(dataDirectory: path, base: path, environment: [:])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// - Returns: the file's path; nil where it cannot be written.
    func write(_ bytes: [UInt8], to name: String) -> String? {
        let file = path + "/" + name
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return FileManager.default.createFile(atPath: file, contents: Data(bytes)) ? file : nil
    }

    func remove(_ name: String) { try? FileManager.default.removeItem(atPath: path + "/" + name) }
}
