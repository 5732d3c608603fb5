import Foundation
import Testing

@testable import Datasets

@Suite struct CSVTests {
    private let scratch = Scratch()
    private let loader = DatasetLoader()

    private func request(_ label: CSVOptions.Column = .name("kind"), header: Bool = true) -> DataRequest {
        DataRequest(.csv(CSVOptions(path: "table.csv", label: label, hasHeader: header)))
    }

    private func table(_ text: String, _ label: CSVOptions.Column = .name("kind"), header: Bool = true) throws
        -> CSVTable
    {
        let options = CSVOptions(path: "table.csv", label: label, hasHeader: header)
        return try Array(text.utf8).withUnsafeBytes { bytes in try CSVTable(bytes, options: options) }
    }

    private func sentence(_ text: String, _ label: CSVOptions.Column = .name("kind"), header: Bool = true) throws
        -> String?
    {
        try sentence(Array(text.utf8), label, header: header)
    }

    private func sentence(_ bytes: [UInt8], _ label: CSVOptions.Column = .name("kind"), header: Bool = true) throws
        -> String?
    {
        let path = try scratch.write(bytes, to: "table.csv")
        let error = datasetError { () throws(DatasetError) in
            _ = try loader.load(request(label, header: header), from: scratch.locations)
        }
        #expect(error == nil || error?.kind == .usage)
        return error?.description.replacing(path, with: "table.csv")
    }

    // MARK: What is read

    @Test func `a table's last fifth is held out and the sixth before it validates`() throws {
        let rows = (0..<100).map { "\($0),\(Double($0) / 4),\($0 % 2 == 0 ? "even" : "odd")\n" }
        try scratch.write("a,b,kind\n" + rows.joined(), to: "table.csv")
        let data = try loader.load(request(), from: scratch.locations)
        #expect(data.description == "table.csv: 67 to train, 13 to validate, 20 held out; 2 features, 2 classes")
        #expect(data.train.allFeatures.prefix(4) == [0, 0, 1, 0.25])
        #expect(data.test.allFeatures.prefix(2) == [80, 20])
        #expect(data.classNames == ["even", "odd"] && data.train.labels.prefix(3) == [0, 1, 0])
        #expect(data.checksum == Checksum.sha256("a,b,kind\n" + rows.joined()))
        #expect(data.warnings.isEmpty)
        let inspection = try loader.inspect(request(), from: scratch.locations)
        #expect(inspection.description == data.description && inspection.isExact)
    }

    @Test func `a packed table is unpacked`() throws {
        let text = "a,kind\n" + (0..<10).map { "\($0),\($0 % 2)\n" }.joined()
        try scratch.write(gzipped(Array(text.utf8)), to: "table.csv.gz")
        let request = DataRequest(.csv(CSVOptions(path: "table.csv.gz", label: .name("kind"))))
        let data = try loader.load(request, from: scratch.locations)
        #expect(data.description == "table.csv: 7 to train, 1 to validate, 2 held out; 1 feature, 2 classes")
        #expect(data.checksum == Checksum.sha256(text))
    }

    @Test func `the label column is found by name and by number from either end`() throws {
        let text = "x,kind,y\n1,p,2\n3,q,4\n"
        for label in [CSVOptions.Column.name("kind"), .index(2), .index(-2)] {
            let table = try table(text, label)
            #expect(table.features == [1, 2, 3, 4] && table.labels == [0, 1])
        }
        #expect(try table("1,p\n3,q\n", .index(-1), header: false).features == [1, 3])
    }

    @Test(arguments: [
        "x,kind\r\n1,p\r\n2,q\r\n", "x,kind\n1,p\n2,q", "x,kind\r1,p\r2,q\r", "\u{FEFF}x,kind\n1,p\n2,q\n",
        "\n\nx,kind\n\n1,p\n  \n2,q\n\n\n", "x , kind\n 1 , p \n\t2,q\n", "\"x\",\"kind\"\n\"1\",\"p\"\n\"2\" ,q\n",
        "\u{FEFF}\"x\",kind\r\n+1.0,p\r\n2e0,\"q\"",
    ])
    func `line ends, marks, blanks and quotes of every kind are read alike`(text: String) throws {
        let table = try table(text)
        #expect(table.features == [1, 2] && table.labels == [0, 1] && table.classNames == ["p", "q"])
    }

    @Test func `quoted fields hold separators, quotes and line ends`() throws {
        let table = try table("x,\"ki,nd\"\n1,\"a \"\"b\"\", c\"\n2,\"two\r\nlines\"\n3, plain \n", .name("ki,nd"))
        #expect(table.classNames == ["a \"b\", c", "plain", "two\r\nlines"])
        #expect(table.labels == [0, 2, 1])
    }

    @Test func `numbers are read as they are written`() throws {
        let table = try table("a,b,c,d,kind\n-1.5,+2,.5,1e-3,p\n3.,1E2,0,-0.0,q\n")
        #expect(table.features == [-1.5, 2, 0.5, 0.001, 3, 100, 0, 0])
    }

