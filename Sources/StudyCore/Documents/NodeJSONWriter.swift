extension Node {
    /// The node as one line of JSON: map order kept, integers as integers, reals always with a point or an exponent.
    public var json: String {
        var output = ""
        write(to: &output)
        return output
    }

    /// The node as JSON over several lines, indented by two spaces.
    public var prettyJSON: String {
        var output = ""
        write(to: &output, indent: 0)
        return output
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

    private func write(to output: inout String, indent: Int? = nil) {
        switch content {
        case .null: output += "null"
        case .boolean(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        case .real(let value): output += Self.jsonText(of: value)
        case .text(let value): Self.writeQuoted(value, to: &output)
        case .list(let nodes):
            // A list of plain numbers or words stays on its line even when the rest is spread out.
            let spread = nodes.contains { $0.listValue != nil || $0.mapValue != nil } ? indent : nil
            Self.write(nodes, open: "[", close: "]", to: &output, indent: spread) { node, output in
                node.write(to: &output, indent: spread.map { $0 + 1 })
            }
        case .map(let entries):
            Self.write(entries, open: "{", close: "}", to: &output, indent: indent) { entry, output in
                Self.writeQuoted(entry.key, to: &output)
                output += indent == nil ? ":" : ": "
                entry.value.write(to: &output, indent: indent.map { $0 + 1 })
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], open: String, close: String, to output: inout String, indent: Int?,
        element: (Element, inout String) -> Void
    ) {
        output += open
        for (position, item) in elements.enumerated() {
            if position > 0 { output += "," }
            if let indent { output += "\n" + String(repeating: "  ", count: indent + 1) }
            element(item, &output)
        }
        if let indent, !elements.isEmpty { output += "\n" + String(repeating: "  ", count: indent) }
        output += close
    }

    /// The shortest decimal text that reads back as the same double; null when there is none.
    private static func jsonText(of value: Double) -> String { value.isFinite ? "\(value)" : "null" }

    private static func writeQuoted(_ value: String, to output: inout String) {
        output += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
