/// The content of a CSV file: features, and classes or numbers.
struct CSVTable {
    /// Row-major, `rows × featureCount`.
    private(set) var features: [Float] = []
    /// A class index for each row; empty if numbers are to be predicted.
    private(set) var labels: [Int32] = []
    /// A number for each row, if numbers are to be predicted.
    private(set) var numbers: [Float] = []
    /// The classes' names: in the order of their numbers if all are integers, else in the order of their letters'
    /// code points.
    private(set) var classNames: [String] = []
    private(set) var featureCount = 0

    var rows: Int { max(labels.count, numbers.count) }

    init(_ bytes: UnsafeRawBufferPointer, options: CSVOptions) throws(DatasetError.CSVFault) {
        guard let separator = options.separator.asciiValue, !"\"\r\n".utf8.contains(separator) else {
            throw .invalidSeparator(String(options.separator))
        }
        var reader = CSVReader(bytes, separator: separator)
        guard try reader.next() else { throw .empty }
        let header = try CSVHeader(reader, options: options)
        featureCount = header.columnCount - 1
        guard featureCount > 0 else { throw .noFeatures(separatorHint: header.separatorHint) }

        var indices: [String: Int32] = [:]
        if options.hasHeader {
            guard try reader.next() else { throw .noRows }
        }
        repeat {
            try append(reader, header: header, target: options.target, indices: &indices)
        } while try reader.next()
        if options.target == .classes { try sortClasses(indices, header: header) }
        if let shape = options.shape {
            guard shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == featureCount else {
                throw .shapeDiffers(shape: shape, features: featureCount)
            }
        }
    }

    private mutating func append(
        _ reader: CSVReader, header: CSVHeader, target: CSVOptions.Target, indices: inout [String: Int32]
    ) throws(DatasetError.CSVFault) {
        guard reader.fields.count == header.columnCount else {
            throw .raggedRow(row: reader.row, fields: reader.fields.count, expected: header.columnCount)
        }
        for (column, field) in reader.fields.enumerated() {
            if column == header.labelColumn, target == .classes {
                let label = try header.text(reader, column)
                guard !label.isEmpty else { throw .emptyCell(header.cell(reader, column)) }
                let index = indices[label] ?? Int32(indices.count)
                indices[label] = index
                labels.append(index)
                continue
            }
            switch reader.number(field) {
            case .value(let value):
                if column == header.labelColumn { numbers.append(value) } else { features.append(value) }
            case .empty: throw .emptyCell(header.cell(reader, column))
            case .notANumber: throw .notANumber(header.cell(reader, column), text: try header.text(reader, column))
            case .outOfRange:
                throw .numberOutOfRange(header.cell(reader, column), text: try header.text(reader, column))
            }
        }
    }

    /// Numbers the classes in their order rather than in that of their appearance.
    private mutating func sortClasses(
        _ indices: [String: Int32], header: CSVHeader
    ) throws(DatasetError.CSVFault) {
        let names = Array(indices.keys)
        if names.count == 1 { throw .oneClass(column: header.labelColumnText, label: names[0]) }
        let integers = names.compactMap { Int($0) }
        if integers.count == names.count {
            // Different spellings of one number (1 and 01) stay different classes.
            classNames = zip(integers, names).sorted { $0 < $1 }.map(\.1)
        } else if names.allSatisfy({ Double($0) != nil }) {
            throw .numericTarget(column: header.labelColumnText)
        } else {
            classNames = names.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
        }
        var order = [Int32](repeating: 0, count: names.count)
        for (index, name) in classNames.enumerated() {
            if let appearance = indices[name] { order[Int(appearance)] = Int32(index) }
        }
        for row in labels.indices { labels[row] = order[Int(labels[row])] }
    }
}
