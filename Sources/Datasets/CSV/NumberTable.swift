/// Columns of numbers from a CSV file, in double precision.
public struct NumberTable: Sendable {
    /// Which columns of which file.
    public struct Request: Hashable, Sendable {
        /// As written in the study file; relative paths are relative to that file's directory.
        public var path: String
        /// In the order in which they are wanted.
        public var columns: [CSVOptions.Column]
        public var hasHeader: Bool
        public var separator: Character

        public init(
            path: String, columns: [CSVOptions.Column], hasHeader: Bool = true, separator: Character = ","
        ) {
            self.path = path
            self.columns = columns
            self.hasHeader = hasHeader
            self.separator = separator
        }
    }

    /// One array for each column asked for, all of the same length.
    public let columns: [[Double]]
    /// SHA-256 of the unpacked file.
    public let checksum: String

    public var rows: Int { columns.first?.count ?? 0 }

    /// Reads the columns.
    /// - Throws: what is wrong with the file or with the columns asked for.
    public init(_ request: Request, from locations: DataLocations) throws(DatasetError) {
        let options = CSVOptions(
            path: request.path, label: .index(1), hasHeader: request.hasHeader, separator: request.separator)
        let file = try CSVDataset(options: options).locate(in: locations)
        let content = try UnpackedFiles(locations).content(of: file, expectedLength: nil)
        do {
            columns = try content.data.withBytes { bytes throws(DatasetError.CSVFault) in
                try Self.columns(bytes, request, options)
            }
        } catch {
            throw .csv(path: file.path, error)
        }
        checksum = content.checksum
    }

    private static func columns(
        _ bytes: UnsafeRawBufferPointer, _ request: Request, _ options: CSVOptions
    ) throws(DatasetError.CSVFault) -> [[Double]] {
        guard let separator = request.separator.asciiValue, !"\"\r\n".utf8.contains(separator) else {
            throw .invalidSeparator(String(request.separator))
        }
        var reader = CSVReader(bytes, separator: separator)
        guard try reader.next() else { throw .empty }
        var indices: [Int] = []
        var header: CSVHeader?
        for column in request.columns {
            var options = options
            options.label = column
            let found = try CSVHeader(reader, options: options)
            indices.append(found.labelColumn)
            header = found
        }
        guard let header else { return [] }
        if request.hasHeader {
            guard try reader.next() else { throw .noRows }
        }
        var columns = [[Double]](repeating: [], count: indices.count)
        repeat {
            guard reader.fields.count == header.columnCount else {
                throw .raggedRow(row: reader.row, fields: reader.fields.count, expected: header.columnCount)
            }
            for (place, index) in indices.enumerated() {
                switch reader.double(reader.fields[index]) {
                case .value(let value): columns[place].append(value)
                case .empty: throw .emptyCell(header.cell(reader, index))
                case .notANumber:
                    throw .notANumber(header.cell(reader, index), text: try header.text(reader, index))
                case .outOfRange:
                    throw .doubleOutOfRange(header.cell(reader, index), text: try header.text(reader, index))
                }
            }
        } while try reader.next()
        return columns
    }
}
