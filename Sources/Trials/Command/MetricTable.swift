import StudyCore

/// Reads a table of comma-separated values line by line, as RFC 4180 writes it: what stands in quotes may hold
/// separators, quotes (written twice) and line ends. A header with semicolons and no commas separates by semicolons;
/// a comma in a number is its decimal point then.
struct MetricTable {
    /// A field in quotes goes over at most so many bytes of lines; else a quote without its partner would hide the rest.
    static let greatestQuoted = 64 << 10

    private var names: [String]?
    private var separator = UInt8(ascii: ",")
    /// A row of which a field in quotes has not ended yet.
    private var unfinished: [UInt8] = []
    /// Rows that are not as long as the header, or end inside quotes: what they hold belongs to no name for certain.
    private(set) var misfitCount = 0

    /// The numbers of the row that ends with this line; nil where none does, or the row does not fit the header.
    mutating func row(
        endingWith line: UnsafeRawBufferPointer
    ) -> (values: [(name: String, value: Double)], steps: [Step])? {
        let bytes = unfinished.isEmpty ? Array(line) : unfinished + [UInt8(ascii: "\n")] + line
        unfinished = []
        guard let names else {
            readHeader(bytes)
            return nil
        }
        guard let fields = Self.fields(of: bytes, separator) else {
            if bytes.count <= Self.greatestQuoted { unfinished = bytes } else { misfitCount += 1 }
            return nil
        }
        guard fields.count == names.count else {
            misfitCount += 1
            return nil
        }
        var values: [(name: String, value: Double)] = []
        var steps: [Step] = []
        for (name, field) in zip(names, fields) {
            guard let value = number(field) else { continue }
            if let unit = Measurement.Unit(rawValue: name), let number = Int(exactly: value) {
                steps.append(Step(unit: unit, number: number))
            } else {
                values.append((name, value))
            }
        }
        return (values, steps)
    }

    /// Where semicolons separate, a comma may stand for the decimal point, as some languages write it.
    private func number(_ field: String) -> Double? {
        if let value = Number.value(of: field) { return value }
        guard separator == UInt8(ascii: ";"), field.count(where: { $0 == "," }) == 1, !field.contains(".") else {
            return nil
        }
        return Double(field.replacing(",", with: "."))
    }

    /// Counts what the file ends in the middle of.
    mutating func finish() {
        if !unfinished.isEmpty { misfitCount += 1 }
        unfinished = []
    }

    private mutating func readHeader(_ bytes: [UInt8]) {
        // A mark of the byte order, as spreadsheets write it.
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let byCommas = Self.fields(of: bytes, separator) else {
            unfinished = bytes.count <= Self.greatestQuoted ? bytes : []
            return
        }
        names = byCommas
        let semicolon = UInt8(ascii: ";")
        if byCommas.count == 1, let bySemicolons = Self.fields(of: bytes, semicolon), bySemicolons.count > 1 {
            separator = semicolon
            names = bySemicolons
        }
    }

    /// The fields of a row, without the quotes and blanks around them; nil where it ends inside quotes.
    private static func fields(of bytes: [UInt8], _ separator: UInt8) -> [String]? {
        let quote = UInt8(ascii: "\"")
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var place = 0
        func text() -> String {
            var rest = field[...]
            while let first = rest.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
            while let last = rest.last, last == 0x20 || last == 0x09 { rest.removeLast() }
            return String(decoding: rest, as: UTF8.self)
        }
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if isQuoted {
                if byte != quote {
                    field.append(byte)
                } else if place < bytes.count, bytes[place] == quote {
                    field.append(quote)
                    place += 1
                } else {
                    isQuoted = false
                }
            } else if byte == separator {
                fields.append(text())
                field = []
            } else if byte == quote, field.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                isQuoted = true
                field = []
            } else {
                field.append(byte)
            }
        }
        return isQuoted ? nil : fields + [text()]
    }
}
