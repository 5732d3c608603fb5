extension Node {
    /// The node as one line of JSON: map order kept, integers as integers, reals always with a point or an exponent.
    public var json: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The same as UTF-8.
    public var jsonBytes: [UInt8] {
        var writer = NodeJSONWriter()
        writer.write(self)
        return writer.output
    }

    /// The node as JSON over several lines, indented by two spaces.
    public var prettyJSON: String {
        var writer = NodeJSONWriter()
        writer.write(self, indent: 0)
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// The node as canonical JSON: keys sorted by their Unicode scalars, no white space, numbers typed. Two nodes that
    /// hold the same data have the same canonical text.
    public var canonicalJSON: String { sortedByKey.json }

    private var sortedByKey: Node {
        switch content {
        case .list(let nodes): return Node(.list(nodes.map(\.sortedByKey)))
        case .map(let entries):
            let sorted = entries.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
            return Node(.map(sorted.map { Entry($0.key, $0.value.sortedByKey) }))
        default: return self
        }
    }
}

/// Writes nodes byte by byte: studies have many configurations, and every run is several messages.
private struct NodeJSONWriter {
    var output: [UInt8] = []

    /// - Parameter indent: how deep the node stands where lines are to be broken; nil for a single line.
    mutating func write(_ node: Node, indent: Int? = nil) {
        switch node.content {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .integer(let value): append(value.description)
        // The shortest decimal text that reads back as the same double; null when there is none.
        case .real(let value): append(value.isFinite ? value.description : "null")
        case .text(let value): writeQuoted(value)
        case .list(let nodes):
            // A list of plain numbers or words stays on its line even when the rest is spread out.
            let spread = nodes.contains { $0.listValue != nil || $0.mapValue != nil } ? indent : nil
            output.append(UInt8(ascii: "["))
            for (position, node) in nodes.enumerated() {
                separate(position, spread)
                write(node, indent: spread.map { $0 + 1 })
            }
            close(UInt8(ascii: "]"), isEmpty: nodes.isEmpty, spread)
        case .map(let entries):
            output.append(UInt8(ascii: "{"))
            for (position, entry) in entries.enumerated() {
                separate(position, indent)
                writeQuoted(entry.key)
                append(indent == nil ? ":" : ": ")
                write(entry.value, indent: indent.map { $0 + 1 })
            }
            close(UInt8(ascii: "}"), isEmpty: entries.isEmpty, indent)
        }
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func separate(_ position: Int, _ indent: Int?) {
        if position > 0 { output.append(UInt8(ascii: ",")) }
        if let indent { breakLine(indent + 1) }
    }

    private mutating func close(_ bracket: UInt8, isEmpty: Bool, _ indent: Int?) {
        if let indent, !isEmpty { breakLine(indent) }
        output.append(bracket)
    }

    private mutating func breakLine(_ indent: Int) {
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
    }

    private mutating func writeQuoted(_ value: String) {
        output.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
