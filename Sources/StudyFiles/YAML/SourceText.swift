import StudyCore

/// A file's text, made sure to be one that YAML can be: UTF-8 without control characters and of bounded size.
struct SourceText {
    /// Larger files are refused.
    static let greatestByteCount = 1 << 20

    /// Without a byte order mark.
    let text: String
    private let scalars: [Unicode.Scalar]
    /// For each line, the offset of its first scalar. Lines end with `\n`, `\r\n` or `\r`.
    private let lineStarts: [Int]

    init(_ bytes: some Collection<UInt8>) throws(Diagnostic) {
        guard bytes.count <= Self.greatestByteCount else {
            throw Diagnostic(
                "the file has more than the \(Self.greatestByteCount) bytes that a study file may have",
                at: nil, suggestion: "check that this is the study file")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Diagnostic("the file is UTF-16", at: Self.start, suggestion: "save it as UTF-8")
        }
        let content = Array(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes.dropFirst(0))
        guard let text = String(validating: content, as: UTF8.self) else {
            let valid = Self.validPrefix(of: content)
            let before = SourceText(valid: String(decoding: content[..<valid], as: UTF8.self))
            let byte = String(content[valid], radix: 16, uppercase: true)
            throw Diagnostic(
                "the file is not valid UTF-8 here (byte 0x\(byte.count == 1 ? "0" : "")\(byte))",
                at: before.position(ofScalar: before.scalars.count), suggestion: "save it as UTF-8")
        }
        self.init(valid: text)
        if let offset = scalars.firstIndex(where: { !Self.isAllowed($0) }) {
            throw Diagnostic(
                "the control character \(Self.codePoint(scalars[offset])) is not allowed in YAML",
                at: position(ofScalar: offset),
                suggestion: "remove it, or write it as an escape in double quotes")
        }
    }

    private init(valid text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
        var starts = [0]
        for (offset, scalar) in scalars.enumerated() {
            let endsLine =
                scalar == "\n" || (scalar == "\r" && !(offset + 1 < scalars.count && scalars[offset + 1] == "\n"))
            if endsLine { starts.append(offset + 1) }
        }
        lineStarts = starts
    }

    static let start = SourcePosition(line: 1, column: 1)

    /// Columns count Unicode scalars.
    func position(ofScalar offset: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: max(0, offset - lineStarts[low]) + 1)
    }

    /// The offset of the scalar at a position.
    func offset(of position: SourcePosition) -> Int? {
        guard position.line >= 1, position.line <= lineStarts.count else { return nil }
        let offset = lineStarts[position.line - 1] + position.column - 1
        return offset <= scalars.count ? offset : nil
    }

    /// The scalar at an offset; nil at the end.
    subscript(offset: Int) -> Unicode.Scalar? { scalars.indices.contains(offset) ? scalars[offset] : nil }

    /// The text node, marked as verbatim when it stands in the file as it reads: on one line, without escapes.
    func marked(_ node: Node) -> Node {
        guard let position = node.position, let text = node.textValue, let begin = offset(of: position) else {
            return node
        }
        let content = begin + (node.isQuoted ? 1 : 0)
        let expected = Array(text.unicodeScalars)
        guard content + expected.count <= scalars.count,
            scalars[content..<content + expected.count].elementsEqual(expected), !expected.contains("\n")
        else { return node }
        var marked = node
        marked.isVerbatim = true
        return marked
    }

    private static func validPrefix(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return min(count, bytes.count - 1)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: scalar.value != 0xFEFF
        default: false
        }
    }

    private static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { scalar.utf8.count }
}
