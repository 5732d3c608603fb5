import Foundation
import StudyCore
import Testing
import Yams

@testable import Reports

@Suite("YAML as it is written")
struct YAMLTextTests {
    /// Texts that a reader of YAML could take for something else.
    static let tricky = [
        "", " ", " leading", "trailing ", "yes", "no", "on", "Off", "y", "N", "true", "False", "null", "Null", "~",
        "010", "1e3", "1", "-1", "+1", "0x1F", "0o17", "1_000", "1:30", "12:30:45", "1.5", ".5", ".inf", "-.inf",
        ".nan",
        ".", "..", "2026-03-01", "-", "- a", "-a", "?", "? a", ":", "a: b", "a:b", "a:", "a #b", "#a", "a#b", "[a]",
        "{a}",
        "a, b", "&a", "*a", "!a", "!!str", "|", ">", "%a", "@a", "`a`", "'a'", "\"a\"", "\\", "a\\nb", "a\nb", "a\n",
        "\n",
        "a\tb", "\t", "\r\n", "---", "...", "--- a", "=", "<<", "\u{0}", "\u{7}", "\u{1B}[31m", "\u{7F}", "\u{85}",
        "\u{A0}", "\u{2028}", "\u{200B}", "a\u{FEFF}b", "\u{FFFE}", "é", "日本", "🎉", "\u{1FFFE}", "$a", "$$a", "${a}^2",
        "x*y + (a - b)^2", "a  b", "python", "./train.py", "/usr/bin/env", "_", "a=b", "NaN", "Infinity", "nan", "inf",
        String(repeating: "long ", count: 60),
    ]

    /// YAML 1.2.2, section 10.3.2: what a plain scalar is resolved to unless it is text.
    static func looksLikeOther(_ plain: String) -> Bool {
        let patterns: [Regex<Substring>] = [
            /null|Null|NULL|~|/, /true|True|TRUE|false|False|FALSE/, /[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+/,
            /[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?/, /[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)/,
        ]
        return patterns.contains { plain.wholeMatch(of: $0) != nil }
    }

    /// Reads what was written, by the core schema.
    static func read(_ node: Yams.Node) throws -> StudyCore.Node {
        switch node {
        case .mapping(let mapping):
            return .map(try mapping.map { (try #require($0.key.string), try read($0.value)) })
        case .sequence(let sequence): return .list(try sequence.map(read))
        case .scalar(let scalar):
            guard scalar.style == .plain, looksLikeOther(scalar.string) else { return .text(scalar.string) }
            switch scalar.string {
            case ".inf": return StudyCore.Node(.real(.infinity))
            case "-.inf": return StudyCore.Node(.real(-.infinity))
            default: return try StudyCore.Node(json: scalar.string)
            }
        default: throw CocoaError(.coderReadCorrupt)
        }
    }

    static func reread(_ node: StudyCore.Node) throws -> StudyCore.Node {
        try read(try #require(try Yams.compose(yaml: node.yaml)))
    }

    @Test("every text is read back as that text, as value, key, and in lists")
    func texts() throws {
        for text in Self.tricky {
            let scalar = YAMLScalar.text(text)
            #expect(scalar.hasPrefix("\"") || !Self.looksLikeOther(scalar), "\(scalar)")
            let node: StudyCore.Node = [
                "value": .text(text), "flow": ["a", .text(text), 1], "block": [["x": .text(text)], [.text(text)]],
                "map": StudyCore.Node.map([(text, .integer(1))]),
            ]
            #expect(try Self.reread(node).json == node.json, "\(scalar)")
            #expect(try Self.reread(.text(text)).json == StudyCore.Node.text(text).json)
        }
    }

    @Test("numbers, truth values and nothing are read back as such")
    func scalars() throws {
        let node: StudyCore.Node = [
            "a": 1, "b": -7, "c": 1.0, "d": 1e-5, "e": 1e300, "f": 0.1, "g": true, "h": false, "i": nil,
            "j": StudyCore.Node(.integer(.max)), "k": -0.0, "l": StudyCore.Node(.real(.leastNonzeroMagnitude)),
        ]
        #expect(try Self.reread(node).json == node.json)
        let infinite: StudyCore.Node = [
            "a": StudyCore.Node(.real(.infinity)), "b": StudyCore.Node(.real(-.infinity)),
        ]
        #expect(try Self.reread(infinite) == infinite)
        #expect(YAMLScalar.text(StudyCore.Node(.real(.nan))) == ".nan")
    }

    @Test("nested lists and maps, empty ones and long keys keep their shape")
    func shapes() throws {
        let long = String(repeating: "k", count: 1500)
        let node: StudyCore.Node = [
            "empty": [[], [:], [[]], [[:]]], "none": [:], "nothing": [],
            "layers": [["dense": 30], "relu", ["conv": ["channels": 16, "kernel": [3, 3]]], [["a": [["b": 1]]]]],
            "wide": .list((0..<60).map { .integer($0) }), "deep": ["a": ["b": ["c": [1, [2, [3]]]]]],
            "keys": StudyCore.Node.map([(long, .map([("x", .integer(1))])), ("y", .integer(2))]),
        ]
        #expect(try Self.reread(node).json == node.json)
        let small: StudyCore.Node = [
            "name": "a", "search": ["method": "list", "configurations": [["x": 1, "y": [1, 2]], [:]]],
        ]
        #expect(
            small.yaml == """
                name: a
                search:
                  method: list
                  configurations:
                    - x: 1
                      "y": [1, 2]
                    - {}

                """)
    }
}
