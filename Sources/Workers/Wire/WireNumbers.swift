import StudyCore

// JSON has no word for numbers that are not finite, and the tool's JSON writes them as null; on the wire they are the
// texts "inf", "-inf" and "nan" where a number is expected, and `{"$real": "inf"}` inside a description.

extension Node {
    /// A number as it stands where a number is expected.
    static func wireNumber(_ value: Double) -> Node {
        value.isFinite ? Node(.real(value)) : Node(.text(name(ofNonFinite: value)))
    }

    /// The number in a place where one is expected.
    var wireNumber: Double? {
        switch content {
        case .integer(let value): Double(value)
        case .real(let value): value
        case .text(let name): Self.nonFinite(named: name)
        default: nil
        }
    }

    private static func name(ofNonFinite value: Double) -> String { value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }

    private static func nonFinite(named name: String) -> Double? {
        switch name {
        case "nan": .nan
        case "inf": .infinity
        case "-inf": -.infinity
        default: nil
        }
    }

    private static let mark = "$real"

    /// Whether the node is a map of the one key `$real`, or of that key with more dollars before it.
    private var markedEntry: Entry? {
        guard case .map(let entries) = content, entries.count == 1, entries[0].key.hasSuffix(Self.mark),
            entries[0].key.dropLast(Self.mark.count).allSatisfy({ $0 == "$" })
        else { return nil }
        return entries[0]
    }

    /// Any data with its non-finite reals put so that JSON can hold them; a map that happens to look like such a real
    /// gets one more dollar.
    var forWire: Node { standsAsItIs ? self : rewritten }

    /// Whether JSON can hold the node as it is, as nearly always.
    private var standsAsItIs: Bool {
        switch content {
        case .real(let value): value.isFinite
        case .list(let nodes): nodes.allSatisfy(\.standsAsItIs)
        case .map(let entries): markedEntry == nil && entries.allSatisfy { $0.value.standsAsItIs }
        default: true
        }
    }

    private var rewritten: Node {
        switch content {
        case .real(let value) where !value.isFinite:
            return Node(.map([Entry(Self.mark, .text(Self.name(ofNonFinite: value)))]))
        case .list(let nodes): return Node(.list(nodes.map(\.forWire)))
        case .map(let entries):
            if let entry = markedEntry { return Node(.map([Entry("$" + entry.key, entry.value.forWire)])) }
            return Node(.map(entries.map { Entry($0.key, $0.value.forWire) }))
        default: return self
        }
    }

    /// What `forWire` was made from; nil when it cannot have been made so.
    var fromWire: Node? { holdsMark ? restored : self }

    private var holdsMark: Bool {
        switch content {
        case .list(let nodes): nodes.contains(where: \.holdsMark)
        case .map(let entries): markedEntry != nil || entries.contains { $0.value.holdsMark }
        default: false
        }
    }

    private var restored: Node? {
        switch content {
        case .list(let nodes):
            let read = nodes.compactMap(\.fromWire)
            return read.count == nodes.count ? Node(.list(read)) : nil
        case .map(let entries):
            if let entry = markedEntry {
                if entry.key == Self.mark {
                    return entry.value.textValue.flatMap(Self.nonFinite(named:)).map { Node(.real($0)) }
                }
                return entry.value.fromWire.map { Node(.map([Entry(String(entry.key.dropFirst()), $0)])) }
            }
            let read = entries.compactMap { entry in entry.value.fromWire.map { Entry(entry.key, $0) } }
            return read.count == entries.count ? Node(.map(read)) : nil
        default: return self
        }
    }
}
