import StudyCore

/// Amounts of memory as people write them: `512MiB`, `2GiB`, `1.5GB`.
enum MemoryText {
    private static let units: [String: Double] = [
        "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
        "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40,
    ]

    /// The bytes; nil when the text is no amount of memory.
    static func bytes(_ text: String) -> Int? {
        let text = text.filter { $0 != " " }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(number), let unit = units[String(text.dropFirst(number.count))] else { return nil }
        return Int(exactly: (value * unit).rounded())
    }
}

extension MapReader {
    /// An amount of memory in bytes, of at least `least`.
    /// - Parameter why: why it cannot be less, in words that follow a semicolon.
    func memory(_ key: String, atLeast least: Int, why: String) -> Int? {
        guard let node = take(key) else { return nil }
        guard let text = node.textValue, let bytes = MemoryText.bytes(text) else {
            diagnostics.report(
                "must be an amount of memory such as 512MiB or 2GiB (got \(node.described))", subject: key,
                at: node.position,
                suggestion: node.numberValue.map { "write \(Node.number($0).json)GiB for gibibytes" })
            return nil
        }
        guard bytes >= least else {
            diagnostics.report(
                "must be at least \(MemorySize.exact(least)) (got \(text))", subject: key, at: node.position,
                suggestion: why)
            return nil
        }
        return bytes
    }
}
