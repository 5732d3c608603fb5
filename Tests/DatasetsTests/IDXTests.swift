import Testing

@testable import Datasets

@Suite struct IDXTests {
    private let scratch = Scratch()
    private let loader = DatasetLoader()
    private let request = DataRequest(.named("mnist"))

    /// The sentence for a data set with `content` in place of the file `name`, without the directory.
    private func sentence(_ name: String, _ content: [UInt8]) throws -> String? {
        try IDX.write(to: scratch, replacing: [name: content])
        let error = datasetError { () throws(DatasetError) in _ = try loader.load(request, from: scratch.locations) }
        #expect(error == nil || error?.kind == .environment)
        return error?.description.replacing(scratch.path + "/data/mnist/", with: "")
    }

    @Test(arguments: [false, true])
    func `four files make a data set, plain or packed`(isPacked: Bool) throws {
        let files = [
            "train-images-idx3-ubyte": IDX.images(60), "train-labels-idx1-ubyte": IDX.labels(60),
            "t10k-images-idx3-ubyte": IDX.images(20), "t10k-labels-idx1-ubyte": IDX.labels(20),
        ]
        for (name, content) in files {
            try scratch.write(isPacked ? gzipped(content) : content, to: "data/mnist/\(name)\(isPacked ? ".gz" : "")")
        }
        let data = try loader.load(request, from: scratch.locations)
        #expect(data.description == "mnist: 50 to train, 10 to validate, 20 held out; 1×2×3, 10 classes")
        #expect(data.shape == [1, 2, 3] && data.classCount == 10)
        let row = { (image: Int) in (0..<6).map { Float(image + $0) * (1 / 255) } }
        #expect(data.train.allFeatures == (0..<50).flatMap(row))
        #expect(data.validation.allFeatures == (50..<60).flatMap(row))
        #expect(data.test.allFeatures == (0..<20).flatMap(row))
        #expect(data.validation.labels == (50..<60).map { Int32($0 % 10) })
        // What `sha256sum train-images-… train-labels-… t10k-images-… t10k-labels-… | sha256sum` prints.
        let lines = IDXDataset.fileNames.map { name in
            "\((files[name] ?? []).withUnsafeBytes { Checksum.sha256($0) })  \(name)\n"
        }
        #expect(data.checksum == Checksum.sha256(lines.joined()))
    }

    @Test func `files with a dot before idx are found`() throws {
        try IDX.write(to: scratch)
        try IDX.write(
            to: scratch, directory: "data/dotted",
            replacing: ["train-images-idx3-ubyte": nil, "train-images.idx3-ubyte": IDX.images(60)])
        let locations = DataLocations(dataDirectory: scratch.path + "/data/dotted", environment: [:])
        #expect(try loader.load(request, from: locations).train.rows == 50)
    }

