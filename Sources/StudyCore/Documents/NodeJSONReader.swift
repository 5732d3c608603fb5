/// Why a text is not JSON.
public struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte at which reading stopped, from 0.
    public let offset: Int
    public let reason: String

    public var description: String { "not valid JSON at byte \(offset): \(reason)" }
}

extension Node {
    /// Reads one JSON text (RFC 8259), strictly: nothing may follow it, duplicate keys and depths over 128 are refused.
    /// A number without point and exponent is an integer when it fits, else a real.
    public init(json text: String) throws(JSONSyntaxError) {
        try self.init(json: Array(text.utf8))
    }

    /// Reads one JSON text from UTF-8 bytes.
    public init(json bytes: [UInt8]) throws(JSONSyntaxError) {
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONSyntaxError) in
            var reader = NodeJSONReader(bytes: bytes)
            return try reader.readWhole()
        }
    }
}

struct NodeJSONReader {
    /// They outlive the reader.
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0
    private static let greatestDepth = 128

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func readWhole() throws(JSONSyntaxError) -> Node {
        let node = try readValue(depth: 0)
        try expectEnd()
        return node
    }

    private mutating func expectEnd() throws(JSONSyntaxError) {
        skipWhiteSpace()
        guard offset == bytes.count else { throw failure("text follows the value") }
    }

    private func failure(_ reason: String) -> JSONSyntaxError { JSONSyntaxError(offset: offset, reason: reason) }

    private mutating func skipWhiteSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func take(_ text: [UInt8]) -> Bool {
        guard bytes.count - offset >= text.count, bytes[offset..<offset + text.count].elementsEqual(text) else {
            return false
        }
        offset += text.count
        return true
    }