    @Test func `classes are in the order of their numbers, else of their letters`() throws {
        #expect(try table("x,kind\n1,10\n1,9\n1,-1\n").classNames == ["-1", "9", "10"])
        #expect(try table("x,kind\n1,10\n1,9\n1,b\n1,B\n1,ä\n").classNames == ["10", "9", "B", "b", "ä"])
    }

    @Test func `another separator is taken when asked for`() throws {
        try scratch.write("x;kind\n1;p\n2;q\n", to: "table.csv")
        let options = CSVOptions(path: scratch.path + "/table.csv", label: .name("kind"), separator: ";")
        let data = try loader.load(DataRequest(.csv(options), validation: 0), from: scratch.locations)
        #expect(data.train.allFeatures == [1, 2] && data.test.rows == 0)
    }

    @Test func `rows sorted by class are warned of`() throws {
        let rows = (0..<50).map { "\($0),class \($0 / 10)\n" }
        try scratch.write("x,kind\n" + rows.joined(), to: "table.csv")
        let data = try loader.load(request(), from: scratch.locations)
        #expect(
            data.warnings == [
                "table.csv: the 34 rows to train on hold no example of class 4; are the rows sorted by class?"
            ])
    }

    // MARK: What is refused

    @Test func `an empty file`() throws {
        #expect(try sentence("") == "table.csv: is empty")
        #expect(try sentence("\n \r\n\n") == "table.csv: is empty")
    }

    @Test func `a header alone`() throws {
        #expect(try sentence("x,kind\n") == "table.csv: has a header but no rows")
    }

    @Test func `ragged rows`() throws {
        #expect(try sentence("x,kind\n1,p\n\n2\n") == "table.csv: row 4: 1 field where 2 are expected")
        #expect(try sentence("x,kind\n1,p\n2,q,3\n") == "table.csv: row 3: 3 fields where 2 are expected")
    }

    @Test func `cells that are not numbers`() throws {
        #expect(
            try sentence("x,\"sepal width\",kind\n1,2,p\n1,abc,q\n")
                == "table.csv: row 3, column 2 ('sepal width'): 'abc' is not a number")
        for text in ["nan", "inf", "0x10", "1,5", "1 2", "--1", "1e", "e5", ".", "1_000"] {
            let cell = text.contains(",") ? "\"\(text)\"" : text
            #expect(
                try sentence("x,kind\n\(cell),p\n2,q\n")
                    == "table.csv: row 2, column 1 ('x'): '\(text)' is not a number")
        }
        #expect(
            try sentence("1,p\nx,q\n", .index(2), header: false) == "table.csv: row 2, column 1: 'x' is not a number")
        #expect(
            try sentence("x,kind\n1e39,p\n2,q\n")
                == "table.csv: row 2, column 1 ('x'): 1e39 is too large for a 32-bit number")
        #expect(
            try sentence("x,kind\n\(String(repeating: "1", count: 600)),p\n")?.hasSuffix("11…' is not a number") == true
        )
    }

    @Test func `empty cells`() throws {
        #expect(try sentence("x,kind\n,p\n2,q\n") == "table.csv: row 2, column 1 ('x'): is empty")
        #expect(try sentence("x,kind\n1,p\n2, \n") == "table.csv: row 3, column 2 ('kind'): is empty")
    }

    @Test func `a row number after a field of several lines`() throws {
        #expect(
            try sentence("x,kind\n1,\"a\nb\"\nx,q\n") == "table.csv: row 4, column 1 ('x'): 'x' is not a number")
    }

    @Test func `a label column that is not there`() throws {
        #expect(
            try sentence("x,Kind,z\n1,p,2\n")
                == "table.csv: there is no column 'kind'; did you mean 'Kind'? (columns: x, Kind, z)")
        #expect(try sentence("x,z\n1,p\n") == "table.csv: there is no column 'kind' (columns: x, z)")
        #expect(
            try sentence("x,kind\n1,p\n", .index(3))
                == "table.csv: there is no column 3: the columns count from 1 to 2, or from -1 backwards")
        for index in [0, -3, Int.min, Int.max] {
            #expect(try sentence("x,kind\n1,p\n", .index(index))?.contains("there is no column \(index)") == true)
        }
        #expect(
            try sentence("1,p\n", header: false)
                == "table.csv: the label column 'kind' is named, but 'header: false' leaves no names; give its number")
    }

    @Test func `headings that are the same, or data`() throws {
        #expect(
            try sentence("x,kind,x\n1,p,2\n") == "table.csv: row 1: columns 1 and 3 have the same heading 'x'")
        #expect(
            try sentence("1,2,3\n4,5,6\n", .index(3))
                == "table.csv: row 1 holds only numbers, so it does not look like a header; write 'header: false' if it is"
                + " data")
    }

    @Test func `quotes that go wrong`() throws {
        #expect(try sentence("x,kind\n1,\"p\n2,q\n") == "table.csv: row 2: a quoted field is never closed")
        #expect(
            try sentence("x,kind\n1,\"p\"q\n") == "table.csv: row 2, column 2: text follows a closing quote")
    }

    @Test func `text that is not UTF-8`() throws {
        #expect(
            try sentence(Array("x,kind\n1,".utf8) + [0xe4] + Array("\n2,q\n".utf8))
                == "table.csv: row 2, column 2: is not UTF-8 text")
        #expect(
            try sentence([0xff, 0xfe] + Array("x,kind\n1,p\n".utf8)) == "table.csv: row 1, column 1: is not UTF-8 text")
    }

    @Test func `columns that do not suffice`() throws {
        #expect(try sentence("kind\np\nq\n") == "table.csv: has no column beside the label")
        #expect(
            try sentence("x;kind\n1;p\n2;q\n") == "table.csv: has no column beside the label; is its separator ';'?")
    }

    @Test func `labels of one class, and numbers`() throws {
        #expect(
            try sentence("x,kind\n1,p\n2,p\n")
                == "table.csv: every row has the same label 'p' in column 'kind'; there is nothing to tell apart")
        #expect(
            try sentence("x,kind\n1,0.5\n2,1.25\n")
                == "table.csv: the labels in column 'kind' are numbers to be predicted, not classes; write"
                + " 'target: number'")
    }

    @Test func `numbers to be predicted`() throws {
        try scratch.write("x,y,price\n" + (0..<20).map { "\($0),1,\(Double($0) / 4)\n" }.joined(), to: "table.csv")
        let request = DataRequest(.csv(CSVOptions(path: "table.csv", label: .name("price"), target: .number)))
        let data = try loader.load(request, from: scratch.locations)
        #expect(
            data.description == "table.csv: 14 to train, 2 to validate, 4 held out; 2 features, a number to predict")
        #expect(data.classCount == 0 && data.warnings.isEmpty)
        guard case .numbers(let numbers) = data.test.targets else {
            Issue.record("numbers were asked for")
            return
        }
        #expect(numbers == [4, 4.25, 4.5, 4.75])
        #expect(data.test.allFeatures.prefix(2) == [16, 1])

        try scratch.write("x,price\n1,cheap\n", to: "table.csv")
        let error = datasetError { () throws(DatasetError) in _ = try loader.load(request, from: scratch.locations) }
        #expect(
            error?.description == "\(scratch.path)/table.csv: row 2, column 2 ('price'): 'cheap' is not a number")
    }

    @Test func `rows that are images`() throws {
        try scratch.write("a,b,c,d,kind\n1,2,3,4,p\n5,6,7,8,q\n", to: "table.csv")
        func request(_ shape: [Int]) -> DataRequest {
            DataRequest(.csv(CSVOptions(path: "table.csv", label: .name("kind"), shape: shape)), validation: 0)
        }
        #expect(try loader.load(request([1, 2, 2]), from: scratch.locations).train.shape == [1, 2, 2])
        let error = datasetError { () throws(DatasetError) in
            _ = try loader.load(request([1, 2, 3]), from: scratch.locations)
        }
        #expect(
            error?.description
                == "\(scratch.path)/table.csv: its rows have 4 features, but the shape 1×2×3 has 6 values; "
                + "give channels, height and width whose product is 4")
    }

    @Test func `separators that cannot be`() throws {
        try scratch.write("x,kind\n1,p\n2,q\n", to: "table.csv")
        for (separator, shown) in [("\"", "\""), ("\n", "\\n"), ("→", "→")] as [(Character, String)] {
            let options = CSVOptions(path: "table.csv", label: .index(2), separator: separator)
            let error = datasetError { () throws(DatasetError) in
                _ = try loader.load(DataRequest(.csv(options)), from: scratch.locations)
            }
            #expect(
                error?.description
                    == "\(scratch.path)/table.csv: cannot be read with the separator '\(shown)'; it must be one ASCII"
                    + " character, neither a quote nor a line end")
        }
    }

    @Test func `files that are not there or cannot be read`() throws {
        let missing = datasetError { () throws(DatasetError) in _ = try loader.load(request(), from: scratch.locations)
        }
        #expect(missing?.description == "\(scratch.path)/table.csv: no such file" && missing?.kind == .environment)
        try scratch.write("", to: "table.csv/inner")
        let directory = datasetError { () throws(DatasetError) in
            _ = try loader.inspect(request(), from: scratch.locations)
        }
        #expect(directory?.description == "\(scratch.path)/table.csv: cannot be read: it is not a regular file")
        #expect(directory?.kind == .environment)
    }

    @Test func `whatever bytes a file holds, reading ends with a table or an error`() throws {
        let pieces = ["\"", ",", "\n", "\r", "1", "x", " ", "\u{FEFF}", "-", "ä", "\t", ";", "\0"]
        var state: UInt64 = 20
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        var tables = 0
        for _ in 0..<3_000 {
            let text = "x,kind\n" + (0..<next(30)).map { _ in pieces[next(pieces.count)] }.joined()
            if let table = try? table(text) {
                #expect(table.features.count == table.rows * table.featureCount && table.rows >= 2)
                tables += 1
            }
        }
        #expect(tables < 3_000)
    }
}
