import StudyCore

extension DistributionReader {
    /// The numbers of a distribution by their names, wherever they stand: in the short form's list, in the long form's
    /// map, or beside the keyword.
    struct Settings {
        /// The names of the short form's list, by keyword.
        private static let positional: [String: [String]] = [
            "linspace": ["low", "high", "n"], "geomspace": ["low", "high", "n"], "normal": ["mean", "sd"],
            "log_normal": ["mu", "sigma"],
        ]

        /// What stands under the keyword.
        let node: Node
        private var nodes: [String: Node] = [:]

        /// Nil, with a diagnostic, when the form is wrong.
        init?(_ keyword: String, _ map: MapReader, _ reader: DistributionReader) {
            let written = map.take(keyword)
            let fallback = Node(.null, position: map.keyPosition(keyword))
            node = written ?? fallback
            if keyword == "value" { return }
            guard let written else {
                reader.report(
                    "'\(keyword)' has nothing after its colon", at: map.keyPosition(keyword),
                    suggestion: "write \(keyword): \(Self.shortForm(keyword))")
                return nil
            }
            if keyword == "variants" { return }
            let options = DistributionReader.options.filter { $0.keywords.contains(keyword) }.map(\.name)
            let positional = Self.positional[keyword] ?? (keyword == "values" ? ["values"] : ["low", "high"])
            if let list = written.listValue {
                if keyword == "values" {
                    nodes["values"] = written
                } else {
                    guard list.count == positional.count else {
                        reader.report(
                            "\(keyword) takes \(Self.shortForm(keyword)) (got \(list.count) "
                                + "\(list.count == 1 ? "value" : "values"))", at: written.position)
                        return nil
                    }
                    for (name, node) in zip(positional, list) { nodes[name] = node }
                }
            } else {
                guard written.mapValue != nil,
                    let inner = MapReader(written, title: "'\(keyword)'", diagnostics: reader.diagnostics)
                else {
                    reader.report(
                        "\(keyword) takes \(Self.shortForm(keyword)) (got \(written.described))",
                        at: written.position)
                    return nil
                }
                let names = positional + options.filter { !positional.contains($0) }
                for name in names { nodes[name] = inner.take(name) }
                inner.finish()
                for name in positional where nodes[name] == nil {
                    reader.report("\(keyword) needs '\(name)'", at: written.position)
                }
                guard positional.allSatisfy({ nodes[$0] != nil }) else { return nil }
            }
            for option in options {
                let beside = map.take(option)
                guard map.has(option) else { continue }
                if nodes[option] != nil {
                    reader.report("'\(option)' stands twice", at: map.keyPosition(option), suggestion: "keep one")
                } else {
                    nodes[option] = beside
                }
            }
        }

        subscript(name: String) -> Node? { nodes[name] }

        static func shortForm(_ keyword: String) -> String {
            switch keyword {
            case "values": "[first, second, …]"
            case "variants": "{first: …, second: …}"
            default: "[\((positional[keyword] ?? ["low", "high"]).joined(separator: ", "))]"
            }
        }
    }

    func number(_ settings: Settings, _ key: String, _ bound: NumberBound = .finite) -> Double? {
        settings[key].flatMap { $0.number(named: name, bound, diagnostics: diagnostics) }
    }

    func integer(_ settings: Settings, _ key: String, in range: ClosedRange<Int> = .min ... .max) -> Int? {
        settings[key].flatMap { $0.integer(named: name, in: range, diagnostics: diagnostics) }
    }

    /// Reports bounds out of order.
    func ordered<Number: Comparable>(
        _ low: Number, _ high: Number, _ settings: Settings, text: (Number) -> String
    ) -> Bool {
        guard low < high else {
            report(
                "low must be below high (got \(text(low)), \(text(high)))", at: settings.node.position,
                suggestion: low == high ? "use value: \(text(low)) for a constant" : "swap them")
            return false
        }
        return true
    }
}
