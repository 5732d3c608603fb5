extension DatasetError.CSVFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidSeparator(let text):
            "cannot be read with the separator '\(text.excerpt)'; it must be one ASCII character, neither a quote nor a line end"
        case .empty:
            "is empty"
        case .noRows:
            "has a header but no rows"
        case .noFeatures(let hint):
            "has no column beside the label" + (hint.map { "; is its separator '\($0)'?" } ?? "")
        case .headerLooksLikeData:
            "row 1 holds only numbers, so it does not look like a header; write 'header: false' if it is data"
        case .duplicateHeading(let name, let first, let second):
            "row 1: columns \(first) and \(second) have the same heading '\(name.excerpt)'"
        case .missingLabelColumn(let name, let columns):
            "there is no column '\(name.excerpt)'"
                + (Spelling.nearest(to: name, in: columns).map { "; did you mean '\($0.excerpt)'?" } ?? "")
                + (columns.count <= 20 ? " (columns: \(columns.map(\.excerpt).joined(separator: ", ")))" : "")
        case .labelColumnOutOfRange(let index, let columns):
            "there is no column \(index): the columns count from 1 to \(columns), or from -1 backwards"
        case .labelNameWithoutHeader(let name):
            "the label column '\(name.excerpt)' is named, but 'header: false' leaves no names; give its number"
        case .raggedRow(let row, let fields, let expected):
            "row \(row): \(fields) field\(fields == 1 ? "" : "s") where \(expected) are expected"
        case .notANumber(let cell, let text):
            "\(cell): '\(text.excerpt)' is not a number"
        case .numberOutOfRange(let cell, let text):
            "\(cell): \(text.excerpt) is too large for a 32-bit number"
        case .doubleOutOfRange(let cell, let text):
            "\(cell): \(text.excerpt) is too large for a 64-bit number"
        case .emptyCell(let cell):
            "\(cell): is empty"
        case .unclosedQuote(let row):
            "row \(row): a quoted field is never closed"
        case .textAfterQuote(let row, let column):
            "row \(row), column \(column): text follows a closing quote"
        case .notUTF8(let row, let column):
            "row \(row), column \(column): is not UTF-8 text"
        case .oneClass(let column, let label):
            "every row has the same label '\(label.excerpt)' in column \(column); there is nothing to tell apart"
        case .numericTarget(let column):
            "the labels in column \(column) are numbers to be predicted, not classes; write 'target: number'"
        case .shapeDiffers(let shape, let features):
            "its rows have \(features) features, but the shape \(shape.shapeText) has \(shape.reduce(1, *)) values; "
                + "give channels, height and width whose product is \(features)"
        }
    }
}

extension DatasetError.Cell: CustomStringConvertible {
    public var description: String {
        "row \(row), column \(column)" + (name.map { " ('\($0.excerpt)')" } ?? "")
    }
}
