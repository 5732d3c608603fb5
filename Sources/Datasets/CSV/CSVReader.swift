/// Splits CSV text (RFC 4180) into records, one at a time, over the file's bytes.
///
/// Quoted fields may hold separators, line ends and doubled quotes. Lines end with LF, CR LF or CR, the last one also
/// without. A byte order mark and blank lines are skipped. Why it is our own: SwiftCSV 0.10 stops the whole program on
/// text after a closing quote, holds every cell as a `String`, and does not know the row of what it reads.
struct CSVReader {
    /// One field of a record: bytes of the file, without surrounding quotes.
    struct Field {
        let range: Range<Int>
        let isQuoted: Bool
        /// Whether doubled quotes stand for single ones.
        let hasDoubledQuotes: Bool
    }

    let bytes: UnsafeRawBufferPointer
    private let separator: UInt8
    private var position: Int
    /// The line, from 1, in which the next record begins.
    private var line = 1
    /// The line in which the last record began.
    private(set) var row = 0
    /// The last record's fields.
    private(set) var fields: [Field] = []

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ bytes: UnsafeRawBufferPointer, separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
        position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// Reads the next record into `fields`; false at the end.
    mutating func next() throws(DatasetError.CSVFault) -> Bool {
        skipBlankLines()
        guard position < bytes.count else { return false }
        row = line
        fields.removeAll(keepingCapacity: true)
        while true {
            fields.append(try field())
            guard position < bytes.count else { return true }
            if bytes[position] == separator {
                position += 1
            } else {
                skipLineEnd()
                return true
            }
        }
    }

    private mutating func skipBlankLines() {
        var start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == CSVReader.newline || byte == CSVReader.carriageReturn {
                skipLineEnd()
                start = position
            } else if byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && byte != separator) {
                position += 1
            } else {
                position = start
                return
            }
        }
    }

    private mutating func skipLineEnd() {
        let isPair =
            bytes[position] == CSVReader.carriageReturn && position + 1 < bytes.count
            && bytes[position + 1] == CSVReader.newline
        position += isPair ? 2 : 1
        line += 1
    }

    /// Reads up to a separator or line end, which stays.
    private mutating func field() throws(DatasetError.CSVFault) -> Field {
        if position < bytes.count, bytes[position] == CSVReader.quote { return try quotedField() }
        let start = position
        while position < bytes.count, !isFieldEnd(bytes[position]) { position += 1 }
        return Field(range: start..<position, isQuoted: false, hasDoubledQuotes: false)
    }

    private mutating func quotedField() throws(DatasetError.CSVFault) -> Field {
        let opening = line
        position += 1
        let start = position
        var hasDoubledQuotes = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == CSVReader.quote {
                guard position + 1 < bytes.count, bytes[position + 1] == CSVReader.quote else {
                    let end = position
                    position += 1
                    try skipSpacesAfterQuote()
                    return Field(range: start..<end, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes)
                }
                hasDoubledQuotes = true
                position += 2
            } else if byte == CSVReader.newline || byte == CSVReader.carriageReturn {
                skipLineEnd()
            } else {
                position += 1
            }
        }
        throw .unclosedQuote(row: opening)
    }

    private mutating func skipSpacesAfterQuote() throws(DatasetError.CSVFault) {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
        if position < bytes.count, !isFieldEnd(bytes[position]) {
            throw .textAfterQuote(row: row, column: fields.count + 1)
        }
    }

    private func isFieldEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == CSVReader.newline || byte == CSVReader.carriageReturn
    }
}
