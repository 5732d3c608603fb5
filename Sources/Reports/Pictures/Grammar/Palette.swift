import StudyCore

/// Colours that people with colour vision deficiencies can tell apart (Okabe and Ito, 2008), each with a second sign.
enum Palette {
    static let blue: Node = "#0072B2"
    static let orange: Node = "#E69F00"
    static let vermilion: Node = "#D55E00"
    /// Stands out on white as on black.
    static let grey: Node = "#8a8a8a"

    /// In the order in which they are given to lines; each goes with the dash of the same place.
    static let lines: [Node] = [
        blue, vermilion, "#009E73", "#CC79A7", orange, "#56B4E9", "#B59F00", grey,
    ]
    static let dashes: [Node] = [
        [1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 1], [1, 3], [10, 4], [3, 3, 1, 3],
    ]

    /// States with their colours and shapes.
    static let states: [(state: RunState, color: Node, shape: Node)] = [
        (.complete, blue, "circle"), (.pruned, orange, "triangle-down"), (.diverged, "#CC79A7", "cross"),
        (.failed, vermilion, "square"), (.running, "#009E73", "triangle-up"), (.waiting, grey, "stroke"),
    ]

    /// A colour for each state that occurs.
    static func color(of occurring: Set<RunState>) -> Encoding {
        let shown = states.filter { occurring.contains($0.state) }
        return .field("state", .nominal).titled("state")
            .mapped(shown.map { .text($0.state.rawValue) }, to: shown.map(\.color))
    }

    /// A shape for each state that occurs.
    static func shape(of occurring: Set<RunState>) -> Encoding {
        let shown = states.filter { occurring.contains($0.state) }
        return .field("state", .nominal).titled("state")
            .mapped(shown.map { .text($0.state.rawValue) }, to: shown.map(\.shape))
    }

    /// How many lines can be told apart: each has a colour and a dash that go together nowhere else.
    static let greatestLineCount = lines.count * dashes.count

    /// Colours and dashes for lines that are told apart by a field.
    static func lines(_ field: String, _ names: [String], title: String?) -> [(Channel, Encoding)] {
        let domain = names.map { Node.text($0) }
        let encoding = Encoding.field(field, .nominal).titled(title)
        // From the ninth line on a colour goes with another dash than before.
        return [
            (.color, encoding.mapped(domain, to: names.indices.map { lines[$0 % lines.count] })),
            (
                .strokeDash,
                encoding.mapped(domain, to: names.indices.map { dashes[($0 + $0 / lines.count) % dashes.count] })
            ),
        ]
    }
}