    private mutating func readValue(depth: Int) throws(JSONSyntaxError) -> Node {
        guard depth <= Self.greatestDepth else { throw failure("nested too deeply") }
        skipWhiteSpace()
        guard offset < bytes.count else { throw failure("the text ends early") }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return try readMap(depth: depth)
        case UInt8(ascii: "["): return try readList(depth: depth)
        case UInt8(ascii: "\""): return Node(.text(try readText()))
        case UInt8(ascii: "t"): return try readWord("true", Node(.boolean(true)))
        case UInt8(ascii: "f"): return try readWord("false", Node(.boolean(false)))
        case UInt8(ascii: "n"): return try readWord("null", Node(.null))
        default: return try readNumber().node
        }
    }

    /// - Parameter expected: the names that the map most likely has, in this order.
    mutating func readWholeConfiguration(
        expecting expected: [ConfigurationReader.Name]
    ) throws(JSONSyntaxError) -> [(name: String, value: Scalar)] {
        var values: [(name: String, value: Scalar)] = []
        values.reserveCapacity(expected.count)
        var isAsExpected = true
        skipWhiteSpace()
        guard take(UInt8(ascii: "{")) else { throw failure("a map is expected") }
        skipWhiteSpace()
        if !take(UInt8(ascii: "}")) {
            repeat {
                let name: String
                if isAsExpected, values.count < expected.count, take(expected[values.count].key) {
                    name = expected[values.count].text
                } else {
                    isAsExpected = false
                    name = try readKey()
                    guard !values.contains(where: { $0.name == name }) else { throw repeatedKey(name) }
                }
                values.append((name, try readScalar()))
                skipWhiteSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw failure("a comma or a closing brace is expected") }
        }
        try expectEnd()
        return values
    }

    private mutating func readScalar() throws(JSONSyntaxError) -> Scalar {
        skipWhiteSpace()
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") || bytes[offset] <= UInt8(ascii: "9"),
            bytes[offset] != UInt8(ascii: "\"")
        {
            return try readNumber()
        }
        guard let scalar = Scalar(try readValue(depth: 1)) else { throw failure("a scalar is expected") }
        return scalar
    }

    private mutating func readKey() throws(JSONSyntaxError) -> String {
        skipWhiteSpace()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw failure("a key is expected") }
        let key = try readText()
        skipWhiteSpace()
        guard take(UInt8(ascii: ":")) else { throw failure("a colon is expected") }
        return key
    }

    private func repeatedKey(_ key: String) -> JSONSyntaxError {
        failure("the key \"\(visiblyPrintable(Node.text(key).excerpt))\" stands twice")
    }

    private mutating func readWord(_ word: String, _ node: Node) throws(JSONSyntaxError) -> Node {
        guard bytes[offset...].starts(with: word.utf8) else { throw failure("unknown word") }
        offset += word.utf8.count
        return node
    }

    private mutating func readMap(depth: Int) throws(JSONSyntaxError) -> Node {
        offset += 1
        var entries: [Node.Entry] = []
        var keys = KeySet()
        skipWhiteSpace()
        if take(UInt8(ascii: "}")) { return Node(.map([])) }
        repeat {
            skipWhiteSpace()
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw failure("a key is expected") }
            let key = try readText()
            guard keys.insert(key, besides: entries) else { throw repeatedKey(key) }
            skipWhiteSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon is expected") }
            entries.append(Node.Entry(key, try readValue(depth: depth + 1)))
            skipWhiteSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure("a comma or a closing brace is expected") }
        return Node(.map(entries))
    }

    private mutating func readList(depth: Int) throws(JSONSyntaxError) -> Node {
        offset += 1
        var nodes: [Node] = []
        skipWhiteSpace()
        if take(UInt8(ascii: "]")) { return Node(.list([])) }
        repeat {
            nodes.append(try readValue(depth: depth + 1))
            skipWhiteSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure("a comma or a closing bracket is expected") }
        return Node(.list(nodes))
    }

    private mutating func readNumber() throws(JSONSyntaxError) -> Scalar {
        let start = offset
        var isReal = false
        _ = take(UInt8(ascii: "-"))
        let whole = takeDigits()
        guard whole > 0 else { throw failure("a value is expected") }
        if whole > 1, bytes[offset - whole] == UInt8(ascii: "0") {
            throw failure("a number begins with a needless zero")
        }
        if take(UInt8(ascii: ".")) {
            isReal = true
            guard takeDigits() > 0 else { throw failure("a digit is expected") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isReal = true
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard takeDigits() > 0 else { throw failure("a digit is expected") }
        }
        if !isReal, let value = integer(bytes[start..<offset]) { return .integer(value) }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw failure("the number is out of range") }
        return .real(value)
    }

    /// The integer of an optional minus and digits; nil where it does not fit.
    private func integer(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        let isNegative = digits.first == UInt8(ascii: "-")
        var value = 0
        for digit in digits.dropFirst(isNegative ? 1 : 0) {
            // Below zero, where there is one number more.
            let (tenfold, isTooFar) = value.multipliedReportingOverflow(by: 10)
            let (next, isTooLow) = tenfold.subtractingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            if isTooFar || isTooLow { return nil }
            value = next
        }
        return isNegative ? value : value == .min ? nil : -value
    }

    private mutating func takeDigits() -> Int {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
        return offset - start
    }

    private mutating func readText() throws(JSONSyntaxError) -> String {
        offset += 1
        let start = offset
        while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] != UInt8(ascii: "\\") {
            if bytes[offset] == UInt8(ascii: "\"") {
                // No escapes, as in nearly all texts.
                let content = bytes[start..<offset]
                offset += 1
                guard let value = String(validating: content, as: UTF8.self) else { throw failure("invalid UTF-8") }
                return value
            }
            offset += 1
        }
        return try readText(after: Array(bytes[start..<offset]))
    }

    private mutating func readText(after beginning: [UInt8]) throws(JSONSyntaxError) -> String {
        var text = beginning
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let value = String(validating: text, as: UTF8.self) else { throw failure("invalid UTF-8") }
                return value
            case UInt8(ascii: "\\"): try readEscape(into: &text)
            case 0..<0x20: throw failure("a control character stands in a text")
            default: text.append(byte)
            }
        }
        throw failure("a text is not closed")
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        guard offset < bytes.count else { throw failure("a text is not closed") }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += Array(String(try readEscapedScalar()).utf8)
        default: throw failure("unknown escape")
        }
    }

    private mutating func readEscapedScalar() throws(JSONSyntaxError) -> Character {
        let first = try readHexadecimal()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure("half a surrogate pair")
        }
        let second = try readHexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func readHexadecimal() throws(JSONSyntaxError) -> UInt32 {
        guard offset + 4 <= bytes.count,
            let digits = String(validating: bytes[offset..<offset + 4], as: UTF8.self),
            digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16)
        else { throw failure("four hexadecimal digits are expected") }
        offset += 4
        return value
    }
}

/// The keys of a map, of which there are few nearly always: only where there are many do they go into a set.
private struct KeySet {
    private var many: Set<String> = []
    private static let few = 24

    /// - Parameter entries: what was inserted before.
    /// - Returns: false for a key that was inserted before.
    mutating func insert(_ key: String, besides entries: [Node.Entry]) -> Bool {
        if entries.count < Self.few { return !entries.contains { $0.key == key } }
        if many.isEmpty { many = Set(entries.map(\.key)) }
        return many.insert(key).inserted
    }
}
