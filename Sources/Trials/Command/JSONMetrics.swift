import StudyCore

/// The numbers in a JSON object that a program has written.
struct JSONMetrics {
    /// By name; those inside an inner object as `outer.inner`. Values may be infinite or not a number.
    private(set) var values: [(name: String, value: Double)] = []
    /// Each in another unit.
    private(set) var steps: [Step] = []

    /// Nil where the line is no JSON object.
    init?(line: [UInt8]) {
        guard let node = Self.node(line), node.mapValue != nil else { return nil }
        self.init(node)
    }

    /// Of an object; of anything else, nothing.
    init(_ node: Node) { collect(node, prefix: "") }

    private mutating func collect(_ node: Node, prefix: String) {
        for entry in node.mapValue ?? [] {
            let name = Self.bounded(prefix + entry.key)
            if prefix.isEmpty, let unit = Measurement.Unit(rawValue: name), let number = Self.whole(entry.value) {
                steps.append(Step(unit: unit, number: number))
                continue
            }
            switch entry.value.content {
            case .map: collect(entry.value, prefix: name + ".")
            case .text(let text): if let value = Self.markedValue(text) { values.append((name, value)) }
            default: if let value = entry.value.numberValue { values.append((name, value)) }
            }
        }
    }

    /// A name that is longer than a metric's may be is cut, but not so far that it could be another's: many values inside an
    /// object with a long name must not fill the memory.
    private static func bounded(_ name: String) -> String {
        name.utf8.count <= MeasurementAssembler.greatestNameLength
            ? name : String(name.unicodeScalars.prefix(MeasurementAssembler.greatestNameLength + 1)) + "…"
    }

    private static func whole(_ node: Node) -> Int? { node.numberValue.flatMap { Int(exactly: $0) } }

    /// One JSON text, in which `NaN`, `Infinity` and `-Infinity` may stand for numbers, as Python writes them.
    static func node(_ bytes: [UInt8]) -> Node? {
        if let node = try? Node(json: bytes) { return node }
        guard let tolerant = markingNonFinite(bytes) else { return nil }
        return try? Node(json: tolerant)
    }

    /// Begins a text that stands for a number that JSON has no word for.
    private static let mark = "\u{1}"

    private static func markedValue(_ text: String) -> Double? {
        guard text.hasPrefix(mark) else { return nil }
        return Double(text.dropFirst())
    }

    /// The bytes with such words as marked texts; nil where there are none.
    private static func markingNonFinite(_ bytes: [UInt8]) -> [UInt8]? {
        let words: [(word: [UInt8], text: String)] = [
            (Array("NaN".utf8), "nan"), (Array("Infinity".utf8), "inf"), (Array("-Infinity".utf8), "-inf"),
        ]
        var result: [UInt8] = []
        var isInText = false
        var isMarked = false
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if isInText {
                if byte == UInt8(ascii: "\\"), offset + 1 < bytes.count {
                    result.append(byte)
                    offset += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInText = true
            } else if let found = words.first(where: { bytes[offset...].starts(with: $0.word) }) {
                result += Array("\"\\u0001\(found.text)\"".utf8)
                offset += found.word.count
                isMarked = true
                continue
            }
            result.append(bytes[offset])
            offset += 1
        }
        return isMarked ? result : nil
    }
}
