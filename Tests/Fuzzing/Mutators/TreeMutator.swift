import StudyCore

/// Changes a tree of data while it stays a tree: keys go missing, stand twice or change places, values go to other keys or
/// become something else. What comes out reads as YAML or JSON to the last, so that every later check meets it.
public struct TreeMutator: Sendable {
    private let keys: [String]

    /// - Parameter keys: names that stand for something in the format.
    public init(keys: [String]) { self.keys = keys }

    private static let values: [Node] = [
        nil, true, false, 0, 1, -1, 2, 64, 1_000_000, Node(.integer(.max)), Node(.integer(.min)), 0.5, -0.5, 1e18,
        1e-300,
        Node(.real(.greatestFiniteMagnitude)), Node(.real(-.greatestFiniteMagnitude)), "", "a", "$", "$$", "${", "${}",
        "$x",
        "0", "1e999", "full", "null", ".nan", ".inf", "-.inf", "\u{0}", "\u{1B}[31m", "é🙂", [], [nil], [[]], [0, 1],
        [1, 0],
        [0, 1, Node(.integer(.max))], ["a", "a"],
    ]

    /// The tree with one to `changes` changes.
    public func mutated(_ tree: Node, changes: Int = 3, using generator: inout SeededGenerator) -> Node {
        var tree = tree
        for _ in 0...generator.below(changes) {
            let paths = Self.paths(in: tree)
            let path = generator.pick(paths)
            let other = Self.node(at: generator.pick(paths), in: tree)
            tree = Self.changing(tree, at: path[...]) { change($0, other, &generator) }
        }
        return tree
    }

    private func change(_ node: Node, _ other: Node, _ generator: inout SeededGenerator) -> Node {
        switch generator.below(10) {
        case 0, 1: return generator.pick(Self.values)
        case 2, 3: return other
        case 4: return Node(.list([node]))
        case 5: return .map([(generator.pick(keys), node)])
        case 6: return Node(.list([node, other]))
        case 7 where node.textValue != nil || node.numberValue != nil: return changedScalar(node, &generator)
        case 8 where generator.once(in: 6): return nested(node, &generator)
        case 9 where generator.once(in: 6):
            let most = min(300, 20_000 / Self.paths(in: node).count)
            return Node(.list(Array(repeating: node, count: generator.below(most))))
        default: return changedChildren(node, other, &generator)
        }
    }

    private func changedChildren(_ node: Node, _ other: Node, _ generator: inout SeededGenerator) -> Node {
        switch node.content {
        case .map(var entries):
            guard !entries.isEmpty else { return .map([(generator.pick(keys), other)]) }
            let place = generator.below(entries.count)
            let second = generator.below(entries.count)
            switch generator.below(6) {
            case 0: entries.remove(at: place)
            case 1: entries.insert(entries[place], at: second)
            case 2: entries[place] = Node.Entry(generator.pick(keys), entries[place].value)
            case 3: entries.append(Node.Entry(generator.pick(keys), other))
            case 4: (entries[place].value, entries[second].value) = (entries[second].value, entries[place].value)
            default: entries.swapAt(place, second)
            }
            return Node(.map(entries))
        case .list(var nodes):
            guard !nodes.isEmpty else { return Node(.list([other])) }
            let place = generator.below(nodes.count)
            switch generator.below(4) {
            case 0: nodes.remove(at: place)
            case 1: nodes.insert(nodes[place], at: generator.below(nodes.count))
            case 2: nodes.append(other)
            default: nodes.swapAt(place, generator.below(nodes.count))
            }
            return Node(.list(nodes))
        default: return changedScalar(node, &generator)
        }
    }

    private func changedScalar(_ node: Node, _ generator: inout SeededGenerator) -> Node {
        switch node.content {
        case .text(let text):
            let place = text.index(text.startIndex, offsetBy: generator.below(text.count))
            let cut = String(text[..<place])
            return generator.pick([
                .text(cut), .text(cut + "$" + text[place...]), .text(text + text), .text("$" + text),
                .text(text.uppercased()),
                .text(cut + generator.pick(["(", ")", "^", " ", "'", "}", "\n", "[", "-", "1e9"]) + text[place...]),
                .text(String(repeating: text, count: 1 + generator.below(200))),
            ])
        case .integer(let number):
            return generator.pick([
                .integer(number &+ 1), .integer(number &- 1), .integer(0 &- number), .integer(number &* 1000),
                Node(.real(Double(number) + 0.5)), Node(.real(Double(number))), .text(String(number)),
            ])
        case .real(let number):
            return generator.pick([.real(-number), .real(number * 1e6), .real(number / 1e6), .text("\(number)")])
        default: return generator.pick(Self.values)
        }
    }

    private func nested(_ node: Node, _ generator: inout SeededGenerator) -> Node {
        let isMap = generator.once(in: 2)
        let key = generator.pick(keys)
        return (0..<generator.below(100)).reduce(node) { inner, _ in isMap ? .map([(key, inner)]) : Node(.list([inner]))
        }
    }
}

extension TreeMutator {
    /// Every place in the tree, as the positions of the children on the way to it; the root's is empty.
    private static func paths(in node: Node, under path: [Int] = []) -> [[Int]] {
        var paths = [path]
        for (position, child) in children(node).enumerated() {
            guard paths.count < 2000 else { break }
            paths += self.paths(in: child, under: path + [position])
        }
        return paths
    }

    private static func children(_ node: Node) -> [Node] { node.listValue ?? node.mapValue?.map(\.value) ?? [] }

    private static func node(at path: [Int], in tree: Node) -> Node { path.reduce(tree) { children($0)[$1] } }

    private static func changing(_ node: Node, at path: ArraySlice<Int>, _ change: (Node) -> Node) -> Node {
        guard let first = path.first else { return change(node) }
        switch node.content {
        case .list(var nodes):
            nodes[first] = changing(nodes[first], at: path.dropFirst(), change)
            return Node(.list(nodes))
        case .map(var entries):
            entries[first].value = changing(entries[first].value, at: path.dropFirst(), change)
            return Node(.map(entries))
        default: return node
        }
    }
}
