import StudyCore

/// The marks that are drawn.
enum Mark: String {
    case point, line, area, bar, rect, rule, text, tick
}

/// Marks of one sort over the rows of one data set.
struct Layer {
    let mark: Mark
    /// Beside the mark's name: `interpolate`, `strokeWidth`, …
    var settings: [(String, Node)] = []
    /// The data set's name among the chart's.
    let data: String
    var encodings: [(Channel, Encoding)]
    /// Whether dragging over the marks selects trials, on these axes.
    var brush: [Channel] = []
    /// Whether the marks fade where other trials are selected; their rows have a field `trial`.
    var fades = false

    /// The layer as Vega-Lite.
    /// - Parameter isLinked: whether selections of trials are wanted.
    func node(isLinked: Bool) -> Node {
        var entries: [(String, Node)] = [
            ("data", ["name": .text(data)]),
            // A description of each mark would be most of an image's bytes; the picture's words stand above all of them.
            ("mark", .map([("type", .text(mark.rawValue)), ("aria", false)] + settings)),
        ]
        if isLinked, !brush.isEmpty {
            let select: Node = ["type": "interval", "encodings": .list(brush.map { .text($0.rawValue) })]
            entries.append(("params", [["name": .text(Linking.brush), "select": select]]))
        }
        var encodings = encodings
        if isLinked, fades { encodings.append((.opacity, .when(Linking.isPicked, 0.85, otherwise: 0.06))) }
        entries.append(("encoding", .map(encodings.map { ($0.0.rawValue, $0.1.node) })))
        return .map(entries)
    }
}

/// The names by which the charts of a page tell each other which trials are selected.
enum Linking {
    /// The selection of a chart that is dragged over.
    static let brush = "brush"
    /// The numbers of the selected trials, as keys; null where none is selected.
    static let picked = "picked"
    static let isPicked = "!\(picked) || \(picked)[datum.trial]"
}
