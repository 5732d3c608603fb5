/// Durations as people write them: `90s`, `20m`, `8h`, `1h30m`, `2d`.
public enum DurationText {
    private static let units: [(name: Character, seconds: Double)] = [
        ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// The seconds; nil when the text is no duration. Units go from large to small, each once.
    public static func seconds(_ text: String) -> Double? {
        var rest = text.filter { $0 != " " }[...]
        var left = units[...]
        var sum = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let value = Double(number), let unit = rest.dropFirst(number.count).first,
                let index = left.firstIndex(where: { $0.name == unit })
            else { return nil }
            sum += value * left[index].seconds
            left = left[(index + 1)...]
            rest = rest.dropFirst(number.count + 1)
        }
        return sum
    }
}

extension MapReader {
    /// A duration in seconds, above 0.
    public func duration(_ key: String) -> Double? {
        guard let node = take(key) else { return nil }
        guard let text = node.textValue, let seconds = DurationText.seconds(text) else {
            diagnostics.report(
                "must be a duration such as 90s, 20m, 8h or 1h30m (got \(node.described))", subject: key,
                at: node.position,
                suggestion: node.numberValue.map { "write \(Node.number($0).json)s for seconds" })
            return nil
        }
        guard seconds > 0, seconds.isFinite else {
            diagnostics.report(
                "must be longer than nothing (got \(text))", subject: key, at: node.position,
                suggestion: "remove the key for no limit")
            return nil
        }
        return seconds
    }
}
