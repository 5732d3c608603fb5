/// The columns of a CSV file, from its first record.
struct CSVHeader {
    /// The headings; nil without a header.
    let names: [String]?
    let columnCount: Int
    /// From 0.
    let labelColumn: Int
    /// Another separator that the first record holds, if it has but one field.
    let separatorHint: String?

    /// - Parameter reader: after its first record.
    init(_ reader: CSVReader, options: CSVOptions) throws(DatasetError.CSVFault) {
        var texts: [String] = []
        for (column, field) in reader.fields.enumerated() {
            guard let text = reader.text(field) else { throw .notUTF8(row: reader.row, column: column + 1) }
            texts.append(text)
        }
        columnCount = texts.count
        separatorHint =
            columnCount > 1 ? nil : [(";", ";"), ("\t", "tab"), (",", ",")].first { texts[0].contains($0.0) }?.1
        if options.hasHeader {
            if texts.allSatisfy({ Double($0) != nil }) { throw .headerLooksLikeData }
            var columns: [String: Int] = [:]
            for (column, name) in texts.enumerated() {
                if let first = columns[name] {
                    throw .duplicateHeading(name: name, first: first + 1, second: column + 1)
                }
                columns[name] = column
            }
            names = texts
        } else {
            names = nil
        }
        if columnCount == 1, separatorHint != nil { throw .noFeatures(separatorHint: separatorHint) }

        switch (options.label, names) {
        case (.name(let name), let names?):
            guard let column = names.firstIndex(of: name) else {
                throw .missingLabelColumn(name: name, columns: names)
            }
            labelColumn = column
        case (.name(let name), nil):
            throw .labelNameWithoutHeader(name: name)
        case (.index(let index), _):
            let column = index > 0 ? index - 1 : columnCount + index
            guard index != 0, (0..<columnCount).contains(column) else {
                throw .labelColumnOutOfRange(index: index, columns: columnCount)
            }
            labelColumn = column
        }
    }

    /// The label column's heading in quotes, else its number.
    var labelColumnText: String { names.map { "'\($0[labelColumn].excerpt)'" } ?? String(labelColumn + 1) }

    /// - Parameter column: from 0.
    func cell(_ reader: CSVReader, _ column: Int) -> DatasetError.Cell {
        DatasetError.Cell(row: reader.row, column: column + 1, name: names?[column])
    }

    func text(_ reader: CSVReader, _ column: Int) throws(DatasetError.CSVFault) -> String {
        guard let text = reader.text(reader.fields[column]) else {
            throw .notUTF8(row: reader.row, column: column + 1)
        }
        return text
    }
}
