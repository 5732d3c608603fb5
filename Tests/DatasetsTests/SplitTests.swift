import Foundation
import Testing

@testable import Datasets

@Suite struct SplitTests {
    private let loader = DatasetLoader()
    private let nowhere = DataLocations(environment: [:])

    private func counts(
        _ name: String = "mnist", train: Int? = nil, validation: Int? = nil, test: Int? = nil
    ) throws -> [Int] {
        let counts = try loader.inspect(
            DataRequest(.named(name), train: train, validation: validation, test: test), from: nowhere
        ).counts
        return [counts.train, counts.validation, counts.test]
    }

    private func sentence(
        _ name: String = "mnist", train: Int? = nil, validation: Int? = nil, test: Int? = nil
    ) -> String? {
        let request = DataRequest(.named(name), train: train, validation: validation, test: test)
        let error = datasetError { () throws(DatasetError) in _ = try loader.inspect(request, from: nowhere) }
        #expect(error?.kind == .usage)
        return error?.description
    }

    @Test func `what is not said follows from the data set and from what is said`() throws {
        #expect(try counts() == [50_000, 10_000, 10_000])
        #expect(try counts(validation: 5_000) == [55_000, 5_000, 10_000])
        #expect(try counts(validation: 0) == [60_000, 0, 10_000])
        #expect(try counts(train: 20_000) == [20_000, 10_000, 10_000])
        #expect(try counts(train: 1, validation: 1, test: 1) == [1, 1, 1])
        #expect(try counts(train: 50_000, validation: 10_000, test: 0) == [50_000, 10_000, 0])
        #expect(try counts("digits") == [1_097, 350, 350])
        #expect(try counts("digits", train: 100) == [100, 350, 350])
        #expect(try counts("digits", validation: 47) == [1_400, 47, 350])
        #expect(try counts("digits", validation: 0, test: 10) == [1_447, 0, 10])
    }

    @Test func `counts that cannot be are refused`() {
        #expect(
            sentence(train: 55_000, validation: 10_000)
                == "'train' (55,000 rows) and 'validation' (10,000) overlap: the training part has 60,000 rows")
        #expect(
            sentence(train: 55_000)
                == "'train' (55,000 rows) and 'validation' (10,000 by default) overlap: the training part has 60,000 rows"
        )
        #expect(
            sentence(train: 60_001)
                == "'train': 60,001 rows are asked for, but the training part has 60,000")
        #expect(
            sentence("digits", validation: 1_448)
                == "'validation': 1,448 rows are asked for, but the training part has 1,447")
        #expect(
            sentence("digits", test: 351) == "'test': 351 rows are asked for, but the held-out part has 350")
        #expect(
            sentence("digits", validation: 1_447)
                == "'validation': 1,447 rows leave nothing to train on: the training part has 1,447")
        #expect(sentence(train: 0) == "'train': must be at least 1 (got 0)")
        #expect(sentence(validation: -1) == "'validation': must be at least 0 (got -1)")
        #expect(sentence(test: .min) == "'test': must be at least 0 (got \(Int.min))")
        #expect(sentence(train: .max, validation: .max)?.hasPrefix("'train': 9,223,372,036,854,775,807 rows") == true)
    }

    @Test func `an unknown data set lists the known ones and suggests the nearest`() {
        #expect(
            sentence("fashion-mnist")
                == "unknown data set 'fashion-mnist'; did you mean 'fashion_mnist'? known are digits, mnist, fashion_mnist,"
                + " kmnist")
        #expect(
            sentence("Mnits") == "unknown data set 'Mnits'; did you mean 'mnist'? known are digits, mnist,"
                + " fashion_mnist, kmnist")
        #expect(sentence("cifar10") == "unknown data set 'cifar10'; known are digits, mnist, fashion_mnist, kmnist")
        #expect(sentence("") == "unknown data set ''; known are digits, mnist, fashion_mnist, kmnist")
    }

    @Test func `the digits are divided as they are published`() throws {
        let whole = try DigitsDataset().load([], unpacked: UnpackedFiles(nowhere))
        #expect(whole.checksum == "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8")
        let data = try loader.load(DataRequest(.named("digits")), from: nowhere)
        #expect(data.train.rows == 1_097 && data.validation.rows == 350 && data.test.rows == 350)
        #expect(data.train.allFeatures.prefix(8) == [0, 0, 0.3125, 0.8125, 0.5625, 0.0625, 0, 0])
        #expect(data.train.labels.prefix(10) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(data.description == "digits: 1,097 to train, 350 to validate, 350 held out; 1×8×8, 10 classes")
    }

    @Test func `constant features are standardized to 0 and stay finite`() throws {
        let scratch = Scratch()
        let rows = (0..<30).map { "0.1,\($0 < 24 ? 7 : 8),\($0),\($0 % 2)\n" }
        try scratch.write("a,b,c,kind\n" + rows.joined(), to: "table.csv")
        let request = DataRequest(
            .csv(CSVOptions(path: "table.csv", label: .name("kind"))), train: 20, validation: 4, standardize: true)
        let data = try loader.load(request, from: scratch.locations)
        let train = data.train.allFeatures
        for row in 0..<20 { #expect(train[3 * row] == 0 && train[3 * row + 1] == 0) }
        // 0 to 19: mean 9.5, variance (20² − 1) / 12.
        let deviation = (399.0 / 12).squareRoot()
        for row in 0..<20 { #expect(abs(Double(train[3 * row + 2]) - (Double(row) - 9.5) / deviation) < 1e-6) }
        // Held out are the rows 24 to 29, where the second feature is 8.
        #expect(data.test.allFeatures.prefix(2) == [0, 1])
        #expect(abs(Double(data.test.allFeatures[2]) - (24 - 9.5) / deviation) < 1e-6)
    }

    @Test func `the standardization depends on the rows to train on alone`() throws {
        let few = try loader.load(DataRequest(.named("digits"), train: 10, standardize: true), from: nowhere)
        let many = try loader.load(DataRequest(.named("digits"), standardize: true), from: nowhere)
        #expect(few.train.standardization?.shift != many.train.standardization?.shift)
        #expect(few.validation.labels == many.validation.labels)
        let shift = try #require(few.train.standardization?.shift)
        let plain = try loader.load(DataRequest(.named("digits"), train: 10), from: nowhere).train.allFeatures
        for column in 0..<64 {
            let mean = (0..<10).reduce(0) { $0 + Double(plain[64 * $1 + column]) } / 10
            #expect(abs(Double(shift[column]) - mean) < 1e-6)
        }
    }
}
