/// A place in a text file; lines and columns count from 1.
public struct SourcePosition: Hashable, Sendable, Comparable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A tree of plain data that remembers where it was written: what a study file, a trial's description and every JSON
/// text of the tool are made of. Maps keep their order and integers stay apart from reals.
public struct Node: Hashable, Sendable {
    public indirect enum Content: Hashable, Sendable {
        case null
        case boolean(Bool)
        case integer(Int)
        case real(Double)
        case text(String)
        case list([Node])
        case map([Entry])
    }

    /// One key of a map with its value.
    public struct Entry: Hashable, Sendable {
        public let key: String
        public let keyPosition: SourcePosition?
        public var value: Node

        public init(_ key: String, _ value: Node, keyPosition: SourcePosition? = nil) {
            self.key = key
            self.value = value
            self.keyPosition = keyPosition
        }
    }

    public var content: Content
    /// Where the node begins, when it came from a file.
    public var position: SourcePosition?
    /// Whether the scalar stood in quotes: then it is text, whatever it looks like.
    public var isQuoted: Bool
    /// The parameter whose value this is, when it took the place of a `$name`.
    public var parameter: String?
    /// Whether the text stands in its file as it reads, on one line and without escapes, so that what is inside it has
    /// columns of its own.
    public var isVerbatim: Bool

    public init(
        _ content: Content, position: SourcePosition? = nil, isQuoted: Bool = false, parameter: String? = nil,
        isVerbatim: Bool = false
    ) {
        self.content = content
        self.position = position
        self.isQuoted = isQuoted
        self.parameter = parameter
        self.isVerbatim = isVerbatim
    }

    /// The value under `key`, when the node is a map that has it.
    public subscript(key: String) -> Node? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// Where the scalar at an offset of the text stands, as near as that is known.
    public func position(ofScalar offset: Int) -> SourcePosition? {
        guard isVerbatim, let position else { return position }
        return SourcePosition(line: position.line, column: position.column + (isQuoted ? 1 : 0) + offset)
    }

    /// Two nodes that hold the same data, wherever it was written.
    public func holdsSame(as other: Node) -> Bool { json == other.json }
}

extension Node: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self.init(.text(value)) }
    public init(integerLiteral value: Int) { self.init(.integer(value)) }
    public init(floatLiteral value: Double) { self.init(.real(value)) }
    public init(booleanLiteral value: Bool) { self.init(.boolean(value)) }
    public init(arrayLiteral elements: Node...) { self.init(.list(elements)) }
    public init(dictionaryLiteral elements: (String, Node)...) {
        self.init(.map(elements.map { Entry($0.0, $0.1) }))
    }
    public init(nilLiteral: ()) { self.init(.null) }
}

extension Node {
    public static func text(_ value: String) -> Node { Node(.text(value)) }
    public static func text(_ value: String?) -> Node { value.map { Node(.text($0)) } ?? Node(.null) }
    public static func integer(_ value: Int) -> Node { Node(.integer(value)) }
    /// A real; one that is not finite becomes null, as everywhere in the tool's JSON.
    public static func real(_ value: Double) -> Node { value.isFinite ? Node(.real(value)) : Node(.null) }
    /// A measured number: written as an integer when it is one (`1068810`, not `1068810.0`), null when not finite.
    public static func number(_ value: Double) -> Node {
        if let whole = Int(exactly: value), abs(value) < 1e15 { return Node(.integer(whole)) }
        return .real(value)
    }
    public static func boolean(_ value: Bool) -> Node { Node(.boolean(value)) }
    public static func list(_ nodes: [Node]) -> Node { Node(.list(nodes)) }
    public static func map(_ entries: [(String, Node)]) -> Node { Node(.map(entries.map { Entry($0.0, $0.1) })) }

    public var textValue: String? { if case .text(let value) = content { value } else { nil } }
    public var integerValue: Int? { if case .integer(let value) = content { value } else { nil } }
    public var booleanValue: Bool? { if case .boolean(let value) = content { value } else { nil } }
    public var listValue: [Node]? { if case .list(let value) = content { value } else { nil } }
    public var mapValue: [Entry]? { if case .map(let value) = content { value } else { nil } }
    /// An integer or a real as a real.
    public var numberValue: Double? {
        switch content {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }
    public var isNull: Bool { content == .null }

    /// What kind of thing this is, for a sentence: "a number", "a list", …
    public var kindDescription: String {
        switch content {
        case .null: "nothing"
        case .boolean: "a truth value"
        case .integer: "an integer"
        case .real: "a number"
        case .text: isQuoted ? "text in quotes" : "text"
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// The node as it would be quoted in a sentence; long ones are cut.
    public var excerpt: String {
        let whole = textValue ?? json
        return whole.count > 60 ? String(whole.prefix(57)) + "…" : whole
    }
}
