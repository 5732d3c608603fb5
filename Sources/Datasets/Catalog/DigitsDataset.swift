import Foundation

/// 1,797 handwritten digits of 8×8 pixels, inside the program: rows 0..<1,097 train, the next 350 validate, the last 350
/// are held out. Other people wrote the later ones, so held-out accuracy is well below validation accuracy.
struct DigitsDataset: Dataset {
    let name = "digits"
    let summary = "8×8 handwritten digits, built in"
    let provenance = Provenance(
        authors: "E. Alpaydin and C. Kaynak", year: 1998,
        source: "Optical Recognition of Handwritten Digits (test part), UCI, doi 10.24432/C50P49", licence: "CC BY 4.0")
    let published = DatasetSize(trainingRows: 1_447, heldOutRows: 350, shape: [1, 8, 8], classCount: 10)
    let classNames = (0..<10).map(String.init)
    let remoteFiles: [RemoteFile] = []

    /// What errors call the file.
    private static let file = "the built-in digits"

    func defaultValidation(trainingRows: Int) -> Int { min(350, trainingRows) }

    func locate(in locations: DataLocations) throws(DatasetError) -> [DataFile] { [] }

    func size(of files: [DataFile]) throws(DatasetError) -> DatasetSize { published }

    func load(_ files: [DataFile], unpacked: UnpackedFiles) throws(DatasetError) -> LoadedDataset {
        let packed = DataBytes(copying: PackageResources.digits_csv_gz)
        let text = try packed.withBytes { bytes throws(DatasetError) in
            try Gzip.unpacked(bytes, path: DigitsDataset.file)
        }
        let width = published.shape.reduce(1, *)
        let rows = published.trainingRows + published.heldOutRows
        let numbers = try DigitsDataset.numbers(in: text)
        guard numbers.count == rows * (width + 1) else {
            throw .csv(
                path: DigitsDataset.file, .raggedRow(row: 1, fields: numbers.count, expected: rows * (width + 1)))
        }
        var pixels: [UInt8] = []
        var labels: [Int32] = []
        pixels.reserveCapacity(rows * width)
        for row in 0..<rows {
            let start = row * (width + 1)
            pixels.append(contentsOf: numbers[start..<(start + width)])
            labels.append(Int32(numbers[start + width]))
        }
        let memory = DataBytes(copying: pixels)
        guard let start = memory.start else { throw .csv(path: DigitsDataset.file, .empty) }
        let table = ExampleTable(
            rows: rows, shape: published.shape,
            features: .bytes(start.assumingMemoryBound(to: UInt8.self), scale: 1 / 16),
            targets: .classes(labels, count: published.classCount), owner: memory)
        let checksum = text.withUnsafeBytes { Checksum.sha256($0) }
        return LoadedDataset(
            training: table.part(0..<published.trainingRows), heldOut: table.part(published.trainingRows..<rows),
            classNames: classNames, checksum: checksum, fileChecksums: [])
    }

    /// Small numbers between commas and line ends.
    private static func numbers(in text: [UInt8]) throws(DatasetError) -> [UInt8] {
        var numbers: [UInt8] = []
        var number: UInt8?
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = (number ?? 0) &* 10 &+ (byte - UInt8(ascii: "0"))
            default:
                if let value = number { numbers.append(value) }
                number = nil
            }
        }
        if let number { numbers.append(number) }
        return numbers
    }
}
