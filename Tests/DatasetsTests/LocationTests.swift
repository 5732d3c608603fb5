import Foundation
import Testing

@testable import Datasets

@Suite struct LocationTests {
    private let scratch = Scratch()
    private let request = DataRequest(.named("mnist"))

    private func trainingRows(_ locations: DataLocations, _ name: String = "mnist") throws -> Int {
        try DatasetLoader().load(DataRequest(.named(name), validation: 0), from: locations).train.rows
    }

    // MARK: Where data sets are looked for

    @Test func `the data directory comes first, then the paths of the environment, then the cache`() throws {
        let environment = [
            "HPSEARCH_DATA": "\(scratch.path)/one::\(scratch.path)/two", "XDG_CACHE_HOME": "\(scratch.path)/xdg",
        ]
        let locations = DataLocations(dataDirectory: scratch.path + "/named", environment: environment)
        #expect(
            locations.searched == [
                scratch.path + "/named", scratch.path + "/one", scratch.path + "/two",
                scratch.path + "/xdg/hpsearch/data",
            ])
        for (index, directory) in locations.searched.reversed().enumerated() {
            try IDX.write(
                to: scratch, directory: String(directory.dropFirst(scratch.path.count + 1)) + "/mnist",
                training: 30 + index)
            #expect(try trainingRows(locations) == 30 + index)
        }
        #expect(locations.fetched == scratch.path + "/named")
        #expect(DataLocations(environment: environment).fetched == scratch.path + "/xdg/hpsearch/data")
    }

    @Test func `relative paths start where the tool was started, the cache at home`() {
        let locations = DataLocations(
            dataDirectory: "./data/../sets/", environment: ["HOME": "/home/somebody", "XDG_CACHE_HOME": "relative"])
        let current = FileManager.default.currentDirectoryPath
        #expect(locations.searched == [current + "/sets", "/home/somebody/.cache/hpsearch/data"])
        #expect(locations.cache == "/home/somebody/.cache/hpsearch/unpacked")
        #expect(DataLocations(environment: [:]).cache == nil && DataLocations(environment: [:]).fetched == nil)
    }

    @Test func `files directly in a directory are taken, unless it has another data set's name`() throws {
        try IDX.write(to: scratch, directory: "anything")
        try IDX.write(to: scratch, directory: "Fashion-MNIST", training: 40)
        let anything = DataLocations(environment: ["HPSEARCH_DATA": scratch.path + "/anything"])
        let fashion = DataLocations(environment: ["HPSEARCH_DATA": scratch.path + "/Fashion-MNIST"])
        #expect(try trainingRows(anything) == 60)
        #expect(try trainingRows(anything, "kmnist") == 60)
        #expect(try trainingRows(fashion, "fashion_mnist") == 40)
        #expect(throws: DatasetError.self) { try trainingRows(fashion, "mnist") }
    }

    @Test func `files that are missing are told with the places and the command`() {
        let locations = DataLocations(
            environment: ["HPSEARCH_DATA": "/nowhere/a:/nowhere/b", "XDG_CACHE_HOME": "/nowhere/cache"])
        let error = datasetError { () throws(DatasetError) in _ = try DatasetLoader().load(request, from: locations) }
        #expect(
            error?.description
                == "the files of data set 'mnist' are not here (looked in /nowhere/a, /nowhere/b,"
                + " /nowhere/cache/hpsearch/data); 'hpsearch data fetch mnist' downloads them, "
                + "--data-dir or HPSEARCH_DATA names another directory")
        #expect(error?.kind == .environment)
        let nowhere = datasetError { () throws(DatasetError) in
            _ = try DatasetLoader().load(request, from: DataLocations(environment: [:]))
        }
        #expect(
            nowhere?.description
                == "the files of data set 'mnist' are not here (there is no directory to look in); 'hpsearch data fetch"
                + " mnist' downloads them, "
                + "--data-dir or HPSEARCH_DATA names another directory")
    }

    @Test func `a study over absent files can be planned, and one over present files is counted from them`() throws {
        let absent = try DatasetLoader().inspect(request, from: scratch.locations)
        #expect(!absent.isExact)
        #expect(
            absent.description == "mnist: 50,000 to train, 10,000 to validate, 10,000 held out; 1×28×28, 10 classes")
        for isPacked in [false, true] {
            let images = IDX.images(61)
            try IDX.write(
                to: scratch, training: 61,
                replacing: isPacked ? ["train-images-idx3-ubyte.gz": gzipped(images)] : [:])
            let present = try DatasetLoader().inspect(request, from: scratch.locations)
            #expect(present.isExact)
            #expect(present.description == "mnist: 51 to train, 10 to validate, 20 held out; 1×2×3, 10 classes")
        }
    }

    // MARK: What is kept

    private var cached: [String] { scratch.contents.filter { $0.hasPrefix("cache/hpsearch/unpacked/") } }

    private func writePacked(training: Int = 60) throws {
        try IDX.write(
            to: scratch, training: training,
            replacing: ["train-images-idx3-ubyte.gz": gzipped(IDX.images(training))])
    }

    @Test func `a packed file is unpacked once, and checksums are kept`() throws {
        try writePacked()
        let first = try DatasetLoader().load(request, from: scratch.locations)
        #expect(cached.filter { $0.hasSuffix("-train-images-idx3-ubyte") }.count == 1)
        #expect(cached.filter { $0.hasSuffix(".sha256") }.count == 4)
        #expect(cached.count == 5)
        // What is kept is used: a checksum changed there is the one that is reported.
        let kept = try #require(cached.first { $0.hasSuffix("-train-images-idx3-ubyte.sha256") })
        let before = try #require(FileIdentity(path: scratch.path + "/" + kept.replacing(".sha256", with: "")))
        try scratch.write(String(repeating: "a", count: 64) + "\n", to: kept)
        let second = try DatasetLoader().load(request, from: scratch.locations)
        #expect(first.checksum != second.checksum)
        #expect(FileIdentity(path: before.path) == before)
        // And what is damaged there is made again.
        try scratch.write("nonsense", to: kept)
        try FileManager.default.removeItem(atPath: before.path)
        try scratch.write([1, 2, 3], to: kept.replacing(".sha256", with: ""))
        let third = try DatasetLoader().load(request, from: scratch.locations)
        #expect(third.checksum == first.checksum && third.train.allFeatures == first.train.allFeatures)
    }

    @Test func `a source that changes is read anew, and its old copy goes`() throws {
        let loader = DatasetLoader()
        try writePacked()
        let first = try loader.load(request, from: scratch.locations)
        let again = try loader.load(request, from: scratch.locations)
        #expect(first.train === again.train)
        try writePacked(training: 90)
        let second = try loader.load(request, from: scratch.locations)
        #expect(second.train.rows == 75 && second.checksum != first.checksum)
        #expect(cached.filter { $0.hasSuffix("-train-images-idx3-ubyte") }.count == 1)
        // The old examples are still there for whoever has them.
        #expect(first.train.rows == 50 && first.train.allFeatures.allSatisfy { $0 < 0.25 })
    }

    @Test func `without a cache that can be written everything is done in memory`() throws {
        try writePacked()
        let kept = try DatasetLoader().load(request, from: scratch.locations)
        try scratch.write("in the way", to: "blocked")
        for cache in [scratch.path + "/blocked", "/proc/nowhere", ""] {
            let locations = DataLocations(
                environment: ["HPSEARCH_DATA": scratch.path + "/data", "XDG_CACHE_HOME": cache])
            let data = try DatasetLoader().load(request, from: locations)
            #expect(data.checksum == kept.checksum && data.train.allFeatures == kept.train.allFeatures)
        }
    }

    @Test func `many who unpack the same file at the same time all get it`() async throws {
        try writePacked(training: 20_000)
        let locations = scratch.locations
        let checksums = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { try DatasetLoader().load(DataRequest(.named("mnist")), from: locations).checksum }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(checksums.count == 1)
        #expect(cached.allSatisfy { !$0.hasSuffix(".hpsearch-tmp") })
        #expect(cached.count == 5)
    }

    @Test func `what an interrupted process left is removed after an hour`() throws {
        try writePacked()
        let old = try scratch.write("half", to: "cache/hpsearch/unpacked/old.hpsearch-tmp")
        let recent = try scratch.write("half", to: "cache/hpsearch/unpacked/recent.hpsearch-tmp")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -4_000)], ofItemAtPath: old)
        _ = try DatasetLoader().load(request, from: scratch.locations)
        #expect(FileIdentity(path: old) == nil && FileIdentity(path: recent) != nil)
    }

    // MARK: What is listed

    @Test func `the list tells what is here`() throws {
        try IDX.write(to: scratch)
        try IDX.write(to: scratch, directory: "data/kmnist", replacing: ["t10k-labels-idx1-ubyte": nil])
        let list = DatasetLoader().list(in: scratch.locations)
        #expect(list.map(\.name) == ["digits", "mnist", "fashion_mnist", "kmnist"])
        #expect(list[0].availability == .builtIn)
        let bytes = 2 * 8 + 2 * 16 + 80 * 7
        #expect(list[1].availability == .present(directory: scratch.path + "/data/mnist", bytes: bytes))
        #expect(list[1].size == DatasetSize(trainingRows: 60, heldOutRows: 20, shape: [1, 2, 3], classCount: 10))
        #expect(list[2].availability == .absent(downloadBytes: 30_878_645))
        #expect(
            list[3].availability
                == .unusable(
                    reason: "the files of data set 'kmnist' are not here (\(scratch.path)/data/kmnist lacks"
                        + " t10k-labels-idx1-ubyte); 'hpsearch data fetch kmnist' downloads them, "
                        + "--data-dir or HPSEARCH_DATA names another directory"))
    }

    @Test func `details of an absent data set are what is published`() throws {
        let details = try DatasetLoader().details(of: "kmnist", in: scratch.locations)
        #expect(details.checksum == nil && details.files.isEmpty && details.trainingClassCounts == nil)
        #expect(details.classNames == ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"])
        #expect(details.defaultCounts.train == 50_000)
    }

    @Test func `MNIST under another name is recognised`() throws {
        let mnist = IDXDataset.mnist
        let labels = IDX.labels(60)
        let own = IDXDataset(
            name: "own", summary: mnist.summary, provenance: mnist.provenance, published: mnist.published,
            classNames: mnist.classNames, remoteFiles: mnist.remoteFiles,
            labelChecksum: labels.withUnsafeBytes { Checksum.sha256($0) })
        let other = IDXDataset(
            name: "other", summary: mnist.summary, provenance: mnist.provenance, published: mnist.published,
            classNames: mnist.classNames, remoteFiles: mnist.remoteFiles, labelChecksum: nil)
        try IDX.write(to: scratch, directory: "data/other")
        let files = try other.locate(in: scratch.locations)
        let error = datasetError { () throws(DatasetError) in
            _ = try other.load(files, unpacked: UnpackedFiles(scratch.locations), among: [own, other])
        }
        #expect(
            error?.description
                == "\(scratch.path)/data/other/train-labels-idx1-ubyte: holds the labels of 'own', not of 'other'; put the"
                + " files of 'other' into a directory of that name")
    }
}