    @Test func `a file that is cut short`() throws {
        #expect(
            try sentence("train-images-idx3-ubyte", IDX.images(60).dropLast(7))
                == "train-images-idx3-ubyte: is cut short: 369 bytes where its header declares 376")
    }

    @Test func `a packed file whose content is cut short`() throws {
        #expect(
            try sentence("train-images-idx3-ubyte.gz", gzipped(IDX.images(60).dropLast(7)))
                == "train-images-idx3-ubyte.gz: is cut short: 369 bytes where its header declares 376")
        #expect(scratch.contents.filter { $0.hasSuffix("train-images-idx3-ubyte") } == [])
    }

    @Test func `a packed file that is itself cut short`() throws {
        #expect(
            try sentence("train-images-idx3-ubyte.gz", gzipped(IDX.images(60)).dropLast(12))
                == "train-images-idx3-ubyte.gz: is cut short: the compressed data ends before its end mark")
    }

    @Test func `a packed file that is damaged`() throws {
        var packed = gzipped(IDX.images(60))
        packed[packed.count - 6] ^= 0xff
        #expect(
            try sentence("train-images-idx3-ubyte.gz", packed)
                == "train-images-idx3-ubyte.gz: is damaged: the compressed data does not match its checksum")
    }

    @Test func `a packed file with something after it`() throws {
        #expect(
            try sentence("train-images-idx3-ubyte.gz", gzipped(IDX.images(60)) + [1, 2, 3])
                == "train-images-idx3-ubyte.gz: is damaged: other bytes follow the compressed data")
    }

    @Test func `a packed file of several members, padded with zeros, is read`() throws {
        let content = IDX.images(60)
        let packed = gzipped(Array(content[..<5])) + gzipped(Array(content[5...])) + [0, 0, 0]
        #expect(try sentence("train-images-idx3-ubyte.gz", packed) == nil)
    }

    @Test func `a plain file under a packed name`() throws {
        #expect(
            try sentence("train-labels-idx1-ubyte.gz", IDX.labels(60))
                == "train-labels-idx1-ubyte.gz: is not a gzip file")
    }

    @Test(arguments: [false, true])
    func `a file that is longer than it should be`(isPacked: Bool) throws {
        let content = IDX.images(60) + [0]
        let name = "train-images-idx3-ubyte" + (isPacked ? ".gz" : "")
        #expect(
            try sentence(name, isPacked ? gzipped(content) : content)
                == "\(name): is longer than the 376 bytes that its header declares")
    }

    @Test func `labels in place of images`() throws {
        #expect(
            try sentence("train-images-idx3-ubyte", IDX.labels(60))
                == "train-images-idx3-ubyte: holds labels where images are expected")
    }

    @Test func `images in place of labels`() throws {
        #expect(
            try sentence("t10k-labels-idx1-ubyte", IDX.images(20))
                == "t10k-labels-idx1-ubyte: holds images where labels are expected")
    }

    @Test func `other dimensions`() throws {
        let content = IDX.file(magic: [0, 0, 8, 2], dimensions: [2, 2], elements: [1, 2, 3, 4])
        #expect(
            try sentence("train-images-idx3-ubyte", content)
                == "train-images-idx3-ubyte: has 2 dimensions where 3 are expected")
        #expect(
            try sentence("train-labels-idx1-ubyte", content)
                == "train-labels-idx1-ubyte: has 2 dimensions where 1 is expected")
    }

    @Test func `elements that are not bytes`() throws {
        let content = IDX.file(magic: [0, 0, 0x0d, 3], dimensions: [1, 1, 1], elements: [0, 0, 0, 0])
        #expect(
            try sentence("train-images-idx3-ubyte", content)
                == "train-images-idx3-ubyte: holds elements of IDX type 0x0d; only unsigned bytes (0x08) are read")
    }

    @Test func `something else altogether`() throws {
        #expect(
            try sentence("train-images-idx3-ubyte", Array("<!DOCTYPE html><html>".utf8))
                == "train-images-idx3-ubyte: is not an IDX file: it starts with 0x3c21444f")
        #expect(
            try sentence("train-images-idx3-ubyte", [])
                == "train-images-idx3-ubyte: is too short for an IDX file (0 bytes)")
        #expect(
            try sentence("train-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 1])
                == "train-images-idx3-ubyte: is too short for an IDX file (8 bytes)")
    }

    @Test func `dimensions of nothing or of too much`() throws {
        #expect(
            try sentence(
                "train-images-idx3-ubyte", IDX.file(magic: [0, 0, 8, 3], dimensions: [0, 28, 28], elements: []))
                == "train-images-idx3-ubyte: declares no data: its dimensions are 0×28×28")
        #expect(
            try sentence(
                "train-images-idx3-ubyte",
                IDX.file(magic: [0, 0, 8, 3], dimensions: [.max, .max, .max], elements: [1]))
                == "train-images-idx3-ubyte: declares dimensions that no file can hold:"
                + " 4294967295×4294967295×4294967295")
    }

    @Test func `images and labels of different number`() throws {
        #expect(
            try sentence("train-labels-idx1-ubyte", IDX.labels(59))
                == "train-images-idx3-ubyte holds 60 images, but train-labels-idx1-ubyte holds 59 labels")
    }

    @Test func `images of different size in the two parts`() throws {
        #expect(
            try sentence("t10k-images-idx3-ubyte", IDX.images(20, height: 3, width: 3))
                == "train-images-idx3-ubyte holds images of 2×3, but t10k-images-idx3-ubyte of 3×3")
    }

    @Test func `a label that is no class`() throws {
        var labels = IDX.labels(60)
        labels[8 + 41] = 10
        #expect(
            try sentence("train-labels-idx1-ubyte", labels)
                == "train-labels-idx1-ubyte: label 10 of example 41 is not one of the 10 classes 0 to 9")
    }

    @Test func `a directory in place of a file is no file`() throws {
        try IDX.write(to: scratch, replacing: ["train-images-idx3-ubyte": nil])
        try scratch.write("", to: "data/mnist/train-images-idx3-ubyte/inner")
        let error = datasetError { () throws(DatasetError) in _ = try loader.load(request, from: scratch.locations) }
        #expect(
            error?.description
                == "the files of data set 'mnist' are not here (\(scratch.path)/data/mnist lacks"
                + " train-images-idx3-ubyte); 'hpsearch data fetch mnist' downloads them, "
                + "--data-dir or HPSEARCH_DATA names another directory")
    }
}
