import StudyCore

/// One view: layers over shared axes, with their rows.
struct Chart {
    var title: String?
    /// In pixels; a page makes it as wide as there is room.
    var width = 480
    var height = 300
    var data: [(name: String, rows: [Node])]
    var layers: [Layer]
    /// What a selection's fields are in the page's table; empty where the chart takes no selection.
    var brushed: [BrushedField] = []

    /// Whether each layer's colours stand for something of its own.
    var hasOwnColours = false

    /// How many rows there are to draw.
    var rowCount: Int { data.reduce(0) { $0 + $1.rows.count } }

    /// The view alone, without data and schema.
    func view(isLinked: Bool, isResponsive: Bool) -> Node {
        var entries: [(String, Node)] = []
        if let title { entries.append(("title", .text(visiblyPrintable(title)))) }
        entries += [("width", isResponsive ? "container" : .integer(width)), ("height", .integer(height))]
        entries.append(("layer", .list(layers.map { $0.node(isLinked: isLinked) })))
        if hasOwnColours {
            entries.append(("resolve", ["scale": ["color": "independent", "strokeDash": "independent"]]))
        }
        return .map(entries)
    }
}

/// A field of a selection, and the column of the page's table that it stands for.
struct BrushedField {
    let field: String
    let column: String
    /// Whether the field holds 1 − the column.
    var isComplement = false
    /// Whether the selection lists values, instead of two bounds.
    var isDiscrete = false

    var node: Node {
        [
            "field": .text(field), "column": .text(column), "complement": .boolean(isComplement),
            "discrete": .boolean(isDiscrete),
        ]
    }
}
