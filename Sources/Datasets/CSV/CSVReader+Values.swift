import Foundation

extension CSVReader {
    /// A number as it stands in a cell.
    enum Number {
        case value(Float)
        case empty
        case notANumber
        case outOfRange
    }

    /// The same, in double precision.
    enum DoubleNumber {
        case value(Double)
        case empty
        case notANumber
        case outOfRange
    }

    /// The text of a field, without surrounding spaces unless it is quoted; nil if it is not UTF-8.
    func text(_ field: Field) -> String? {
        let bytes = field.isQuoted ? bytes(of: field) : trimmed(field)
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return field.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
    }

    /// The decimal number in a field: digits, a point, an exponent. Neither hexadecimal nor `nan` nor `inf`.
    func number(_ field: Field) -> Number {
        switch double(field) {
        case .value(let value): Float(value).isFinite ? .value(Float(value)) : .outOfRange
        case .empty: .empty
        case .notANumber: .notANumber
        case .outOfRange: .outOfRange
        }
    }

    /// The same, in double precision.
    func double(_ field: Field) -> DoubleNumber {
        let bytes = trimmed(field)
        guard !bytes.isEmpty else { return .empty }
        let isDecimal = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isDecimal, bytes.count < 512 else { return .notANumber }
        // `strtod` wants a zero at the end, which a mapped file does not have.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
            buffer[bytes.count] = 0
            guard let start = buffer.baseAddress else { return .notANumber }
            var end: UnsafeMutablePointer<CChar>?
            let value = strtod(start, &end)
            guard end == start + bytes.count else { return .notANumber }
            return value.isFinite ? .value(value) : .outOfRange
        }
    }

    private func bytes(of field: Field) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[field.range])
    }

    private func trimmed(_ field: Field) -> UnsafeRawBufferPointer {
        var range = field.range
        func isSpace(_ index: Int) -> Bool { bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") }
        while !range.isEmpty, isSpace(range.lowerBound) { range = (range.lowerBound + 1)..<range.upperBound }
        while !range.isEmpty, isSpace(range.upperBound - 1) { range = range.lowerBound..<(range.upperBound - 1) }
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }
}
