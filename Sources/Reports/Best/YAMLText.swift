import StudyCore

extension Node {
    /// The node as YAML in block style, that a reader of YAML 1.2's core schema reads back as the same data; ends with a
    /// line break.
    var yaml: String {
        var output = ""
        YAMLWriter.write(self, to: &output, indent: 0, afterKey: false)
        return output
    }
}

private enum YAMLWriter {
    /// Lists of scalars stay on their line up to this length.
    static let longestFlow = 100
    /// YAML wants an explicit key mark before longer keys.
    static let longestKey = 1000

    /// - Parameter afterKey: whether a key or a dash stands on the line already.
    static func write(_ node: Node, to output: inout String, indent: Int, afterKey: Bool) {
        if let line = flow(node) {
            output += (afterKey ? " " : "") + line + "\n"
            return
        }
        switch node.content {
        case .list(let nodes):
            if afterKey { output += "\n" }
            for item in nodes {
                output += spaces(indent) + "-"
                writeItem(item, to: &output, indent: indent)
            }
        case .map(let entries):
            if afterKey { output += "\n" }
            for entry in entries { write(entry, to: &output, indent: indent, leading: spaces(indent)) }
        default: break
        }
    }

    private static func write(_ entry: Node.Entry, to output: inout String, indent: Int, leading: String) {
        let key = YAMLScalar.text(entry.key)
        output += leading
        output += key.utf8.count > longestKey ? "? \(key)\n\(spaces(indent)):" : "\(key):"
        write(entry.value, to: &output, indent: indent + 2, afterKey: true)
    }

    /// A map begins on the line of its dash.
    private static func writeItem(_ item: Node, to output: inout String, indent: Int) {
        guard case .map(let entries) = item.content, !entries.isEmpty else {
            write(item, to: &output, indent: indent + 2, afterKey: true)
            return
        }
        for (place, entry) in entries.enumerated() {
            write(entry, to: &output, indent: indent + 2, leading: place == 0 ? " " : spaces(indent + 2))
        }
    }

    private static func flow(_ node: Node) -> String? {
        switch node.content {
        case .list(let nodes):
            if nodes.isEmpty { return "[]" }
            guard nodes.allSatisfy({ $0.listValue == nil && $0.mapValue == nil }) else { return nil }
            let line = "[" + nodes.map(YAMLScalar.text).joined(separator: ", ") + "]"
            return line.count <= longestFlow ? line : nil
        case .map(let entries): return entries.isEmpty ? "{}" : nil
        default: return YAMLScalar.text(node)
        }
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

/// Scalars as YAML 1.2's core schema resolves them (YAML 1.2.2, section 10.3.2).
enum YAMLScalar {
    static func text(_ node: Node) -> String {
        switch node.content {
        case .real(let value) where !value.isFinite: value.isNaN ? ".nan" : value > 0 ? ".inf" : "-.inf"
        case .text(let text): Self.text(text)
        default: node.json
        }
    }

    /// Text stands plain where no reader, of YAML 1.1 either, could take it for anything else; else in double quotes.
    static func text(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// Words that some YAML reads as a truth value, a null or a number.
    private static let taken: Set<String> = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity",
    ]

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 200, !taken.contains(text.lowercased()) else {
            return false
        }
        guard isLetter(first) || "_/$".utf8.contains(first), text.utf8.last != UInt8(ascii: " ") else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_/$.+-=<>^*() ".utf8.contains($0) }
            && !text.utf8.starts(with: "---".utf8)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where mustEscape(scalar.value): result += escape(scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// What YAML does not allow in a file as it is, what it takes for a line break, and what a person could not see.
    private static func mustEscape(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: value > 0xFFFF && value & 0xFFFE == 0xFFFE
        }
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        let (mark, length) = value > 0xFFFF ? ("U", 8) : value > 0xFF ? ("u", 4) : ("x", 2)
        return "\\\(mark)" + String(repeating: "0", count: length - digits.count) + digits
    }
}
