import Foundation
import Testing

@testable import Datasets

/// What every data set of the catalog keeps to. Files are looked for where the tool would look (`HPSEARCH_DATA`, the XDG
/// cache); a data set that is not here is passed over with a message.
@Suite struct DatasetConformanceTests {
    private let loader = DatasetLoader()
    private let scratch = Scratch()

    /// Found where the environment says, with a cache of the test's own.
    private var locations: DataLocations {
        var environment = ProcessInfo.processInfo.environment
        let found = DataLocations(environment: environment).searched
        environment["HPSEARCH_DATA"] = found.joined(separator: ":")
        environment["XDG_CACHE_HOME"] = scratch.path
        return DataLocations(environment: environment)
    }

    private func isHere(_ name: String) throws -> Bool {
        do {
            _ = try loader.catalog.dataset(named: name).locate(in: locations)
            return true
        } catch DatasetError.missingDataset {
            print("skipped: the files of '\(name)' are not here (set HPSEARCH_DATA)")
            return false
        }
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `says what it is without any file`(name: String) throws {
        let dataset = try loader.catalog.dataset(named: name)
        let nowhere = DataLocations(environment: [:])
        let inspection = try loader.inspect(DataRequest(.named(name)), from: nowhere)
        #expect(inspection.size == dataset.published)
        #expect(
            inspection.counts.train + inspection.counts.validation == dataset.published.trainingRows
                && inspection.counts.test == dataset.published.heldOutRows)
        #expect(inspection.counts.validation > 0)
        #expect(!dataset.summary.isEmpty && dataset.summary.count < 60 && !dataset.summary.hasSuffix("."))
        #expect(!dataset.provenance.authors.isEmpty && !dataset.provenance.licence.isEmpty)
        #expect(name == name.lowercased() && !name.contains("-"))
        for file in dataset.remoteFiles {
            #expect(file.sha256.count == 64 && file.bytes > 0 && file.mirrors.count >= 2)
            #expect(file.mirrors.allSatisfy { $0.hasSuffix("/" + file.name) })
        }
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `loads what its inspection promises`(name: String) throws {
        guard try isHere(name) else { return }
        let request = DataRequest(.named(name))
        let inspection = try loader.inspect(request, from: locations)
        let data = try loader.load(request, from: locations)
        #expect(data.shape == inspection.size.shape && data.classCount == inspection.size.classCount)
        #expect(data.train.rows == inspection.counts.train)
        #expect(data.validation.rows == inspection.counts.validation)
        #expect(data.test.rows == inspection.counts.test)
        #expect(data.description == inspection.description)
        #expect(data.classNames.count == data.classCount)
        #expect(data.warnings.isEmpty)
        #expect(data.checksum.count == 64)
        let published = try loader.catalog.dataset(named: name).published
        #expect(data.shape == published.shape && data.classCount == published.classCount)
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `has features between 0 and 1 and every class in every part`(name: String) throws {
        guard try isHere(name) else { return }
        let data = try loader.load(DataRequest(.named(name)), from: locations)
        for part in [data.train, data.validation, data.test] {
            let features = part.allFeatures
            #expect(features.count == part.rows * part.featureCount)
            #expect(features.allSatisfy { $0 >= 0 && $0 <= 1 })
            #expect(features.max() == 1 && features.min() == 0)
            #expect(part.labels.count == part.rows)
            #expect(part.classCounts().allSatisfy { $0 > 0 } && part.classCounts().count == data.classCount)
        }
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `keeps its validation rows while the training rows grow`(name: String) throws {
        guard try isHere(name) else { return }
        let few = try loader.load(
            DataRequest(.named(name), train: 100, validation: 50, test: 20), from: locations)
        let all = try loader.load(DataRequest(.named(name), validation: 50), from: locations)
        #expect(few.train.rows == 100 && few.validation.rows == 50 && few.test.rows == 20)
        #expect(few.validation.allFeatures == all.validation.allFeatures)
        #expect(few.validation.labels == all.validation.labels)
        #expect(few.train.allFeatures == all.train.part(0..<100).allFeatures)
        #expect(few.test.allFeatures == all.test.part(0..<20).allFeatures)
        #expect(few.checksum == all.checksum)
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `gathers the same rows as it copies`(name: String) throws {
        guard try isHere(name) else { return }
        for standardize in [false, true] {
            let table = try loader.load(
                DataRequest(.named(name), train: 200, validation: 0, standardize: standardize), from: locations
            ).train
            let all = table.allFeatures
            let order: [Int32] = [199, 0, 7, 7, 100]
            let width = table.featureCount
            #expect(table.gathered(order) == order.flatMap { all[(Int($0) * width)..<((Int($0) + 1) * width)] })
        }
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `is standardized by the rows to train on`(name: String) throws {
        guard try isHere(name) else { return }
        let data = try loader.load(
            DataRequest(.named(name), train: 1_000, validation: 100, standardize: true), from: locations)
        let features = data.train.allFeatures
        let width = data.train.featureCount
        for column in 0..<width {
            let values = stride(from: column, to: features.count, by: width).map { Double(features[$0]) }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            #expect(abs(mean) < 1e-4)
            // A feature that never changes stays 0.
            #expect(abs(variance - 1) < 1e-3 || values.allSatisfy { $0 == 0 })
        }
        #expect(data.validation.standardization?.shift == data.train.standardization?.shift)
        #expect(data.test.standardization?.factor == data.train.standardization?.factor)
        #expect((data.validation.allFeatures + data.test.allFeatures).allSatisfy { $0.isFinite })
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `is loaded once`(name: String) throws {
        guard try isHere(name) else { return }
        let first = try loader.load(DataRequest(.named(name)), from: locations)
        let second = try loader.load(DataRequest(.named(name)), from: locations)
        #expect(first.train === second.train)
        let elsewhere = try DatasetLoader().load(DataRequest(.named(name)), from: locations)
        #expect(elsewhere.checksum == first.checksum)
    }

    @Test(arguments: DatasetCatalog.standard.names)
    func `is described in full`(name: String) throws {
        guard try isHere(name) else { return }
        let details = try loader.details(of: name, in: locations)
        let remoteFiles = try loader.catalog.dataset(named: name).remoteFiles
        #expect(details.files.count == remoteFiles.count)
        #expect(details.trainingClassCounts?.reduce(0, +) == details.status.size.trainingRows)
        #expect(details.heldOutClassCounts?.reduce(0, +) == details.status.size.heldOutRows)
        #expect(details.checksum?.count == 64)
        switch details.status.availability {
        case .builtIn: #expect(remoteFiles.isEmpty)
        case .present(_, let bytes): #expect(bytes == details.files.reduce(0) { $0 + $1.bytes })
        case .unusable, .absent: Issue.record("a data set that loads is here")
        }
    }
}
