import StudyCore

/// What a mark shows a value by.
enum Channel: String {
    case x, x2, y, y2, color, shape, strokeDash, opacity, detail, order, tooltip, text
}

/// The kinds of values that Vega-Lite tells apart.
enum FieldType: String {
    case quantitative, ordinal, nominal, temporal
}

/// How values become places.
enum PositionScale: Hashable, Sendable {
    case linear
    case log
    /// Logarithmic in 1 − x; the field holds 1 − x.
    case complementLog
}

/// What one channel of a mark shows: a field of its rows, or a constant.
struct Encoding {
    private(set) var node: Node

    /// A field.
    static func field(_ name: String, _ type: FieldType) -> Encoding {
        Encoding(node: ["field": .text(name), "type": .text(type.rawValue)])
    }

    /// A value on the screen: a colour, a width.
    static func value(_ value: Node) -> Encoding { Encoding(node: ["value": value]) }

    /// A value of the data.
    static func datum(_ value: Node) -> Encoding { Encoding(node: ["datum": value]) }

    /// Where a test of the row holds one value on the screen, else another.
    static func when(_ test: String, _ value: Node, otherwise: Node) -> Encoding {
        Encoding(node: ["condition": ["test": .text(test), "value": value], "value": otherwise])
    }

    /// Several fields, for a tooltip.
    static func tooltip(_ fields: [(name: String, type: FieldType, title: String)]) -> Encoding {
        Encoding(
            node: .list(fields.map { field($0.name, $0.type).titled($0.title).node }))
    }

    private func with(_ key: String, _ value: Node) -> Encoding {
        Encoding(node: .map((node.mapValue ?? []).map { ($0.key, $0.value) } + [(key, value)]))
    }

    /// With another value in a key's place.
    func replacing(_ key: String, _ value: Node) -> Encoding {
        let others = (node.mapValue ?? []).filter { $0.key != key }.map { ($0.key, $0.value) }
        return Encoding(node: .map(others + [(key, value)]))
    }

    /// With a title; nil for none at all.
    func titled(_ title: String?) -> Encoding { with("title", .text(title.map(visiblyPrintable))) }

    /// In the order of the rows instead of the alphabet's, or in this one.
    func sorted(_ order: [Node]? = nil) -> Encoding { with("sort", order.map { .list($0) } ?? Node(.null)) }

    /// Starting from nothing, where `zero` is true, else close to the data.
    /// - Parameter isClamped: whether values beyond the ends are drawn on them.
    func scaled(
        _ scale: PositionScale, from low: Double? = nil, to high: Double? = nil, zero: Bool = false,
        isClamped: Bool = false
    ) -> Encoding {
        var entries: [(String, Node)] = []
        switch scale {
        case .linear: entries = [("zero", .boolean(zero))]
        case .log: entries = [("type", "log")]
        case .complementLog: entries = [("type", "log"), ("reverse", true)]
        }
        if let low, let high {
            entries += [("domain", [.real(min(low, high)), .real(max(low, high))]), ("nice", false)]
        }
        if isClamped { entries.append(("clamp", true)) }
        let scaled = with("scale", .map(entries))
        guard scale == .complementLog else { return scaled }
        return scaled.with("axis", ["labelExpr": "format(1 - datum.value, '.6~g')", "labelOverlap": true])
    }

    /// Names to looks: colours, shapes or dashes.
    func mapped(_ domain: [Node], to range: [Node]) -> Encoding {
        with("scale", ["domain": .list(domain), "range": .list(range)])
    }

    /// Magnitudes to the colours of viridis.
    func viridis(reversed: Bool) -> Encoding { with("scale", ["scheme": "viridis", "reverse": .boolean(reversed)]) }

    /// On an axis of whole numbers.
    var whole: Encoding { with("axis", ["tickMinStep": 1]) }

    /// With another axis than usual: ticks and labels as Vega-Lite has them.
    func axis(_ settings: Node) -> Encoding { with("axis", settings) }

    func legend(_ settings: Node) -> Encoding { with("legend", settings) }

    func formatted(_ format: String) -> Encoding { with("format", .text(format)) }

    /// The field alone, as second ends of marks have it.
    var plain: Encoding {
        Encoding(node: .map((node.mapValue ?? []).filter { $0.key == "field" }.map { ($0.key, $0.value) }))
    }

    /// Not stacked on others at the same place.
    var unstacked: Encoding { with("stack", nil) }
}
